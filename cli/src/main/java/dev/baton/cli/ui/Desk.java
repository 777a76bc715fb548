package dev.baton.cli.ui;

import dev.baton.LockClient;
import dev.baton.LockException;
import dev.baton.cli.base.Deadlocks;
import dev.baton.cli.base.Json;
import dev.baton.cli.survey.Order;
import dev.baton.cli.survey.Question;
import dev.baton.cli.survey.Reach;
import dev.baton.cli.survey.Shortlist;
import dev.baton.cli.survey.Survey;
import java.util.List;
import java.util.Optional;

/** Answers what the pages ask, once it is known that they may. */
final class Desk implements AutoCloseable {
  /** Where locks are released. */
  static final String RELEASE = "/api/release";

  private static final int LONGEST_SEARCH = 1_024;

  /** For what the survey finds besides rows. */
  private static final Question ALL = new Question("", Order.NAME, /* descending= */ false);

  private final LockClient client;
  private final About about;
  private final Gate gate;
  private final Reach reach = new Reach();
  private final Survey survey;
  private final Lookout lookout;

  /**
   * What the pages tell of themselves.
   *
   * @param server which Redis it is, without secrets
   * @param writable whether locks can be released
   */
  record About(String server, boolean writable) {}

  Desk(LockClient client, About about, Gate gate) {
    this.client = client;
    this.about = about;
    this.gate = gate;
    this.survey = new Survey(client, "*", /* inspected= */ 0, reach);
    this.lookout = new Lookout(client, reach);
  }

  /** What is asked without changing anything. */
  Answer answer(String path, Parameters query) {
    return switch (path) {
      case "/api/session" -> session();
      case "/api/locks" -> locks(query);
      case "/api/lock" -> lock(query);
      default -> throw new Refusal(404, "there is no such page");
    };
  }

  private Answer session() {
    return Answer.of(
        new Json()
            .with("server", about.server())
            .with("writable", about.writable())
            .with("csrf", gate.csrf())
            .with("most", Shortlist.MOST));
  }

  private Answer locks(Parameters query) {
    String search = query.get("search");
    if (search.length() > LONGEST_SEARCH) {
      throw new Refusal(400, "search for less text");
    }
    Order order =
        Order.named(query.get("order")).orElseThrow(() -> new Refusal(400, "no such order"));
    long seen = query.number("seen");
    Optional<Json> found =
        survey
            .ask(new Question(search, order, query.get("descending").equals("true")))
            .map(snapshot -> snapshot.json(seen));
    return Answer.of(new Json().with("trouble", reach.json()).with("survey", found));
  }

  private Answer lock(Parameters query) {
    try {
      String name = query.get("name");
      Optional<Json> sight = lookout.ask(name);
      List<Json> deadlocks =
          survey.ask(ALL).stream()
              .flatMap(snapshot -> snapshot.deadlocksOf(name).stream())
              .map(Deadlocks::json)
              .toList();
      return Answer.of(
          new Json()
              .with("trouble", reach.json())
              .with("sight", sight)
              .with("deadlocks", deadlocks));
    } catch (IllegalArgumentException e) {
      throw new Refusal(400, "there can be no lock of that name");
    }
  }

  /** Releases a lock on behalf of the one who has it, if that one still has it. */
  Answer release(Parameters form) {
    if (!about.writable()) {
      throw new Refusal(403, "this page only shows locks: baton ui was started without --write");
    }
    try {
      boolean released = client.lock(form.get("name")).release(form.get("token"));
      survey.hurry();
      lookout.hurry();
      return Answer.of(new Json().with("released", released));
    } catch (IllegalArgumentException e) {
      throw new Refusal(400, "there can be no lock of that name or token");
    } catch (LockException e) {
      throw new Refusal(503, Reach.said(e));
    }
  }

  @Override
  public void close() {
    survey.close();
    lookout.close();
  }
}
