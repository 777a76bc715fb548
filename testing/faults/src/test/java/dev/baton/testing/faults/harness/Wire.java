package dev.baton.testing.faults.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A bare connection to the server, as anybody else may have one. */
public final class Wire implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  private Wire(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** Connects to a server of this machine. */
  public static Wire to(int port) {
    try {
      Wire wire = new Wire(new Socket(InetAddress.getLoopbackAddress(), port));
      wire.socket.setSoTimeout(60_000);
      return wire;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Sends a command.
   *
   * @return a String, a Long, a List, or null
   * @throws IllegalStateException if the server answers with an error
   */
  public Object send(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(("*" + words.length + "\r\n").getBytes(UTF_8));
    for (String word : words) {
      out.writeBytes(("$" + word.getBytes(UTF_8).length + "\r\n" + word + "\r\n").getBytes(UTF_8));
    }
    try {
      socket.getOutputStream().write(out.toByteArray());
      return read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command, and returns the server's time in microseconds at which it ran. */
  public long sendTimed(String... words) {
    send("MULTI");
    send("TIME");
    send(words);
    return micros((List<?>) ((List<?>) send("EXEC")).get(0));
  }

  /** The server's time in microseconds. */
  public long time() {
    return micros((List<?>) send("TIME"));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static long micros(List<?> time) {
    return Long.parseLong((String) time.get(0)) * 1_000_000 + Long.parseLong((String) time.get(1));
  }

  private Object read() throws IOException {
    String line = line();
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+' -> rest;
      case ':' -> Long.valueOf(rest);
      case '$' -> bulk(Integer.parseInt(rest));
      case '*' -> list(Integer.parseInt(rest));
      default -> throw new IllegalStateException(line);
    };
  }

  private String bulk(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    String text = new String(in.readNBytes(length), UTF_8);
    line();
    return text;
  }

  private List<Object> list(int length) throws IOException {
    List<Object> items = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      items.add(read());
    }
    return items;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    int next;
    while ((next = in.read()) != '\r') {
      if (next < 0) {
        throw new EOFException("the server closed the connection");
      }
      line.append((char) next);
    }
    in.read();
    return line.toString();
  }
}
