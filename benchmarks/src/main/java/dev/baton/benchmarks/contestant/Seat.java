package dev.baton.benchmarks.contestant;

/**
 * Where a contestant is to sit.
 *
 * @param uri the server, such as {@code redis://127.0.0.1:6379}
 * @param mode what is asked for, and how Baton holds it
 * @param threads how many threads of this process will use it
 * @param index which of the processes this is, from 0
 * @param processes how many there are
 */
public record Seat(String uri, Mode mode, int threads, int index, int processes) {}
