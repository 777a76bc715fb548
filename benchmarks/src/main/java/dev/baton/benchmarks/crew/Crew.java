package dev.baton.benchmarks.crew;

import dev.baton.benchmarks.client.Order;
import dev.baton.benchmarks.client.Outcome;
import dev.baton.benchmarks.client.Task;
import dev.baton.benchmarks.contestant.Entrant;
import dev.baton.benchmarks.contestant.Mode;
import dev.baton.benchmarks.contestant.Seat;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Client processes that do the same at the same time. */
public final class Crew implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int FEW = 4;

  private final List<ClientProcess> clients = new ArrayList<>();

  /** Starts so many. */
  public Crew(int processes) throws IOException {
    for (int i = 0; i < processes; i++) {
      clients.add(processes > FEW ? ClientProcess.oneOfMany() : ClientProcess.oneOfFew());
    }
  }

  /** How many there are. */
  public int size() {
    return clients.size();
  }

  /** Connects a contestant in each of them, a few at a time: they have a machine to share. */
  public void open(Entrant entrant, Mode mode, String uri, int threads)
      throws IOException, InterruptedException {
    for (int from = 0; from < clients.size(); from += FEW) {
      ask(
          from,
          Math.min(clients.size(), from + FEW),
          i -> new Order.Open(entrant, new Seat(uri, mode, threads, i, clients.size())),
          PATIENCE);
    }
  }

  /** Lets all of them do a task, and waits for it. */
  public List<Outcome> perform(IntFunction<? extends Task> task, Duration expected)
      throws IOException, InterruptedException {
    return all(i -> new Order.Perform(task.apply(i)), expected.plus(PATIENCE));
  }

  /** Lets one of them do a task, and waits for it. */
  public Outcome performOne(int index, Task task, Duration expected)
      throws IOException, InterruptedException {
    clients.get(index).send(new Order.Perform(task));
    return clients.get(index).answer(expected.plus(PATIENCE));
  }

  /** Disconnects the contestant everywhere. */
  public void disconnect() throws IOException, InterruptedException {
    all(i -> new Order.Close(), PATIENCE);
  }

  private List<Outcome> all(IntFunction<Order> order, Duration patience)
      throws IOException, InterruptedException {
    return ask(0, clients.size(), order, patience);
  }

  private List<Outcome> ask(int from, int until, IntFunction<Order> order, Duration patience)
      throws IOException, InterruptedException {
    for (int i = from; i < until; i++) {
      clients.get(i).send(order.apply(i));
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (ClientProcess client : clients.subList(from, until)) {
      outcomes.add(client.answer(patience));
    }
    return outcomes;
  }

  /** Ends the processes. */
  @Override
  public void close() {
    clients.forEach(ClientProcess::close);
  }
}
