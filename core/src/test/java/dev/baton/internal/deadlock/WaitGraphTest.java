package dev.baton.internal.deadlock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.baton.Deadlock;
import dev.baton.LockState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Locks are written as {@code "x: A <- B, C"}: A holds x, B and C wait for it, B first. */
class WaitGraphTest {

  /** The token of a client's request; {@code A2} is another request of the client A. */
  static String token(String who) {
    String number = who.length() > 1 ? who.substring(1) : "1";
    return "app@host:7/" + who.charAt(0) + "." + number;
  }

  /** As {@code A}, a reader {@code A/r}, or {@code A/2of3} who wants two of three permits. */
  static LockState.Waiter waiter(String text, Duration waited) {
    String[] parts = text.split("/");
    if (parts.length == 1) {
      return new LockState.Waiter(token(parts[0]), waited);
    }
    String[] permits = parts[1].split("of");
    LockState.Share share =
        parts[1].equals("r")
            ? new LockState.Share(1, OptionalInt.empty())
            : new LockState.Share(
                Integer.parseInt(permits[0]), OptionalInt.of(Integer.parseInt(permits[1])));
    return new LockState.Waiter(token(parts[0]), waited, Optional.of(share));
  }

  /**
   * One lock; who share it are written as {@code A*1+B*2}, with {@code p} before them if they have
   * permits.
   */
  static LockState lock(String text, Duration waited) {
    String[] parts = text.split(": | <- ");
    List<LockState.Waiter> waiters = new ArrayList<>();
    for (String each : parts[2].split(", ")) {
      waiters.add(waiter(each, waited));
    }
    Optional<LockState.Sharing> sharing = Optional.empty();
    Optional<String> holder = Optional.of(token(parts[1]) + "#5");
    if (parts[1].contains("*")) {
      String[] all = parts[1].replace("p", "").split("\\+");
      List<LockState.Holder> holders = new ArrayList<>();
      for (String each : all) {
        String[] one = each.split("\\*");
        int weight = Integer.parseInt(one[1]);
        holders.add(
            new LockState.Holder(token(one[0]) + "*" + weight, weight, Duration.ofSeconds(9)));
      }
      long weight = holders.stream().mapToLong(LockState.Holder::weight).sum();
      sharing =
          Optional.of(
              new LockState.Sharing(holders.size(), weight, parts[1].startsWith("p"), holders));
      holder = Optional.of(holders.get(0).ownerToken());
    } else if (parts[1].equals("-")) {
      holder = Optional.empty();
    } else if (parts[1].startsWith("'")) {
      holder = Optional.of(parts[1].replace("'", ""));
    }
    return new LockState(
        parts[0],
        holder,
        Optional.of(Duration.ofSeconds(3)),
        Optional.of(Duration.ofSeconds(9)),
        Optional.of(5L),
        waiters.size(),
        waiters,
        sharing);
  }

  static List<LockState> locks(String... texts) {
    List<LockState> states = new ArrayList<>();
    for (String text : texts) {
      states.add(lock(text, Duration.ofSeconds(2)));
    }
    return states;
  }

  /** As {@code "A-x-B-y"}: A waits for x, which B has, and B for y, which A has. */
  static List<String> told(List<LockState> states) {
    return WaitGraph.of(states).cycles().stream()
        .map(
            deadlock ->
                deadlock.waits().stream()
                    .map(wait -> name(wait.waiter()) + "-" + wait.lock())
                    .collect(Collectors.joining("-")))
        .toList();
  }

  private static String name(String token) {
    return token.replaceAll(".*/(\\w).*", "$1");
  }

  private static List<String> told(String... texts) {
    return told(locks(texts));
  }

  @Test
  void cycle_ofTwo_isToldWithAllThatIsKnown() {
    List<Deadlock> cycles = WaitGraph.of(locks("y: B <- A", "x: A3 <- B2")).cycles();
    assertThat(cycles)
        .containsExactly(
            new Deadlock(
                List.of(
                    new Deadlock.Wait(
                        "x",
                        token("B2"),
                        Duration.ofSeconds(2),
                        Optional.empty(),
                        token("A3") + "#5",
                        true,
                        Optional.of(Duration.ofSeconds(3))),
                    new Deadlock.Wait(
                        "y",
                        token("A"),
                        Duration.ofSeconds(2),
                        Optional.empty(),
                        token("B") + "#5",
                        true,
                        Optional.of(Duration.ofSeconds(3))))));
    assertThat(cycles.get(0).locks()).containsExactly("x", "y");
  }

  @Test
  void cycle_ofThree_isTold() {
    assertThat(told("x: A <- B", "y: B <- C", "z: C <- A")).containsExactly("B-x-A-z-C-y");
  }

