package dev.baton.testing.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.testing.faults.harness.ServerSite;
import dev.baton.testing.faults.inject.Injection;
import dev.baton.testing.faults.inject.Victims;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A network of its own on this machine, with one link to ours. */
final class NetworkNamespace implements AutoCloseable {
  private static final String NAME = "baton" + ProcessHandle.current().pid() % 100_000;
  private static final String OUTER = NAME + "a";
  private static final String INNER = NAME + "b";

  /** Set aside for tests between networks, so that it is nobody's (RFC 2544). */
  private static final String NETWORK = "198.18.213.";

  private static final String HERE = NETWORK + "1";
  private static final String THERE = NETWORK + "2";

  /** Makes it. */
  NetworkNamespace() throws IOException, InterruptedException {
    if (NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .anyMatch(address -> address.getHostAddress().startsWith(NETWORK))) {
      throw new IOException(NETWORK + "0 is in use");
    }
    ip("netns add " + NAME);
    try {
      ip("link add " + OUTER + " type veth peer name " + INNER + " netns " + NAME);
      ip("addr add " + HERE + "/30 dev " + OUTER);
      ip("link set " + OUTER + " up");
      ip("-n " + NAME + " addr add " + THERE + "/30 dev " + INNER);
      ip("-n " + NAME + " link set " + INNER + " up");
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Why none can be made here; empty if one can. */
  static String missing() throws InterruptedException {
    try {
      new NetworkNamespace().close();
      return "";
    } catch (IOException e) {
      return "no network namespace can be made here: " + e.getMessage();
    }
  }

  /** Our address, as seen from there. */
  InetAddress here() throws IOException {
    return InetAddress.getByName(HERE);
  }

  /** What a command begins with that is to run there. */
  List<String> enter() {
    return List.of("ip", "netns", "exec", NAME);
  }

  /** Takes the link down for a while. */
  Injection<ServerSite> linkDown() {
    return new Injection<ServerSite>() {
      @Override
      public String name() {
        return "LINK_DOWN";
      }

      @Override
      public void strike(ServerSite site, Random random) throws IOException, InterruptedException {
        ip("link set " + OUTER + " down");
        Victims.last(random, 500, 3_000);
        ip("link set " + OUTER + " up");
      }
    };
  }

  @Override
  public void close() throws IOException, InterruptedException {
    try {
      ip("link delete " + OUTER); // with the namespace it would go too, but some time later
    } finally {
      ip("netns delete " + NAME);
    }
  }

  private static void ip(String arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments.split(" ")));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new IOException("ip " + arguments + ": " + said);
    }
  }
}
