package dev.baton.testing.faults.inject;

import dev.baton.testing.faults.harness.ServerSite;
import dev.baton.testing.faults.proxy.Direction;
import dev.baton.testing.faults.proxy.Lines;
import dev.baton.testing.faults.proxy.Proxy;
import java.time.Duration;
import java.util.Random;

/** What is done to the connections of one worker. */
public enum NetworkFault implements Injection<ServerSite> {
  /** Everything arrives late. */
  DELAY {
    @Override
    void harm(Proxy proxy, Random random) {
      proxy.delay(Lines.ALL, Duration.ofMillis(5 + random.nextInt(100)));
      Victims.last(random, 300, 1_500);
    }
  },
  /** Commands are cut off; a new connection is possible at once. */
  CUT_COMMANDS {
    @Override
    void harm(Proxy proxy, Random random) {
      proxy.cut(Lines.COMMANDS);
    }
  },
  /** Pushes are cut off; a new connection is possible at once. */
  CUT_PUSHES {
    @Override
    void harm(Proxy proxy, Random random) {
      proxy.cut(Lines.PUSHES);
    }
  },
  /** All are cut off, several times in a row. */
  CUT_OFTEN {
    @Override
    void harm(Proxy proxy, Random random) {
      for (int i = 0; i < 5; i++) {
        proxy.cut(Lines.ALL);
        Victims.last(random, 20, 200);
      }
    }
  },
  /** Commands and their replies vanish, and nobody is told. */
  HALF_OPEN_COMMANDS {
    @Override
    void harm(Proxy proxy, Random random) {
      proxy.swallow(Lines.COMMANDS);
      Victims.last(random, 500, 4_000);
    }
  },
  /** Pushes vanish, and nobody is told: the server believes that they are heard. */
  HALF_OPEN_PUSHES {
    @Override
    void harm(Proxy proxy, Random random) {
      proxy.swallow(Lines.PUSHES);
      Victims.last(random, 500, 4_000);
    }
  },
  /** A request is done, and its reply is cut off in the middle or before it begins. */
  CUT_IN_REPLY {
    @Override
    void harm(Proxy proxy, Random random) {
      cutNext(proxy, Direction.REPLY, random);
    }
  },
  /** A request arrives in part, or not at all, or whole just before the cut. */
  CUT_IN_REQUEST {
    @Override
    void harm(Proxy proxy, Random random) {
      cutNext(proxy, Direction.REQUEST, random);
    }
  };

  abstract void harm(Proxy proxy, Random random);

  @Override
  public void strike(ServerSite site, Random random) {
    Proxy proxy = site.proxyOf(Victims.any(site, random));
    harm(proxy, random);
    proxy.heal();
  }

  private static void cutNext(Proxy proxy, Direction direction, Random random) {
    for (int i = 0; i < 5; i++) {
      Lines lines = random.nextInt(3) == 0 ? Lines.PUSHES : Lines.COMMANDS;
      proxy.cutAfter(lines, direction, random.nextInt(200));
      for (int look = 0; look < 20 && proxy.isCutDue(); look++) {
        Victims.last(random, 5, 15);
      }
    }
  }
}
