package dev.baton.cli.ui;

import dev.baton.LockClient;
import dev.baton.cli.base.ExitCode;
import dev.baton.cli.base.Failure;
import dev.baton.cli.base.Json;
import dev.baton.cli.base.Subcommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the locks of a server in the browser. */
@Command(
    name = "ui",
    header = "Show all locks as a page in the browser; Ctrl-C ends it.",
    customSynopsis = "baton ui [--port PORT] [--write] [--bind ADDRESS]",
    description = {
      "",
      "Serves a page on this machine that shows who holds which lock, since when, and who waits for"
          + " it, as it changes; and of each lock, who had it while somebody looked. Prints the"
          + " page's address: whoever has it, with the token in it, can see the page.",
      "",
      "All pages together cost Redis a tenth of its time at most, and nothing while none is open.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:ended by Ctrl-C or a signal",
      "64:usage",
      "69:Redis cannot be reached at the start, or the port is taken"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  baton ui",
      "  baton ui --port 8421 --write --url redis://db1   # then, from elsewhere:",
      "  ssh -L 8421:127.0.0.1:8421 thathost              # and open the address in a browser"
    })
public final class UiCommand extends Subcommand {

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Where to listen, 1 to 65535. Default: a free port.")
  int port;

  @Option(
      names = "--write",
      description = "Let the page release locks. Default: it only shows them.")
  boolean write;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      description =
          "Listen on this address of this machine, without encryption. Default: ${DEFAULT-VALUE},"
              + " which is reached from this machine only.")
  String bind = "127.0.0.1";

  @Override
  public Integer call() {
    if (port < 0 || port > 65_535) {
      throw usage("--port: from 1 to 65535");
    }
    InetAddress address = address();
    Desk.About about = new Desk.About(baton.target().toString(), write);
    try (LockClient client = baton.target().connect("baton");
        Site site = Site.open(client, about, new InetSocketAddress(address, port), bind)) {
      announce(site, address);
      new CountDownLatch(1).await();
      return ExitCode.INTERNAL;
    } catch (InterruptedException e) {
      return ExitCode.OK;
    } catch (IOException e) {
      throw new Failure(
          ExitCode.UNAVAILABLE,
          "cannot listen on port " + port + " of " + bind + ": " + e.getMessage(),
          e);
    }
  }

  private InetAddress address() {
    try {
      return InetAddress.getByName(bind);
    } catch (UnknownHostException e) {
      throw usage("--bind: '" + bind + "' is no address of this machine");
    }
  }

  private void announce(Site site, InetAddress address) {
    PrintWriter out = out();
    String url = "http://" + host(address) + ":" + site.port() + "/?token=" + site.token();
    if (json()) {
      out.println(new Json().with("url", url));
    } else {
      out.println("The locks of " + baton.target() + " are at");
      out.println();
      out.println("  " + url);
      out.println();
      out.println(
          (write ? "The page can release locks." : "The page only shows locks; see --write.")
              + " Ctrl-C ends it.");
    }
    if (!address.isLoopbackAddress()) {
      say(
          "this is plain HTTP, reached from the network: who listens there can read the token."
              + " A tunnel is safer: see 'baton ui --help'");
    }
  }

  /** As it stands in an address. */
  private static String host(InetAddress address) {
    InetAddress shown = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
    return shown instanceof Inet6Address
        ? "[" + shown.getHostAddress() + "]"
        : shown.getHostAddress();
  }
}
