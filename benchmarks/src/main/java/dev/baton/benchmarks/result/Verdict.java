package dev.baton.benchmarks.result;

/**
 * How a target came out.
 *
 * @param target the target
 * @param label whose figure it is
 * @param value the figure or the ratio, over the rounds
 * @param met whether its median is within the bound
 */
public record Verdict(Target target, String label, Spread value, boolean met) {}