  @Test
  void cycle_withOthersBehind_isToldWithoutThem() {
    assertThat(told("x: A <- B, D", "y: B <- E, A", "z: D <- F")).containsExactly("B-x-A-y");
  }

  @Test
  void chain_ofAnyLength_isNone() {
    assertThat(told("x: A <- B", "y: B <- C", "z: C <- D, E")).isEmpty();
    List<LockState> chain = new ArrayList<>();
    for (char c = 'A'; c < 'Z'; c++) {
      chain.add(lock(c + ": " + c + " <- " + (char) (c + 1), Duration.ZERO));
    }
    assertThat(told(chain)).isEmpty();
    chain.add(lock("last: Z <- A", Duration.ZERO));
    assertThat(WaitGraph.of(chain).cycles()).singleElement().matches(c -> c.waits().size() == 26);
  }

  @Test
  void client_thatWaitsForItself_isNotTold() {
    assertThat(told("x: A <- A2")).isEmpty();
    assertThat(told("x: A <- A2, B", "y: B <- C")).isEmpty();
    assertThat(told("x: A*1+B*1 <- A2, B2")).isEmpty();
    assertThat(told("x: pA*1+B*1 <- A2/1of2, B2/1of2")).isEmpty();
  }

  @Test
  void client_thatWaitsForItselfToo_isToldOfWhatItWaitsForElsewhere() {
    assertThat(told("x: A <- A2, B", "y: B <- A3")).containsExactly("B-x-A-y");
  }

  @Test
  void cycles_thatShareAClient_areToldBoth() {
    assertThat(told("v: A <- B", "w: B <- A", "x: A <- C", "y: C <- A2"))
        .containsExactly("B-v-A-w", "C-x-A-y");
  }

  @Test
  void cycles_thatShareNothing_areToldBoth() {
    assertThat(told("v: A <- B", "w: B <- A", "x: C <- D", "y: D <- C"))
        .containsExactly("B-v-A-w", "D-x-C-y");
  }

  @Test
  void writer_waitsForEachReader() {
    assertThat(told("x: A*1+B*1+C*1 <- D", "y: D <- B")).containsExactly("D-x-B-y");
    assertThat(told("x: A*1+C*1 <- D", "y: D <- B")).isEmpty();
  }

  @Test
  void reader_waitsForTheWriterWhoHasIt() {
    assertThat(told("x: A <- B/r", "y: B*1 <- A")).containsExactly("B-x-A-y");
  }

  @Test
  void reader_behindAWriter_waitsForThatOne_notForOtherReaders() {
    List<Deadlock> cycles = WaitGraph.of(locks("x: A*1 <- B, C/r", "y: C <- A")).cycles();
    assertThat(cycles).hasSize(1);
    assertThat(cycles.get(0).waits())
        .extracting(Deadlock.Wait::lock, Deadlock.Wait::blocker, Deadlock.Wait::held)
        .containsExactly(
            tuple("x", token("A") + "*1", true),
            tuple("y", token("C") + "#5", true),
            tuple("x", token("B"), false));
    assertThat(told("x: A*1 <- C/r", "y: C <- A")).isEmpty();
    assertThat(told("x: D*1 <- B, C/r", "y: C <- A")).isEmpty();
  }

  @Test
  void one_whoIsBeforeAnother_waitsThereAsThatOneDoes_notWhereAnotherThreadOfItWaits() {
    assertThat(told("x: A*1 <- B, C/r", "y: C <- B2", "z: B3 <- A"))
        .as("C waits for A behind B; that B also waits for y is another thread's affair")
        .containsExactly("B-x-A-z");
  }

  @Test
  void permits_waitForAsManyOfTheirHoldersAsItTakes() {
    assertThat(told("x: pA*1+B*1 <- C/1of2", "y: C <- A", "z: C2 <- B")).hasSize(2);
    assertThat(told("x: pA*1+B*1 <- C/1of2", "y: C <- A")).as("B gives one back").isEmpty();
    assertThat(told("x: pA*1+B*1 <- C/2of2", "y: C <- A")).as("A's is needed").hasSize(1);
    assertThat(told("x: pA*2 <- C/1of3", "y: C <- A")).as("it fits").isEmpty();
    assertThat(told("x: pA*2+D*1 <- C/2of3, E/1of3", "y: E <- A"))
        .as("E waits for C, which is before it")
        .containsExactly("C-x-A-y-E-x");
  }

  @Test
  void permits_ofOneWhoCanGoOn_areGivenBackOneDay() {
    assertThat(told("x: pA*1+B*1 <- C/1of2", "y: C <- A", "z: D <- B"))
        .as("B waits for D, which waits for nobody")
        .isEmpty();
    assertThat(told("x: pA*1+B*1 <- C/1of2", "y: C <- A", "z: B2 <- B3"))
        .as("B waits for itself: for another of its threads")
        .isEmpty();
  }

