package dev.baton.internal.runtime;

import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.TestGrading;
import org.openjdk.jcstress.infra.runners.ForkedTestConfig;
import org.openjdk.jcstress.infra.runners.Runner;
import org.openjdk.jcstress.infra.runners.TestConfig;
import org.openjdk.jcstress.infra.runners.TestList;
import org.openjdk.jcstress.os.AffinityMode;
import org.openjdk.jcstress.os.NodeType;
import org.openjdk.jcstress.os.SchedulingClass;
import org.openjdk.jcstress.vm.CompileMode;

/**
 * Runs all that jcstress has generated, one after another in this JVM. Its own main program starts
 * some twenty JVMs to see what they can do, and then four for each race: nearly all of its time in
 * a build.
 */
final class BriefRaces {
  /** How often each race is run, however busy the machine. */
  private static final long TIMES = 5_000;

  /** But not for ever: one that gets no processor. */
  private static final int ROUNDS = 60;

  private static final long HANGS_AFTER_SECONDS = 120;

  private BriefRaces() {}

  /** Takes the options of jcstress, and ends with 1 if a race did not end as allowed. */
  public static void main(String... args) throws Exception {
    Options options = new Options(args);
    options.parse();
    boolean passed = !TestList.tests().isEmpty();
    for (String name : TestList.tests()) {
      passed &= passes(options, TestList.getInfo(name));
    }
    System.exit(passed ? 0 : 1);
  }

  private static boolean passes(Options options, TestInfo race) throws Exception {
    long times = 0;
    for (int round = 0; round < ROUNDS && times < TIMES; round++) {
      TestResult result = runOrGiveUp(options, race);
      TestGrading grading = TestGrading.grade(result);
      System.out.printf(
          "%s %s: %s%n", grading.isPassed ? "passed" : "FAILED", race.name(), counts(result));
      if (!grading.isPassed) {
        grading.failureMessages.forEach(System.out::println);
        result.getMessages().forEach(System.out::println);
        return false;
      }
      times += result.getTotalCount();
    }
    return true;
  }

  /** Whoever is forgotten may wait for ever: nothing after that is tried. */
  private static TestResult runOrGiveUp(Options options, TestInfo race) throws Exception {
    FutureTask<TestResult> run = new FutureTask<>(() -> run(options, race));
    Thread thread = new Thread(run, race.name());
    thread.start();
    try {
      return run.get(HANGS_AFTER_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      System.out.printf("FAILED %s: it hangs%n", race.name());
      Thread.getAllStackTraces().forEach(BriefRaces::print);
      System.exit(1);
      throw e;
    }
  }

  private static void print(Thread thread, StackTraceElement... stack) {
    System.out.println(thread);
    for (StackTraceElement step : stack) {
      System.out.println("    at " + step);
    }
  }

  private static TestResult run(Options options, TestInfo race) throws Exception {
    SchedulingClass anyProcessor =
        new SchedulingClass(AffinityMode.NONE, race.threads(), NodeType.PACKAGE);
    TestConfig config =
        new TestConfig(options, race, 0, List.of(), CompileMode.UNIFIED, anyProcessor);
    Runner<?> runner =
        Class.forName(race.generatedRunner())
            .asSubclass(Runner.class)
            .getConstructor(ForkedTestConfig.class)
            .newInstance(new ForkedTestConfig(config));
    TestResult result = runner.run();
    result.setConfig(config);
    return result;
  }

  private static String counts(TestResult result) {
    StringBuilder counts = new StringBuilder();
    for (String state : result.getStateKeys()) {
      counts.append("[%s] %d, ".formatted(state, result.getCount(state)));
    }
    return counts.toString();
  }
}
