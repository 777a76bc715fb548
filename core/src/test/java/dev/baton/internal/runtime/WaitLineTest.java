package dev.baton.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.internal.lease.AbstractLease;
import dev.baton.internal.lease.Refusal;
import dev.baton.internal.time.Turnstile;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The order of those who wait, and leaving it from anywhere. */
class WaitLineTest {
  private static final long ALL = Long.MAX_VALUE;
  private static final Refusal BUSY = new Refusal.Left();

  private final Turnstile turnstile = new Turnstile() {};
  private final WaitLine line = new WaitLine();
  private final List<Waiter> refused = new ArrayList<>();
  private final List<Waiter> extended = new ArrayList<>();

  @Test
  void line_new_isEmpty() {
    assertThat(line.isEmpty()).isTrue();
    assertThat(line.poll()).isNull();
    assertThat(line.first()).isNull();
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

    assertThat(leave(leaving)).isTrue();
    assertThat(leave(leaving)).isFalse();
    Waiter late = add(false);
    waiters.add(late);
    assertThat(pollAll()).containsExactlyElementsOf(waiters);
  }

  @Test
  void remove_theOnlyOne_isEmptyAndCanBeJoinedAgain() {
    Waiter waiter = add(false);
    assertThat(leave(waiter)).isTrue();
    assertThat(line.isEmpty()).isTrue();

    line.add(waiter);
    assertThat(pollAll()).containsExactly(waiter);
  }

  @Test
  void remove_notThereOrPolled_isRefused() {
    Waiter waiter = add(false);
    assertThat(line.poll()).isSameAs(waiter);

    assertThat(leave(waiter)).isFalse();
    assertThat(leave(new Named(false))).isFalse();
  }

  @Test
  void places_whoLeft_knowNobody() {
    List<Waiter> waiters = addPatient(3);
    leave(waiters.get(1));

    assertThat(waiters.get(1).before).isNull();
    assertThat(waiters.get(1).behind).isNull();
    assertThat(waiters.get(1).queued).isFalse();
  }

  @Test
  void leave_anybody_isTold() {
    Waiter waiter = add(false);
    leave(waiter);
    leave(waiter);

    assertThat(refused).containsExactly(waiter);
  }

  @Test
  void refuseAll_some_tellsThemInOrder() {
    List<Waiter> waiters = addPatient(3);
    inside(in -> line.refuseAll(in, BUSY));

    assertThat(refused).containsExactlyElementsOf(waiters);
    assertThat(line.isEmpty()).isTrue();
  }

  @Test
  void refuseOnlyOnce_amongPatientOnes_tellsThemInOrderAndLeavesTheOthers() {
    Waiter patient1 = add(false);
    Waiter once1 = add(true);
    Waiter patient2 = add(false);
    Waiter once2 = add(true);
    refuseOnlyOnce(ALL);

    assertThat(refused).containsExactly(once1, once2);
    assertThat(pollAll()).containsExactly(patient1, patient2);
  }

  @Test
  void refuseOnlyOnce_whoCameOnceLeft_tellsNobody() {
    Waiter once = add(true);
    add(false);
    leave(once);
    refused.clear();
    refuseOnlyOnce(ALL);

    assertThat(refused).isEmpty();
  }

  @Test
  void refuseOnlyOnce_cameLater_staysInTheLine() {
    Waiter early = add(true);
    long arrived = line.arrivals();
    Waiter late = add(true);

    refuseOnlyOnce(arrived);
    assertThat(refused).containsExactly(early);
    assertThat(line.hasOnlyOnce()).isTrue();
    refuseOnlyOnce(line.arrivals());
    assertThat(refused).containsExactly(early, late);
    assertThat(line.hasOnlyOnce()).isFalse();
  }

  @Test
  void persuadeOnlyOnce_amongOthers_keepsItsPlaceAndIsPatient() {
    Waiter once = add(true);
    long arrived = line.arrivals();
    Waiter patient = add(false);
    Waiter late = add(true);
    inside(in -> line.persuadeOnlyOnce(in, arrived, 1));
    refuseOnlyOnce(ALL);

    assertThat(extended).containsExactly(once);
    assertThat(refused).containsExactly(late);
    assertThat(pollAll()).containsExactly(once, patient);
  }

  @Test
  void persuadeFirst_onlyOnceOrPatient_extendsTheFormerOnly() {
    Waiter once = add(true);
    inside(in -> line.persuadeFirst(in, 1));
    inside(in -> line.persuadeFirst(in, 1));

    assertThat(extended).containsExactly(once);
    assertThat(line.hasOnlyOnce()).isFalse();
  }

  @Test
  void hasPatient_onlyOnceBeforeIt_isSeen() {
    add(true);
    assertThat(line.hasPatient()).isFalse();

    Waiter patient = add(false);
    assertThat(line.hasPatient()).isTrue();
    leave(patient);
    assertThat(line.hasPatient()).isFalse();
  }

  private void inside(Turnstile.Event event) {
    turnstile.submit(event);
  }

  private boolean leave(Waiter waiter) {
    AtomicBoolean waited = new AtomicBoolean();
    inside(in -> waited.set(line.leave(in, waiter, BUSY)));
    return waited.get();
  }

  private void refuseOnlyOnce(long arrived) {
    inside(in -> line.refuseOnlyOnce(in, arrived, () -> BUSY));
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

  /** One that stands in a line and remembers what it is told. */
  private final class Named extends Waiter {
    Named(boolean once) {
      super(once ? 0 : Long.MAX_VALUE, null);
    }

    @Override
    boolean callsBack() {
      return false;
    }

    @Override
    void granted(AbstractLease lease) {}

    @Override
    void refused(Refusal why) {
      refused.add(this);
    }

    @Override
    void extend(long nanos) {
      extended.add(this);
    }
  }
}
