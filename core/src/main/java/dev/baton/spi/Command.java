package dev.baton.spi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One Redis command, ready to send: its words as bytes, and the key that decides which node of a
 * cluster it goes to.
 *
 * <p>The words are shared, not copied: neither the caller nor the adapter may change them.
 */
public final class Command {
  private final byte[][] words;
  private final byte @Nullable [] key;

  private Command(byte[][] words, byte @Nullable [] key) {
    if (words.length == 0) {
      throw new IllegalArgumentException("a command has at least its name");
    }
    this.words = words;
    this.key = key;
  }

  /**
   * A command about one key.
   *
   * @param key the key it is routed by
   * @param words the command's name and its arguments, all as they go over the wire
   * @return the command
   */
  public static Command onKey(byte[] key, byte[]... words) {
    return new Command(words, Objects.requireNonNull(key, "key"));
  }

  /**
   * A command that any node answers.
   *
   * @param words the command's name and its arguments
   * @return the command
   */
  public static Command of(String... words) {
    List<byte[]> bytes = new ArrayList<>(words.length);
    for (String word : words) {
      bytes.add(word.getBytes(UTF_8));
    }
    return new Command(bytes.toArray(new byte[0][]), null);
  }

  /**
   * The command's name followed by its arguments.
   *
   * @return the words, at least one; not to be changed
   */
  public byte[][] words() {
    return words;
  }

  /**
   * The key that a cluster routes this command by.
   *
   * @return the key, or null when any node will do
   */
  public byte @Nullable [] key() {
    return key;
  }

  /** The command's name only: arguments can be secrets. */
  @Override
  public String toString() {
    return new String(words[0], UTF_8);
  }
}
