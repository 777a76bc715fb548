package dev.baton.cli.play;

import dev.baton.cli.base.ExitCode;
import dev.baton.cli.base.Json;
import dev.baton.cli.base.Subcommand;
import dev.baton.cli.base.Target;
import dev.baton.testing.server.RedisServer;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/** Shows a lock at work. */
@Command(
    name = "demo",
    header = "Watch one process wait for another one's lock.",
    customSynopsis = "baton demo [--url URL]",
    description = {
      "",
      "One process holds a lock for 3 seconds; a second one waits for it, gets it handed over, and"
          + " prints a message. Every step is shown as it happens, with the seconds since the first"
          + " one had the lock. Starts a Redis server of its own, unless --url names one; needs"
          + " nothing and leaves nothing behind.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the message came 3.0 to 3.5 seconds after the first lock, with a larger fencing token",
      "1:it did not",
      "64:usage",
      "69:Redis cannot be reached, or does not start"
    })
public final class DemoCommand extends Subcommand {
  private static final Duration HOLD = Duration.ofSeconds(3);
  private static final Duration LATEST = Duration.ofMillis(3_500);

  @Override
  public Integer call() throws InterruptedException {
    Timeline timeline = new Timeline(out(), json(), Ansi.AUTO);
    timeline.remark(
        "Two processes want the lock " + Demo.LOCK + "; the first has it for 3 seconds.");
    Demo demo = new Demo(timeline, HOLD);
    return judge(
        timeline, baton.url == null ? embedded(timeline, demo) : demo.play(baton.target()));
  }

  private static Demo.Outcome embedded(Timeline timeline, Demo demo) throws InterruptedException {
    Demo.Outcome outcome;
    try (RedisServer server = Embedded.start(0)) {
      timeline.tell("server", "started on port " + server.port() + ": " + server.binary().reason());
      outcome = demo.play(Target.at(server.uri()));
    }
    timeline.tell("server", "stopped");
    return outcome;
  }

  private int judge(Timeline timeline, Demo.Outcome seen) {
    boolean inTime = seen.delay().compareTo(HOLD) >= 0 && seen.delay().compareTo(LATEST) <= 0;
    boolean fenced = seen.secondFence() > seen.firstFence();
    boolean good = inTime && fenced && seen.queued() && seen.freed();
    String seconds = Timeline.seconds(seen.delay().toNanos());
    String facts =
        "%s s after the first lock was taken; fence %d -> %d"
            .formatted(seconds, seen.firstFence(), seen.secondFence());
    timeline.summary(
        new Json()
            .with("good", good)
            .with("delaySeconds", new BigDecimal(seconds))
            .with("fencingTokens", List.of(seen.firstFence(), seen.secondFence())));
    if (good) {
      timeline.remark(facts);
      return ExitCode.OK;
    }
    say(
        "this is not how it should be: the message came "
            + facts
            + (seen.queued() ? "" : "; nobody was seen waiting")
            + (seen.freed() ? "" : "; the lock is still held"));
    return ExitCode.CONFLICT;
  }
}
