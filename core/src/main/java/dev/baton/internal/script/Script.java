package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** The scripts, each read from the Lua file of its name. */
public enum Script {
  ACQUIRE,
  REJOIN,
  RELEASE,
  FREE,
  CANCEL,
  RENEW,
  SHARE,
  UNSHARE,
  PROLONG,
  DOWNGRADE,
  RAISE,
  INSPECT,
  PROCLAIM,
  LEADER;

  private static final String INCLUDE = "-- include: ";

  private final byte[] source;
  private final byte[] sha;

  Script() {
    String expanded = expand(read(name().toLowerCase(Locale.ROOT) + ".lua"));
    this.source = expanded.getBytes(UTF_8);
    this.sha = sha1(source).getBytes(US_ASCII);
  }

  /** The whole source, with its includes in place. */
  byte[] source() {
    return source;
  }

  /** The name under which a server that knows the script runs it. */
  byte[] sha() {
    return sha;
  }

  /**
   * The source with its includes, and without the comments: those are for its readers. An include
   * can stand in a block, and in what is included.
   */
  private static String expand(String source) {
    return expand(source, fragment -> read("lib/" + fragment));
  }

  /** The same, with the text of each fragment by its name. */
  static String expand(String source, UnaryOperator<String> fragments) {
    StringBuilder expanded = new StringBuilder();
    for (String line : source.split("\n", -1)) {
      String code = line.strip();
      if (code.startsWith(INCLUDE)) {
        String fragment = fragments.apply(code.substring(INCLUDE.length()));
        expanded.append(expand(fragment, fragments));
      } else if (!code.startsWith("--")) {
        expanded.append(line).append('\n');
      }
    }
    return expanded.toString();
  }

  private static String read(String file) {
    try (InputStream in = Script.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("not in the jar: " + file);
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("unreadable: " + file, e);
    }
  }

  private static String sha1(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
