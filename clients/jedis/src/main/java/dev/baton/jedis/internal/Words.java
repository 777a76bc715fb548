package dev.baton.jedis.internal;

import dev.baton.spi.Command;
import java.util.Iterator;
import java.util.NoSuchElementException;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.args.Rawable;

/** Shows Jedis the words of one command after the other, with nothing allocated for each. */
public final class Words extends CommandArguments {
  private final Cursor cursor = new Cursor();
  private byte[][] words = {};

  public Words() {
    super(Protocol.Command.PING); // the superclass wants one; it is never looked at
  }

  public Words of(Command command) {
    words = command.words();
    return this;
  }

  @Override
  public int size() {
    return words.length;
  }

  @Override
  public Rawable get(int index) {
    byte[] word = words[index];
    return () -> word;
  }

  @Override
  public Iterator<Rawable> iterator() {
    cursor.next = 0;
    return cursor;
  }

  private final class Cursor implements Iterator<Rawable>, Rawable {
    private int next;

    @Override
    public boolean hasNext() {
      return next < words.length;
    }

    @Override
    public Rawable next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      next++;
      return this;
    }

    @Override
    public byte[] getRaw() {
      return words[next - 1];
    }
  }
}
