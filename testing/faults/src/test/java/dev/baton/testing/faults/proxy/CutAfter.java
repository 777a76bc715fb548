package dev.baton.testing.faults.proxy;

/**
 * An order to cut the connection on which bytes pass next, after the first few of them.
 *
 * @param lines on which connections
 * @param direction which way the bytes go
 * @param bytes how many still pass
 */
record CutAfter(Lines lines, Direction direction, int bytes) {}
