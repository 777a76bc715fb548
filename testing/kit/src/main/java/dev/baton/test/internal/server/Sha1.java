package dev.baton.test.internal.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The name under which a server knows a script. */
final class Sha1 {
  private static final Map<String, String> KNOWN = new ConcurrentHashMap<>();

  private Sha1() {}

  static String of(String source) {
    return KNOWN.computeIfAbsent(source, Sha1::computed);
  }

  private static String computed(String source) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      return HexFormat.of().formatHex(digest.digest(source.getBytes(ISO_8859_1)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
