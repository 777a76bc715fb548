package dev.baton.testing.simulation.comparison;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.internal.script.Call;
import dev.baton.internal.script.LockKeys;
import dev.baton.internal.script.Request;
import dev.baton.spi.Command;
import dev.baton.spi.ServerError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One of the two servers. Fences and times differ between them, so each keeps the values of its own
 * grants, and what is compared has neither.
 */
final class Side {
  private static final Pattern TIME = Pattern.compile("\\d{16}");
  private static final Pattern MILLIS = Pattern.compile("\\b\\d{4,5}\\b");
  private static final Pattern SECONDS = Pattern.compile("\\b\\d{10}\\b");
  private static final Pattern ENDS = Pattern.compile("\\b\\d{13}\\b");

  /** One of those who share a lock, whose lease ends first, perhaps with another's. */
  private static final Pattern SHARER = Pattern.compile("some one/c\\.\\d+\\*\\d+");

  private static final Pattern TAKEN = Pattern.compile("^(?:TAKEN|GRANTED) (\\d{16}).*");
  private static final Pattern PUSHED = Pattern.compile("^GRANT (\\S+) (\\d+) .*");

  private final Function<Command, @Nullable Object> server;
  private final Map<String, Long> fences = new HashMap<>();

  /**
   * A side.
   *
   * @param server carries out a command, or throws a {@link ServerError}
   */
  Side(Function<Command, @Nullable Object> server) {
    this.server = server;
  }

  /** The value of the last grant of a request, or one that it never had. */
  byte[] value(Request request) {
    return request.valueWith(fences.getOrDefault(request.id(), 1L));
  }

  /** The fence of the last grant of a request. */
  long fence(Request request) {
    return fences.getOrDefault(request.id(), 1L);
  }

  /** A message was pushed. */
  void pushed(String message) {
    Matcher grant = PUSHED.matcher(message);
    if (grant.matches()) {
      fences.put(grant.group(1), Long.parseLong(grant.group(2)));
    }
  }

  /** Sends a call of a request; the reply without times. */
  String send(Request request, Call<?> call) {
    String reply = plain(call);
    Matcher taken = TAKEN.matcher(reply);
    if (taken.matches()) {
      fences.put(request.id(), Long.parseLong(taken.group(1)));
    }
    // A lock that is free is taken by one of two ways, depending on the time.
    return SHARER
        .matcher(withoutTimes(reply.replaceFirst("^TAKEN (\\d{16})$", "GRANTED $1 $1 0")))
        .replaceAll("<sharer>");
  }

  private String plain(Call<?> call) {
    try {
      return text(server.apply(call.command()));
    } catch (ServerError error) {
      return call.after(error).map(this::plain).orElseGet(error::getMessage);
    }
  }

  /** Sends a plain command; the reply without times. */
  String send(String... words) {
    byte[][] bytes = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      bytes[i] = words[i].getBytes(US_ASCII);
    }
    try {
      return withoutTimes(text(server.apply(Command.onKey(bytes[1], bytes))));
    } catch (ServerError error) {
      return String.valueOf(error.getMessage());
    }
  }

  /** All that it has of a lock, without times. */
  String state(LockKeys keys) {
    List<String> state = new ArrayList<>();
    String lock = new String(keys.lock(), UTF_8);
    String queue = new String(keys.queue(), UTF_8);
    String fence = new String(keys.fence(), UTF_8);
    state.add(send("TYPE", lock) + " " + send("GET", lock));
    state.add(sharers(lock));
    state.add(send("ZRANGE", queue, "0", "-1"));
    state.add(send("GET", fence));
    for (String key : List.of(lock, queue, fence)) {
      state.add(send("PTTL", key).replaceFirst("^\\d+$", "some"));
    }
    return String.join(" | ", state);
  }

  /** Those who share a lock, by their names: the ends of their leases differ by a millisecond. */
  private String sharers(String lock) {
    String told = send("ZRANGE", lock, "0", "-1", "WITHSCORES");
    String[] words = told.replaceAll("^\\[|]$", "").split(", "); // a name can have spaces
    SortedSet<String> sharers = new TreeSet<>();
    for (int i = 0; i + 1 < words.length; i += 2) {
      sharers.add(words[i] + " " + words[i + 1]);
    }
    return sharers.toString();
  }

  static String withoutTimes(String text) {
    String withoutMicros = TIME.matcher(text).replaceAll("<µs>");
    String withoutSeconds = SECONDS.matcher(withoutMicros).replaceAll("<s>");
    String withoutEnds = ENDS.matcher(withoutSeconds).replaceAll("<end>");
    return MILLIS.matcher(withoutEnds).replaceAll("<ms>");
  }

  private static String text(@Nullable Object reply) {
    if (reply instanceof byte[] bytes) {
      return new String(bytes, US_ASCII);
    }
    if (reply instanceof List<?> items) {
      return items.stream().map(Side::text).toList().toString();
    }
    return String.valueOf(reply);
  }
}
