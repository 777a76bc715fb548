package dev.baton.testing.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** A server that is not there: it answers each command as it was told, in RESP 2. */
final class RespStub implements AutoCloseable {
  private final ServerSocket socket;
  private final Function<List<String>, String> answers;
  private final Queue<List<String>> asked = new ConcurrentLinkedQueue<>();
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();

  /**
   * Listens on a free port.
   *
   * @param answers the reply to a command, as it goes over the wire; the name is in capitals
   */
  RespStub(Function<List<String>, String> answers) {
    this.answers = answers;
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  String uri() {
    return "redis://127.0.0.1:" + socket.getLocalPort();
  }

  /** The commands of one name that came so far. */
  List<List<String>> asked(String name) {
    return asked.stream().filter(command -> command.get(0).equals(name)).toList();
  }

  static String bulk(String text) {
    return "$" + text.length() + "\r\n" + text + "\r\n";
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "stub");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = socket.accept();
        open.add(client);
        daemon(() -> serve(client));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      while (true) {
        List<String> command = command(in);
        asked.add(command);
        client.getOutputStream().write(answers.apply(command).getBytes(ISO_8859_1));
      }
    } catch (IOException e) {
      // the client has left
    }
  }

  private static List<String> command(InputStream in) throws IOException {
    List<String> words = new ArrayList<>();
    for (int left = number(in); left > 0; left--) {
      words.add(new String(in.readNBytes(number(in)), ISO_8859_1));
      in.skipNBytes(2);
    }
    words.set(0, words.get(0).toUpperCase(Locale.ROOT));
    return words;
  }

  /** The number in a line such as {@code *3} or {@code $5}. */
  private static int number(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new IOException("the client has left");
      }
      line.append((char) octet);
    }
    return Integer.parseInt(line.substring(1).trim());
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket client : open) {
      client.close();
    }
  }
}