  @Test
  void permits_ofTheSameClient_countIfOthersBlockItToo() {
    assertThat(told("x: pA*1+B*1 <- A2/1of2, C/1of2", "y: C <- B"))
        .as("A waits for B, unless another thread of it gives its own back")
        .containsExactly("A-x-B-y-C-x");
    assertThat(told("x: pA*1+B*1 <- A2/1of2", "y: A3 <- B")).containsExactly("A-x-B-y");
  }

  @Test
  void tokenOfACaller_isAClientOfItsOwn() {
    LockState mine = lock("x: 'mine' <- B", Duration.ZERO);
    LockState theirs = lock("y: B <- A", Duration.ZERO);
    List<LockState.Waiter> waiters = List.of(new LockState.Waiter("mine", Duration.ZERO));
    LockState waitedFor =
        new LockState(
            theirs.name(),
            theirs.holder(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            1,
            waiters);
    assertThat(WaitGraph.of(List.of(mine, theirs)).cycles()).isEmpty();
    assertThat(WaitGraph.of(List.of(mine, waitedFor)).cycles()).hasSize(1);
  }

  @Test
  void lock_thatNobodyHolds_holdsNobodyUp() {
    assertThat(told("x: - <- B", "y: B <- A")).isEmpty();
  }

  @Test
  void cycles_veryMany_areToldUpToAHundred() {
    List<LockState> states = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      states.add(held("a" + i, "left" + i, "right" + i));
      states.add(held("b" + i, "right" + i, "left" + i));
    }
    assertThat(WaitGraph.of(states).cycles()).hasSize(100);
    assertThat(WaitGraph.of(states).locks()).hasSize(600);
  }

  /** As many as are told of, each with a part and waiting for more: a million pairs. */
  @Test
  void clients_veryManyWithPartsOfOneLock_areLookedThroughOnce() {
    List<LockState.Holder> holders = new ArrayList<>();
    List<LockState.Waiter> waiters = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      holders.add(new LockState.Holder("app@host:7/c" + i + ".1*1", 1, Duration.ZERO));
      waiters.add(new LockState.Waiter("app@host:7/c" + i + ".2", Duration.ZERO));
    }
    LockState state =
        new LockState(
            "x",
            Optional.of("app@host:7/c1.1*1"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            1_000,
            waiters,
            Optional.of(new LockState.Sharing(1_000, 1_000, true, holders)));
    assertThat(WaitGraph.of(List.of(state)).cycles()).isEmpty();
    LockState y = held("y", "app@host:7/c999.3#5", "app@host:7/c1.4");
    assertThat(WaitGraph.of(List.of(state, y)).cycles()).isNotEmpty();
  }

  private static LockState held(String name, String holder, String waiter) {
    return new LockState(
        name,
        Optional.of(holder),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        1,
        List.of(new LockState.Waiter(waiter, Duration.ZERO)));
  }

  /**
   * With locks that one has alone, and clients that wait for one at most, a client is in a circle
   * if and only if the way from it comes back to it. Graphs by chance, with seeds that are told.
   */
  @Test
  void cycles_ofAnyGraph_areThoseOfWhoComesBackToItself() {
    for (int seed = 0; seed < 2_000; seed++) {
      Random dice = new Random(seed);
      int size = 2 + dice.nextInt(12);
      Map<String, String> next = new HashMap<>();
      List<LockState> states = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        List<LockState.Waiter> waiters = new ArrayList<>();
        for (int j = 0; j < size; j++) {
          String client = "c" + j;
          if (j != i && !next.containsKey(client) && dice.nextInt(size) < 2) {
            next.put(client, "c" + i);
            waiters.add(new LockState.Waiter(client, Duration.ZERO));
          }
        }
        Collections.shuffle(waiters, dice);
        states.add(
            new LockState(
                "lock" + i,
                Optional.of("c" + i),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                waiters.size(),
                waiters));
      }
      List<String> expected =
          IntStream.range(0, size)
              .mapToObj(i -> "c" + i)
              .filter(client -> comesBack(client, next))
              .sorted()
              .toList();
      List<String> found =
          WaitGraph.of(states).cycles().stream()
              .flatMap(cycle -> cycle.waits().stream().map(Deadlock.Wait::waiter))
              .sorted()
              .toList();
      assertThat(found).as("seed %d: %s", seed, next).isEqualTo(expected);
    }
  }

  private static boolean comesBack(String client, Map<String, String> next) {
    String at = next.get(client);
    for (int i = 0; i < next.size() && at != null && !at.equals(client); i++) {
      at = next.get(at);
    }
    return client.equals(at);
  }
}
