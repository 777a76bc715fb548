package dev.baton.internal.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.internal.script.OwnedValue;
import dev.baton.internal.script.Request;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Who this client is, {@code application@host:pid}, readable for an operator, and what it asks for:
 * each request has a number of its own, drawn anew, so that a copy of this process never has the
 * same.
 */
public final class ClientIdentity {
  /** What a request draws: enough that copies of a process never draw the same, and no more. */
  private static final long LONGEST = (1L << 52) - 1;

  private final LongSupplier numbers;
  private final String client;
  private final String prefix;

  /** The same, as all requests have it. */
  private final byte[] name;

  private final String beginning;
  private final AtomicLong requests = new AtomicLong();

  /**
   * A new identity.
   *
   * @param application who we are, for an operator
   * @param numbers those that no other client has, nor a copy of this process
   */
  public ClientIdentity(String application, LongSupplier numbers) {
    this.numbers = numbers;
    this.client = Long.toString(numbers.getAsLong() & Long.MAX_VALUE, 36);
    this.prefix = application + "@" + host() + ":" + ProcessHandle.current().pid() + "/";
    this.name = prefix.getBytes(UTF_8);
    this.beginning = prefix + client + ".";
  }

  /**
   * Names the channel on which this client hears of grants. A copy of this process has the same.
   */
  public String client() {
    return client;
  }

  /** A new request with a token of our own making. */
  public Request next(Request.Kind kind, long span) {
    return new Request(nextId(), kind, name, span);
  }

  /** A token that nobody else has, and this client never again. */
  public String nextToken() {
    return prefix + nextId();
  }

  /**
   * Whether a lock's value can be that of a request of this client; a caller's token is not. That
   * of a copy of it, in a copy of this process, can.
   */
  public boolean made(String value) {
    return value.startsWith(beginning) && OwnedValue.isMadeByBaton(value);
  }

  /** The id of the request in a value that this client made. */
  public static String request(String value) {
    int end = Math.max(value.lastIndexOf('#'), value.lastIndexOf('*'));
    return value.substring(value.lastIndexOf('/') + 1, end);
  }

  /** A new request with the caller's token. */
  public Request next(byte[] token) {
    return new Request(nextId(), Request.Kind.VERBATIM, token, /* span= */ 1);
  }

  /** Begins with the client, whose channel whoever releases the lock on our behalf must know. */
  private String nextId() {
    return client + "." + (numbers.getAsLong() & LONGEST) + requests.incrementAndGet();
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
