package dev.baton.testing.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;

/** Says one thing to a server over a bare socket. */
final class Wire {
  private Wire() {}

  /** The first line of the answer to an inline command. */
  static String ask(RedisServer server, String command) throws IOException {
    return ask(server, command, 1);
  }

  /** The nth line of the answer to an inline command. */
  static String ask(RedisServer server, String command, int line) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write((command + "\r\n").getBytes(UTF_8));
      BufferedReader reply =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      String last = "";
      for (int i = 0; i < line; i++) {
        last = reply.readLine();
      }
      return last;
    }
  }

  /** Where the server keeps its files. */
  static Path folder(RedisServer server) throws IOException {
    return Path.of(ask(server, "CONFIG GET dir", 5));
  }
}
