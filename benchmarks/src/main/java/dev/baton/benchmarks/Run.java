package dev.baton.benchmarks;

import dev.baton.benchmarks.crew.Crew;
import dev.baton.benchmarks.result.Environment;
import dev.baton.benchmarks.result.Results;
import dev.baton.benchmarks.server.ServerProbe;
import dev.baton.benchmarks.workload.Bench;
import dev.baton.benchmarks.workload.Effort;
import dev.baton.benchmarks.workload.Participant;
import dev.baton.benchmarks.workload.Workload;
import dev.baton.testing.server.RedisServer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Measures workloads on one server, in rounds in which the participants take turns. */
final class Run {
  private final List<Workload> workloads;
  private final Effort effort;
  private final PrintStream progress;
  private final Results.Gatherer gatherer = new Results.Gatherer();
  private final List<String> failures = new ArrayList<>();

  Run(List<Workload> workloads, Effort effort, PrintStream progress) {
    this.workloads = workloads;
    this.effort = effort;
    this.progress = progress;
  }

  Results results() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("baton-bench-");
    try (RedisServer server = RedisServer.start();
        ServerProbe probe = new ServerProbe(server.uri())) {
      for (Workload workload : workloads) {
        progress.println(workload.title());
        rounds(workload, server.uri(), probe, folder);
      }
      return new Results(
          LocalDate.now(ZoneOffset.UTC).toString(),
          Environment.describe(probe.fields("server")),
          effort.words(),
          gatherer.series(),
          List.copyOf(failures));
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted((a, b) -> b.compareTo(a)).forEach(file -> file.toFile().delete());
      }
    }
  }

  private void rounds(Workload workload, String uri, ServerProbe probe, Path folder)
      throws IOException, InterruptedException {
    List<Participant> participants = new ArrayList<>(workload.participants(effort));
    Crew crew = new Crew(workload.processes());
    try {
      // Round 0 is not counted: in it the clients' JVMs compile.
      int last = workload.once() ? 1 : effort.rounds();
      for (int round = workload.once() ? 1 : 0; round <= last; round++) {
        for (int i = 0; i < participants.size(); i++) {
          Participant next = participants.get((i + round) % participants.size());
          try {
            progress.println("  round " + round + ", " + next.label());
            var figures = workload.measure(next, new Bench(uri, probe, crew, effort, folder));
            if (round > 0) {
              gatherer.add(workload.id(), next.label(), figures);
            }
          } catch (InterruptedException e) {
            throw e;
          } catch (Exception e) {
            fail(workload, next, e);
            crew.close();
            crew = new Crew(workload.processes()); // whatever state the old one is in
            probe.flush();
          }
        }
      }
    } finally {
      crew.close();
    }
  }

  private void fail(Workload workload, Participant who, Exception why) {
    String line = workload.title() + ", " + who.label() + ": " + why.getMessage();
    progress.println("  FAILED: " + line);
    failures.add(line);
  }
}
