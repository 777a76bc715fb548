package dev.baton.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.testing.server.RedisServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** The server as another client sees it: plain commands on a plain socket. */
final class RawRedis {
  static final RedisServer SERVER = RedisServer.shared();
  private static final AtomicInteger KEYS = new AtomicInteger();

  private RawRedis() {}

  static String url() {
    return SERVER.patientUri();
  }

  /** A key that no other test uses. */
  static String freshKey() {
    return "cli-" + ProcessHandle.current().pid() + "-" + KEYS.incrementAndGet();
  }

  static boolean exists(String key) {
    return ask("EXISTS " + key).equals(":1");
  }

  /** Sends a command and QUIT; all lines of the reply. */
  static String askAll(String command) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), SERVER.port())) {
      socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a command whose words have no blanks; the first line of the reply. */
  static String ask(String command) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), SERVER.port());
        BufferedReader replies =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
      socket.getOutputStream().write((command + "\r\n").getBytes(UTF_8));
      return String.valueOf(replies.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
