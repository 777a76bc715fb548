package dev.baton.benchmarks.workload;

import dev.baton.benchmarks.crew.Crew;
import dev.baton.benchmarks.server.ServerProbe;
import java.nio.file.Path;

/**
 * What a workload measures with.
 *
 * @param uri the server
 * @param probe asks it about itself
 * @param crew the client processes
 * @param effort how much to measure
 * @param folder for files that live no longer than the run
 */
public record Bench(String uri, ServerProbe probe, Crew crew, Effort effort, Path folder) {
  /** The lock's name, where there is one. */
  static final String KEY = "bench:lock";
}
