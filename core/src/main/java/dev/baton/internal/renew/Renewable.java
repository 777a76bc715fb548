package dev.baton.internal.renew;

import dev.baton.internal.protocol.Tenure;
import dev.baton.internal.script.Call;
import dev.baton.internal.script.LockKeys;
import dev.baton.internal.script.RenewReply;
import java.util.function.UnaryOperator;

/** A lease that is renewed in the server, as those who renew it see it. */
public abstract class Renewable {
  /** When something is to be done about it, and its place in the schedule; the schedule's. */
  long scheduledAt;

  int place = Schedule.NOWHERE;

  /** The keys of its lock. */
  public abstract LockKeys keys();

  /** The name of its lock. */
  public abstract String lockName();

  /** The time side. */
  public abstract Tenure tenure();

  /** Changes the time side, and the renewer's schedule with it. */
  public abstract void reschedule(UnaryOperator<Tenure> change);

  /** Whether it was given back or lost. */
  public abstract boolean ended();

  /** It ran out. */
  public abstract void ranOut();

  /** It is about to be renewed, which makes sense as long as somebody can release it. */
  public abstract void beforeRenewal();

  /** A renewal for so many milliseconds; zero for one that never expires. */
  public abstract Call<RenewReply> renewal(long millis);

  /** Takes the answer to a renewal. */
  public abstract void renewed(RenewReply reply, long sentAt, long millis);
}
