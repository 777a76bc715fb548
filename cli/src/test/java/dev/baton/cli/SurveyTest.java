package dev.baton.cli;

import static dev.baton.cli.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockState;
import dev.baton.cli.survey.Order;
import dev.baton.cli.survey.Question;
import dev.baton.cli.survey.Reach;
import dev.baton.cli.survey.Snapshot;
import dev.baton.cli.survey.Survey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Going through all locks of a real server, for those who ask. */
class SurveyTest {
  private final String key = RawRedis.freshKey();

  private static Snapshot answer(Survey survey, Question question) {
    await().until(() -> survey.ask(question).isPresent());
    return survey.ask(question).orElseThrow();
  }

  @Test
  void survey_manyLocks_keepsTheMostContendedAndCountsAll() throws Exception {
    LookTest.makeLocks(key, 3_000);
    Reach reach = new Reach();
    try (LockClient client = LockClient.connect(RawRedis.url());
        LockClient other = LockClient.connect(RawRedis.url());
        Survey survey = new Survey(client, key + ":*", /* inspected= */ 5, reach)) {
      List<CompletableFuture<Lease>> waiting = new ArrayList<>();
      for (int i : List.of(7, 2_999)) {
        waiting.add(other.lock(key + ":" + i).acquireAsync().toCompletableFuture());
      }
      await().until(() -> other.lock(key + ":7").inspect().waiting() == 1);
      await().until(() -> other.lock(key + ":2999").inspect().waiting() == 1);
      Snapshot all = answer(survey, new Question("", Order.WAITING, /* descending= */ true));
      assertThat(all.locks()).isEqualTo(3_000);
      assertThat(all.waiting()).isEqualTo(2);
      assertThat(all.rows()).hasSize(200);
      assertThat(all.rows().subList(0, 2))
          .allSatisfy(lock -> assertThat(lock.waiters()).hasSize(1))
          .extracting(LockState::name)
          .containsExactlyInAnyOrder(key + ":7", key + ":2999");

      Snapshot some = answer(survey, new Question(":299", Order.NAME, /* descending= */ false));
      assertThat(some.found()).isEqualTo(11);
      assertThat(some.locks()).isEqualTo(3_000);
      assertThat(some.rows().get(0).name()).isEqualTo(key + ":299");
      waiting.forEach(waiter -> waiter.cancel(true));
    }
    RawRedis.ask("FLUSHALL");
  }

  @Test
  void survey_clientsThatWaitForEachOther_tellsIt_untilOneGivesUp() throws Exception {
    try (LockClient client = LockClient.connect(RawRedis.url());
        LockClient other = LockClient.connect(RawRedis.url());
        Survey survey = new Survey(client, key + "*", /* inspected= */ 0, new Reach())) {
      client.lock(key).acquire();
      other.lock(key + ":2").acquire();
      CompletableFuture<Lease> one = client.lock(key + ":2").acquireAsync().toCompletableFuture();
      CompletableFuture<Lease> two = other.lock(key).acquireAsync().toCompletableFuture();
      Question question = new Question("", Order.NAME, /* descending= */ false);
      await().until(() -> answer(survey, question).deadlocksOf(key).size() == 1);
      assertThat(answer(survey, question).deadlocksOf(key + ":3")).isEmpty();
      one.cancel(true);
      await().until(() -> answer(survey, question).deadlocks().isEmpty());
      two.cancel(true);
    }
  }

  @Test
  void survey_serverDoesNotAnswer_saysSoAndKeepsWhatItKnew() throws Exception {
    LookTest.makeLocks(key, 1_000);
    Reach reach = new Reach();
    Question question = new Question("", Order.NAME, /* descending= */ false);
    LockClient client = LockClient.connect(RawRedis.url());
    try (Survey survey = new Survey(client, key + ":*", 0, reach)) {
      answer(survey, question);
      assertThat(reach.message()).isEmpty();
      client.close();
      await()
          .until(
              () -> {
                Optional<Snapshot> known = survey.ask(question);
                return reach.message().isPresent() && known.isPresent();
              });
    }
    RawRedis.ask("FLUSHALL");
  }
}
