package dev.baton.benchmarks.workload;

import dev.baton.benchmarks.result.Metric;
import java.util.List;

/**
 * How a workload grows from one participant to the next.
 *
 * @param what grows, such as waiters
 * @param axis what stands below their number
 * @param costs what should not grow with it
 */
public record Growing(String what, String axis, List<Metric> costs) {}
