package dev.baton.testing.faults.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Accounts in a file that several processes share: each a balance, and the fence of the last write.
 * Two who write to one at the same time lose money.
 */
public final class Accounts {
  /** How many there are. */
  public static final int COUNT = 10;

  private static final int SIZE = 2 * Long.BYTES;

  private final FileChannel file;

  /** Those in a file; what it does not have is zero. */
  public Accounts(FileChannel file) {
    this.file = file;
  }

  /** What is on one of them. */
  public long balance(int account) throws IOException {
    return read(account).getLong(0);
  }

  /**
   * Writes what is on one of them now.
   *
   * @throws IllegalStateException if one with a larger fence has written
   */
  public void write(int account, long balance, long fence) throws IOException {
    if (read(account).getLong(Long.BYTES) >= fence) {
      throw new IllegalStateException("fence " + fence + " comes too late");
    }
    ByteBuffer now = ByteBuffer.allocate(SIZE).putLong(balance).putLong(fence).flip();
    file.write(now, (long) account * SIZE);
  }

  private ByteBuffer read(int account) throws IOException {
    ByteBuffer found = ByteBuffer.allocate(SIZE);
    file.read(found, (long) account * SIZE);
    return found;
  }
}
