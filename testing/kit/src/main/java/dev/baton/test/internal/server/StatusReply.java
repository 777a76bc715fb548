package dev.baton.test.internal.server;

/**
 * A reply such as {@code OK}, which is a table in a script.
 *
 * @param text the word
 */
public record StatusReply(String text) {}
