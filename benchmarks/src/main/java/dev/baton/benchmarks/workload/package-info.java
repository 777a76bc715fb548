/** The workloads: what is done, by whom, and what is measured of it. */
@NullMarked
package dev.baton.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
