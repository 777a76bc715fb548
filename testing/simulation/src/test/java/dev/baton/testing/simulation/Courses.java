package dev.baton.testing.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Many courses, one for each seed, on as many threads as there are processors. */
final class Courses {
  private final Tally tally = new Tally();
  private final Use use;
  private final AtomicLong next;
  private final long end;

  private Courses(Use use, long first, long seeds) {
    this.use = use;
    this.next = new AtomicLong(first);
    this.end = first + seeds;
  }

  /**
   * Runs the courses of some seeds.
   *
   * @param use how locks are held in them
   * @return what they came to
   * @throws AssertionError at the first that breaks a promise; it names the seed
   */
  static Tally run(Use use, long first, long seeds) {
    Courses courses = new Courses(use, first, seeds);
    int threads = Runtime.getRuntime().availableProcessors();
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(executor.submit(courses::runNext));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof AssertionError failed
          ? failed
          : new AssertionError(e.getCause());
    } finally {
      executor.shutdown();
    }
    return courses.tally;
  }

  private void runNext() {
    try {
      for (long seed = next.getAndIncrement(); seed < end; seed = next.getAndIncrement()) {
        tally.add(one(use, seed));
      }
    } catch (AssertionError failed) {
      next.set(end); // one is enough
      throw failed;
    }
  }

  /** Runs the course of one seed. */
  static Result one(Use use, long seed) {
    Course course = new Course(seed, use);
    try {
      return course.run();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(
          "seed %d (-Dsimulation.use=%s -Dsimulation.first=%d -Dsimulation.seeds=1): %s%n%s%nthe course is in %s"
              .formatted(seed, use, seed, e, course.plan(), written(use, seed, course)),
          e);
    }
  }

  private static Path written(Use use, long seed, Course course) {
    String name = "course-%s-%d.txt".formatted(use.toString().toLowerCase(Locale.ROOT), seed);
    Path file = Path.of("target", name);
    try {
      return Files.writeString(file, course.world().trace()).toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
