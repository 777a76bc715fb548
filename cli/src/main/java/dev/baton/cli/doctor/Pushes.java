package dev.baton.cli.doctor;

import dev.baton.cli.server.Server;
import java.time.Duration;

/** Whether a published message is pushed to a client, as a grant is. */
final class Pushes {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private Pushes() {}

  /** To a channel that the server was subscribed to before, by the trial of the rights. */
  static boolean arrive(Server server, Probe probe, boolean shardChannels)
      throws InterruptedException {
    server.ask(shardChannels ? "SPUBLISH" : "PUBLISH", probe.channel(), probe.id());
    return server.hears(probe.id(), PATIENCE);
  }

  static Finding judge(boolean arrive) {
    return arrive
        ? Finding.of(
            "pushes",
            Level.OK,
            "a published message arrived",
            "A waiter hears of its grant at once.")
        : Finding.of(
                "pushes",
                Level.WARNING,
                "a published message did not arrive within " + PATIENCE.toSeconds() + " s",
                "Waiters then ask by themselves, every 3 s at the head of the queue: locks are"
                    + " handed over late, but not lost.")
            .advise("look for a proxy in between that does not carry SUBSCRIBE");
  }
}
