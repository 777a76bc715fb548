package dev.baton.testing.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What anybody could type into {@code redis-cli}: a connection without any of our code. */
final class RedisCli implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  RedisCli(String uri) {
    URI address = URI.create(uri);
    try {
      socket = new Socket(address.getHost(), address.getPort());
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a command; a reply is a String, a Long, a List or null. */
  Object send(String... words) {
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

  String get(String key) {
    return (String) send("GET", key);
  }

  long number(String... words) {
    return (Long) send(words);
  }

  /** The names of all keys. */
  List<String> keys() {
    List<String> keys = new ArrayList<>();
    for (Object key : (List<?>) send("KEYS", "*")) {
      keys.add((String) key);
    }
    return keys;
  }

  /** How often each command was called, also by scripts. */
  Map<String, Long> commandCounts() {
    Map<String, Long> calls = new TreeMap<>();
    for (String line : ((String) send("INFO", "commandstats")).split("\r\n")) {
      if (line.startsWith("cmdstat_")) {
        String name = line.substring("cmdstat_".length(), line.indexOf(':'));
        calls.put(name, Long.parseLong(line.substring(line.indexOf('=') + 1, line.indexOf(','))));
      }
    }
    return calls;
  }

  /** The ids of connections of one kind: normal, or pubsub. */
  List<String> connections(String type) {
    List<String> ids = new ArrayList<>();
    for (String line : ((String) send("CLIENT", "LIST", "TYPE", type)).split("\n")) {
      if (line.startsWith("id=") && !line.contains("cmd=client")) {
        ids.add(line.substring(3, line.indexOf(' ')));
      }
    }
    return ids;
  }

  /** Cuts all connections of one kind but this one. */
  void cut(String type) {
    connections(type).forEach(id -> send("CLIENT", "KILL", "ID", id));
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Object read() throws IOException {
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

  private String bulk(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    String text = new String(in.readNBytes(length), UTF_8);
    in.skipNBytes(2);
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
