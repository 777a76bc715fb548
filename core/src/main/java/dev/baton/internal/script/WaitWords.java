package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/**
 * How a request waits, in one argument: {@code MODE PUBLISH CLAIM INBOX}, see {@code acquire.lua}.
 * That script reads it only if the lock is not free; each argument costs, read or not.
 */
final class WaitWords {
  private final String before;

  WaitWords(String mode, String publish) {
    this.before = mode + " " + publish + " ";
  }

  byte[] with(long claimMillis, byte[] inbox) {
    byte[] words = (before + claimMillis + " ").getBytes(ISO_8859_1);
    byte[] all = Arrays.copyOf(words, words.length + inbox.length);
    System.arraycopy(inbox, 0, all, words.length, inbox.length);
    return all;
  }
}
