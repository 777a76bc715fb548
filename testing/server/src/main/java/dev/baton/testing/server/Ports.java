package dev.baton.testing.server;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for test servers. One that was given out is nobody else's until the JVM ends, whether or
 * not anything listens on it, so that a server can come back to it: JVMs that test beside each
 * other know of each other's by a lock on one byte of a common file.
 */
public final class Ports {
  /**
   * Below the ports of outgoing connections (on Linux from 32768 on), and those of cluster buses,
   * which are 10000 above, too; and apart from these.
   */
  private static final int FIRST = 12_500;

  private static final int COUNT = 10_000;
  private static final int BUS = 10_000;

  /** Never closed, with which all locks of the process would go. */
  private static final FileChannel TAKEN = open();

  private Ports() {}

  private static FileChannel open() {
    Path file =
        Path.of(
            System.getProperty("java.io.tmpdir"), "baton-ports-" + System.getProperty("user.name"));
    try {
      return FileChannel.open(file, CREATE, WRITE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + file, e);
    }
  }

  /**
   * A port that nothing listens on.
   *
   * @return below 55536, with room for a cluster's bus
   * @throws IllegalStateException if all are taken
   */
  public static int take() {
    int begin = ThreadLocalRandom.current().nextInt(COUNT);
    for (int i = 0; i < COUNT; i++) {
      int port = FIRST + (begin + i) % COUNT;
      if (isOurs(port) && isFree(port) && isFree(port + BUS)) {
        return port;
      }
    }
    throw new IllegalStateException("no port is free from " + FIRST + " to " + (FIRST + COUNT - 1));
  }

  private static boolean isOurs(int port) {
    try {
      return TAKEN.tryLock(port, 1, /* shared= */ false) != null;
    } catch (OverlappingFileLockException e) {
      return false; // taken in this JVM
    } catch (IOException e) {
      throw new UncheckedIOException("cannot lock a port's byte", e);
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return probe.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
