package dev.baton.testing.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bare connection to a server, as anybody else may have one: it speaks RESP 2, and none of
 * Baton's code or of a client library's is in it. Not thread-safe.
 */
public final class RespConnection implements AutoCloseable {
  private static final int SILENCE_MILLIS = 60_000;

  private final Socket socket;
  private final InputStream in;

  /**
   * Connects. Blocking.
   *
   * @param host the server's host
   * @param port its port
   * @throws UncheckedIOException if there is none
   */
  public RespConnection(String host, int port) {
    try {
      socket = new Socket(host, port);
      socket.setSoTimeout(SILENCE_MILLIS);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Sends a command and waits for its reply, for a minute at most.
   *
   * @param words its name and its arguments, in UTF-8
   * @return a String, a Long, a List of these, or null
   * @throws IllegalStateException if the server answers with an error; the message is the server's
   * @throws UncheckedIOException if no answer comes
   */
  public @Nullable Object send(String... words) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(("*" + words.length + "\r\n").getBytes(UTF_8));
      for (String word : words) {
        byte[] bytes = word.getBytes(UTF_8);
        out.writeBytes(("$" + bytes.length + "\r\n").getBytes(UTF_8));
        out.writeBytes(bytes);
        out.writeBytes("\r\n".getBytes(UTF_8));
      }
      socket.getOutputStream().write(out.toByteArray());
      return read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private @Nullable Object read() throws IOException {
    String line = line();
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+' -> rest;
      case '-' -> throw new IllegalStateException(rest);
      case ':' -> Long.valueOf(rest);
      case '$' -> bulk(Integer.parseInt(rest));
      case '*' -> list(Integer.parseInt(rest));
      default -> throw new IOException("not RESP: " + line);
    };
  }

  private @Nullable String bulk(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    String text = new String(in.readNBytes(length), UTF_8);
    in.skipNBytes(2);
    return text;
  }

  private List<@Nullable Object> list(int length) throws IOException {
    List<@Nullable Object> items = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      items.add(read());
    }
    return items;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int octet = in.read();
      if (octet < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (octet == '\r') {
        in.skipNBytes(1);
        return line.toString(UTF_8);
      }
      line.write(octet);
    }
  }
}
