package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * How a request waits, in one argument: {@code MODE PUBLISH CLAIM INBOX}, see {@code acquire.lua}.
 * The script reads it only if the lock is not free; each argument costs, read or not.
 */
final class WaitWords {
  private final String before;
  private final String after;

  WaitWords(String mode, String publish, byte[] inbox) {
    this.before = mode + " " + publish + " ";
    this.after = " " + new String(inbox, ISO_8859_1);
  }

  byte[] with(long claimMillis) {
    return (before + claimMillis + after).getBytes(ISO_8859_1);
  }
}
