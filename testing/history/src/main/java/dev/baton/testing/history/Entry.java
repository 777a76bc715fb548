package dev.baton.testing.history;

/** A line of a history. */
public sealed interface Entry permits Operation, QueueSeen, Fault, Work {}
