package dev.baton.cli.play;

import dev.baton.cli.base.ExitCode;
import dev.baton.cli.base.Failure;
import dev.baton.cli.base.Json;
import dev.baton.cli.base.Subcommand;
import dev.baton.testing.server.RedisServer;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts a server to play with. */
@Command(
    name = "server",
    header = "Start a Redis server to play with; Ctrl-C ends it.",
    customSynopsis = "baton server [--port PORT]",
    description = {
      "",
      "Starts a redis-server on 127.0.0.1 that keeps nothing on disk and ends with this command:"
          + " the one on the PATH, else one that Baton brings along. Not for production.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:ended by Ctrl-C or a signal",
      "64:usage",
      "69:the port is taken, or the server does not start or has ended by itself"
    })
public final class ServerCommand extends Subcommand {

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Where to listen, 1 to 65535. Default: a free port.")
  int port;

  @Override
  public Integer call() throws ExecutionException {
    if (port < 0 || port > 65_535) {
      throw usage("--port: from 1 to 65535");
    }
    try (RedisServer server = Embedded.start(port)) {
      announce(server);
      Optional<ProcessHandle> process = ProcessHandle.of(server.pid());
      if (process.isPresent()) {
        process.get().onExit().get();
      }
      throw new Failure(ExitCode.UNAVAILABLE, "redis-server has ended by itself");
    } catch (InterruptedException e) {
      return ExitCode.OK;
    }
  }

  private void announce(RedisServer server) {
    PrintWriter out = out();
    String url = server.uri();
    if (json()) {
      out.println(
          new Json()
              .with("url", url)
              .with("pid", server.pid())
              .with("program", server.binary().path()));
      return;
    }
    out.println(url + " is up (" + server.binary().reason() + "). Ctrl-C ends it.");
    out.println();
    out.println("Try, in other terminals:");
    out.println("  baton --url " + url + " run -v lunch -- sleep 20");
    out.println("  baton --url " + url + " run -v lunch -- echo my turn");
    out.println("  baton --url " + url + " locked lunch");
  }
}
