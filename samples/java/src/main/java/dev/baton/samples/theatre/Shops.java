package dev.baton.samples.theatre;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.testing.server.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Three shops with four tills each sell the seats of one theatre, under one lock. Each shop is a
 * client of its own, as if it were a process on a host of its own. Then one of them stands still
 * with the lock, and comes too late.
 */
public final class Shops {
  private static final int SHOPS = 3;
  private static final int TILLS = 4;
  private static final int SEATS_A_TILL = 25;

  private Shops() {}

  /**
   * Starts a Redis, or takes the one whose address it is given, and exits with 0 if no seat was
   * sold twice.
   */
  public static void main(String[] arguments) throws Exception {
    boolean right;
    if (arguments.length > 0) {
      right = open(arguments[0]);
    } else {
      try (RedisServer redis = RedisServer.start()) {
        right = open(redis.uri());
      }
    }
    System.exit(right ? 0 : 1);
  }

  /** Whether no seat was sold twice, and the one who came late was refused. */
  static boolean open(String redis) throws Exception {
    Theatre theatre = new Theatre();
    List<LockClient> shops = new ArrayList<>();
    ExecutorService tills = Executors.newFixedThreadPool(SHOPS * TILLS);
    try {
      for (int i = 1; i <= SHOPS; i++) {
        shops.add(LockClient.builder(redis).application("shop" + i).build());
      }
      List<Future<?>> open = new ArrayList<>();
      for (int i = 0; i < SHOPS * TILLS; i++) {
        LockClient shop = shops.get(i % SHOPS);
        open.add(
            tills.submit(
                () -> {
                  sellAll(shop, theatre);
                  return null;
                }));
      }
      for (Future<?> each : open) {
        each.get();
      }
      List<Integer> sold = theatre.sold();
      int twice = sold.size() - new HashSet<>(sold).size();
      System.out.println(sold.size() + " seats are sold, " + twice + " of them twice");
      return twice == 0 && isRefusedWhenLate(shops.get(0), shops.get(1), theatre);
    } finally {
      tills.shutdownNow();
      shops.forEach(LockClient::close);
    }
  }

  private static void sellAll(LockClient shop, Theatre theatre) throws Exception {
    DistributedLock seats = shop.lock("theatre:seats");
    for (int i = 0; i < SEATS_A_TILL; i++) {
      try (Lease lease = seats.acquire()) {
        int seat = theatre.nextSeat();
        Thread.sleep(1); // somebody else would choose the same seat here
        theatre.sell(seat, lease.fencingToken());
      }
    }
  }

  /** One shop stands still for longer than its lease, while another one sells. */
  private static boolean isRefusedWhenLate(LockClient shop, LockClient another, Theatre theatre)
      throws Exception {
    LockOptions notRenewed =
        LockOptions.defaults().leaseDuration(Duration.ofMillis(500)).autoRenew(false);
    try (Lease lease = shop.lock("theatre:seats", notRenewed).acquire()) {
      int seat = theatre.nextSeat();
      another
          .lock("theatre:seats")
          .call(later -> sell(theatre, seat, later.fencingToken(), "the shop that was next"));
      return !sell(theatre, seat, lease.fencingToken(), "the shop that stood still");
    }
  }

  private static boolean sell(Theatre theatre, int seat, long token, String who) {
    try {
      theatre.sell(seat, token);
      System.out.println(who + " has sold seat " + seat);
      return true;
    } catch (Theatre.LateException e) {
      System.out.println(who + " is refused: its " + e.getMessage());
      return false;
    }
  }
}
