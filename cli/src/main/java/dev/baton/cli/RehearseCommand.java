package dev.baton.cli;

import dev.baton.cli.base.ExitCode;
import dev.baton.cli.base.Target;
import dev.baton.cli.play.Demo;
import dev.baton.cli.play.Embedded;
import dev.baton.cli.play.Timeline;
import dev.baton.testing.server.RedisServer;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/** Goes through the other commands, so that the JVM can write down which classes they need. */
@Command(
    name = "rehearse",
    hidden = true,
    header = "Use every command once, for the archive of classes that makes them start fast.")
public final class RehearseCommand implements Callable<Integer> {

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    try (RedisServer server = Embedded.start(0)) {
      String url = server.uri();
      Main.execute(nowhere, nowhere, "run", "--help");
      Main.execute(nowhere, nowhere, "run", "--url", url, "-v", "k", "--", "true");
      Main.execute(
          nowhere, nowhere, "run", "--url", url, "k", "-c", "sleep 0.2"); // and a loss watch
      Main.execute(nowhere, nowhere, "acquire", "--url", url, "--json", "-n", "k", "token");
      Main.execute(nowhere, nowhere, "run", "--url", url, "-w", "0.5", "k", "-c", "true");
      Main.execute(nowhere, nowhere, "locked", "--url", url, "k");
      Main.execute(nowhere, nowhere, "acquire", "--url", url, "-w", "0.1", "k");
      Main.execute(nowhere, nowhere, "release", "--url", url, "k", "token");
      Main.execute(nowhere, nowhere, "locked", "--url", url, "--unknown");
      new Demo(new Timeline(nowhere, false, Ansi.OFF), Duration.ofMillis(50)).play(Target.at(url));
    }
    return ExitCode.OK;
  }
}
