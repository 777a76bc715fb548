package dev.baton.testing.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Asks a server over a bare socket whether it is ready for commands. */
final class Ping {
  private static final int ANSWER_MILLIS = 1_000;

  private Ping() {}

  /**
   * Whether process {@code pid} answers on this port of the loopback. One that answers that it
   * wants a password is taken for the right one.
   */
  static boolean answers(int port, long pid) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_MILLIS);
      socket.setSoTimeout(ANSWER_MILLIS);
      socket.getOutputStream().write("PING\r\nINFO server\r\nQUIT\r\n".getBytes(UTF_8));
      BufferedReader replies =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      String pong = replies.readLine();
      return pong != null
          && (pong.startsWith("-NOAUTH")
              || (pong.equals("+PONG") && replies.lines().anyMatch(("process_id:" + pid)::equals)));
    } catch (IOException | UncheckedIOException notYet) {
      return false;
    }
  }
}
