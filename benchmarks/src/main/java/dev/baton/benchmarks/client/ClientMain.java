package dev.baton.benchmarks.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.benchmarks.contestant.Contestant;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * A client process: takes orders from standard input until that ends, and answers each in a line.
 */
public final class ClientMain {
  private final Keeping keeping = new Keeping();
  private @Nullable Contestant contestant;

  private ClientMain() {}

  /** Starts it. */
  public static void main(String[] args) throws IOException {
    PrintStream out = System.out;
    System.setOut(System.err);
    ClientMain client = new ClientMain();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Order order = Wire.parse(line, Order.class);
      out.println(Wire.MARK + Wire.line(client.obey(order)));
      out.flush();
    }
    Runtime.getRuntime().halt(0);
  }

  private Outcome obey(Order order) {
    try {
      if (order instanceof Order.Open open) {
        contestant = open.entrant().open(open.seat());
        return Outcome.NOTHING;
      } else if (order instanceof Order.Perform perform && contestant != null) {
        return perform.task().perform(contestant, keeping);
      }
      close();
      return Outcome.NOTHING;
    } catch (Throwable e) {
      e.printStackTrace();
      return Outcome.failed(e);
    }
  }

  private void close() {
    keeping.end();
    Contestant open = contestant;
    contestant = null;
    if (open != null) {
      open.close();
    }
  }
}
