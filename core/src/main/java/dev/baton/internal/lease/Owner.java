package dev.baton.internal.lease;

/** The only one that can release a lease. */
public interface Owner {
  /** Whether it is gone, so that nobody will; it is forgotten then. */
  boolean isGone();

  /** What it is, for a log. */
  @Override
  String toString();
}
