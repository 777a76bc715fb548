package dev.baton.benchmarks.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Orders and outcomes as lines of JSON. */
public final class Wire {
  /** Marks a line that is an outcome: a library might print something of its own. */
  public static final String MARK = "outcome ";

  private static final ObjectMapper JSON = new ObjectMapper();

  private Wire() {}

  /** An object as one line. */
  public static String line(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The object that a line holds. */
  public static <T> T parse(String line, Class<T> type) {
    try {
      return JSON.readValue(line, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
