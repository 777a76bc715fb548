package dev.baton.internal.renew;

import dev.baton.internal.link.ScriptRunner;
import dev.baton.internal.protocol.Tenure;
import dev.baton.internal.script.Call;
import dev.baton.internal.script.Queries;
import dev.baton.internal.script.RenewReply;
import dev.baton.spi.Slots;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Questions to replicas that are sent together: all locks are renewed, then the replicas are waited
 * for once, or once a slot in a cluster, then all locks are renewed again.
 *
 * <p>The first renewal is there to be acknowledged: what was done before it on the server is so
 * too, the grant included, and the replicas know of the whole lease. It is sent so that it is
 * carried out before WAIT, which would count the replicas that have this connection's last write
 * before that, or any if there was none. The last one shows that the replicas that were counted are
 * those of a server that has the lock: the connection may have been lost in between, and be another
 * server's now.
 */
final class AcknowledgementRound {
  private final List<Question> questions;
  private final long sentAt;
  private final Runnable ended;
  private final AtomicInteger unanswered = new AtomicInteger();

  /**
   * A round that has yet to be sent.
   *
   * @param sentAt the time
   * @param ended done once all are answered
   */
  AcknowledgementRound(List<Question> questions, long sentAt, Runnable ended) {
    this.questions = questions;
    this.sentAt = sentAt;
    this.ended = ended;
  }

  /** How many replicas have the grant of a hold, and what is known of it so far. */
  static final class Question {
    private final Renewable hold;
    private final int replicas;
    private final ReplicaAcknowledger.Answer answer;
    private volatile long count;
    private volatile @Nullable Throwable fault;

    Question(Renewable hold, int replicas, ReplicaAcknowledger.Answer answer) {
      this.hold = hold;
      this.replicas = replicas;
      this.answer = answer;
    }

    /** It could not be asked. */
    void fail(Throwable why) {
      answer.tell(0, why);
    }

    private void tell() {
      answer.tell(count, fault);
    }
  }

  /**
   * Sends it, without waiting.
   *
   * @param cluster whether each slot may have other replicas
   * @param millis for how long the connection may be blocked
   */
  void send(ScriptRunner runner, boolean cluster, long millis) {
    Collection<List<Question>> groups =
        questions.stream()
            .collect(
                Collectors.groupingBy(
                    question -> cluster ? Slots.of(question.hold.keys().lock()) : 0,
                    TreeMap::new,
                    Collectors.toList()))
            .values();
    List<ScriptRunner.Exchange<?>> batch = new ArrayList<>();
    questions.forEach(question -> batch.add(renewal(question, Call::inPlace)));
    groups.forEach(group -> batch.add(wait(group, Math.max(1, millis / groups.size()))));
    questions.forEach(question -> batch.add(renewal(question, UnaryOperator.identity())));
    unanswered.set(batch.size());
    try {
      runner.startAll(batch);
    } catch (RuntimeException unsent) {
      questions.forEach(question -> question.fault = unsent);
      end();
    }
  }

  private ScriptRunner.Exchange<RenewReply> renewal(
      Question question, UnaryOperator<Call<RenewReply>> form) {
    Renewable hold = question.hold;
    Tenure tenure = hold.tenure();
    long millis = tenure.endless() ? 0 : Math.max(1, tenure.renewalMillis(sentAt));
    return new ScriptRunner.Exchange<>(
        form.apply(hold.renewal(millis)),
        (reply, thrown) -> {
          if (reply == null) {
            question.fault = thrown;
          } else if (reply != RenewReply.RENEWED || millis > 0) {
            hold.renewed(reply, sentAt, millis);
          }
          answered();
        });
  }

  private ScriptRunner.Exchange<Long> wait(List<Question> group, long millis) {
    int most = group.stream().mapToInt(question -> question.replicas).max().orElseThrow();
    return new ScriptRunner.Exchange<>(
        Queries.awaitReplicas(group.get(0).hold.keys(), most, millis),
        (reply, thrown) -> {
          for (Question question : group) {
            if (reply == null) {
              question.fault = thrown;
            } else {
              question.count = reply;
            }
          }
          answered();
        });
  }

  private void answered() {
    if (unanswered.decrementAndGet() == 0) {
      end();
    }
  }

  private void end() {
    questions.forEach(Question::tell);
    ended.run();
  }
}
