package dev.baton.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The order of those who wait, and leaving it from anywhere. */
class WaitLineTest {
  private static final long ALL = Long.MAX_VALUE;

  private final WaitLine line = new WaitLine();

  @Test
  void line_new_isEmpty() {
    assertThat(line.isEmpty()).isTrue();
    assertThat(line.poll()).isNull();
    assertThat(line.pollOnlyOnce(ALL)).isNull();
  }

  @Test
  void poll_some_isInTheOrderInWhichTheyCame() {
    List<Waiter> waiters = addPatient(3);

    assertThat(line.isEmpty()).isFalse();
    assertThat(pollAll()).containsExactlyElementsOf(waiters);
    assertThat(line.isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void remove_anyPlace_leavesTheOthersInOrder(int place) {
    List<Waiter> waiters = addPatient(4);
    Waiter leaving = waiters.remove(place);

    assertThat(line.remove(leaving)).isTrue();
    assertThat(line.remove(leaving)).isFalse();
    Waiter late = add(false);
    waiters.add(late);
    assertThat(pollAll()).containsExactlyElementsOf(waiters);
  }

  @Test
  void remove_theOnlyOne_isEmptyAndCanBeJoinedAgain() {
    Waiter waiter = add(false);
    assertThat(line.remove(waiter)).isTrue();
    assertThat(line.isEmpty()).isTrue();

    line.add(waiter);
    assertThat(pollAll()).containsExactly(waiter);
  }

  @Test
  void remove_notThereOrPolled_isRefused() {
    Waiter waiter = add(false);
    assertThat(line.poll()).isSameAs(waiter);

    assertThat(line.remove(waiter)).isFalse();
    assertThat(line.remove(new Named(false))).isFalse();
  }

  @Test
  void places_whoLeft_knowNobody() {
    List<Waiter> waiters = addPatient(3);
    line.remove(waiters.get(1));

    assertThat(waiters.get(1).before).isNull();
    assertThat(waiters.get(1).behind).isNull();
    assertThat(waiters.get(1).queued).isFalse();
  }

  @Test
  void pollOnlyOnce_amongPatientOnes_takesThemInOrderAndLeavesTheOthers() {
    Waiter patient1 = add(false);
    Waiter once1 = add(true);
    Waiter patient2 = add(false);
    Waiter once2 = add(true);

    assertThat(line.pollOnlyOnce(ALL)).isSameAs(once1);
    assertThat(line.pollOnlyOnce(ALL)).isSameAs(once2);
    assertThat(line.pollOnlyOnce(ALL)).isNull();
    assertThat(pollAll()).containsExactly(patient1, patient2);
  }

  @Test
  void pollOnlyOnce_whoCameOnceLeft_isNull() {
    Waiter once = add(true);
    add(false);
    line.remove(once);

    assertThat(line.pollOnlyOnce(ALL)).isNull();
  }

  @Test
  void pollOnlyOnce_cameLater_staysInTheLine() {
    Waiter early = add(true);
    long arrived = line.arrivals();
    Waiter late = add(true);

    assertThat(line.pollOnlyOnce(arrived)).isSameAs(early);
    assertThat(line.pollOnlyOnce(arrived)).isNull();
    assertThat(line.hasOnlyOnce()).isTrue();
    assertThat(line.pollOnlyOnce(line.arrivals())).isSameAs(late);
    assertThat(line.hasOnlyOnce()).isFalse();
  }

  @Test
  void persuadeOnlyOnce_amongOthers_keepsItsPlaceAndIsPatient() {
    Waiter once = add(true);
    long arrived = line.arrivals();
    Waiter patient = add(false);
    Waiter late = add(true);

    assertThat(line.persuadeOnlyOnce(arrived)).isSameAs(once);
    assertThat(line.persuadeOnlyOnce(arrived)).isNull();
    assertThat(line.pollOnlyOnce(ALL)).isSameAs(late);
    assertThat(pollAll()).containsExactly(once, patient);
  }

  @Test
  void hasPatient_onlyOnceBeforeIt_isSeen() {
    add(true);
    assertThat(line.hasPatient()).isFalse();

    Waiter patient = add(false);
    assertThat(line.hasPatient()).isTrue();
    line.remove(patient);
    assertThat(line.hasPatient()).isFalse();
  }

  private List<Waiter> addPatient(int count) {
    List<Waiter> added = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      added.add(add(false));
    }
    return added;
  }

  private Waiter add(boolean once) {
    Waiter waiter = new Named(once);
    line.add(waiter);
    return waiter;
  }

  private List<Waiter> pollAll() {
    List<Waiter> polled = new ArrayList<>();
    for (@Nullable Waiter next = line.poll(); next != null; next = line.poll()) {
      polled.add(next);
    }
    return polled;
  }

  /** One that does nothing but stand in a line. */
  private static final class Named extends Waiter {
    Named(boolean once) {
      super(once ? 0 : Long.MAX_VALUE);
    }

    @Override
    boolean callsBack() {
      return false;
    }

    @Override
    void granted(HeldLease lease) {}

    @Override
    void refused(Refusal why) {}

    @Override
    void extend(long nanos) {}
  }
}
