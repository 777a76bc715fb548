package dev.baton.jedis.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Brings replies of RESP3, which a connection of the user's may speak, into the shapes of RESP2.
 */
public final class Replies {
  private Replies() {}

  public static @Nullable Object plain(@Nullable Object reply) {
    if (reply == null || reply instanceof byte[] || reply instanceof Long) {
      return reply;
    }
    if (reply instanceof List<?> list) {
      List<@Nullable Object> plain = new ArrayList<>(list.size());
      for (Object element : list) {
        if (element instanceof Map.Entry<?, ?> entry) {
          plain.add(plain(entry.getKey()));
          plain.add(plain(entry.getValue()));
        } else {
          plain.add(plain(element));
        }
      }
      return plain;
    }
    if (reply instanceof Boolean truth) {
      return truth ? 1L : 0L;
    }
    if (reply instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15) {
      return String.valueOf(number.longValue()).getBytes(US_ASCII);
    }
    if (reply instanceof JedisDataException error) {
      throw error;
    }
    return reply.toString().getBytes(US_ASCII);
  }
}
