package dev.baton.internal.runtime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.baton.internal.script.OwnedValue;
import dev.baton.internal.script.Request;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who this client is: {@code application@host:pid/client}, readable for an operator, and unique by
 * its last part.
 */
public final class ClientIdentity {
  private final String client;
  private final String prefix;

  /** What the values of this client's requests begin with. */
  private final String beginning;

  private final AtomicLong requests = new AtomicLong();

  /**
   * A new identity.
   *
   * @param application who we are, for an operator
   * @param unique a number that no other client has
   */
  public ClientIdentity(String application, long unique) {
    this.client = Long.toUnsignedString(unique, 36);
    this.prefix = application + "@" + host() + ":" + ProcessHandle.current().pid() + "/";
    this.beginning = prefix + client + ".";
  }

  /** The unique part. */
  String client() {
    return client;
  }

  /** A new request with a token of our own making. */
  Request next(Request.Kind kind, long span) {
    String id = nextId();
    return new Request(id, kind, (prefix + id).getBytes(ISO_8859_1), span);
  }

  /** A token that nobody else has, and this client never again. */
  public String nextToken() {
    return prefix + nextId();
  }

  /** Whether a lock's value is that of a request of this client; a caller's token is not. */
  boolean made(String value) {
    return value.startsWith(beginning) && OwnedValue.isMadeByBaton(value);
  }

  /** The id of the request in a value that this client made. */
  static String request(String value) {
    return value.substring(value.lastIndexOf('/') + 1, value.lastIndexOf('#'));
  }

  /** A new request with the caller's token. */
  Request next(byte[] token) {
    return new Request(nextId(), Request.Kind.VERBATIM, token, /* span= */ 1);
  }

  private String nextId() {
    return client + "." + requests.incrementAndGet();
  }

  private static String host() {
    String name = System.getenv("HOSTNAME");
    if (name == null || name.isBlank()) {
      try {
        name = InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        name = "localhost";
      }
    }
    return name.replaceAll("[^A-Za-z0-9._-]", "-");
  }
}
