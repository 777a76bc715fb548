package dev.baton.testing.faults.proxy;

/** Where bytes go. */
public enum Direction {
  /** From the client to the server. */
  REQUEST,
  /** From the server to the client. */
  REPLY
}
