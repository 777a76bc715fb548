package dev.baton.spring;

import dev.baton.Lease;
import dev.baton.LockTimeoutException;
import dev.baton.locked.HeldLease;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.util.function.SingletonSupplier;

/**
 * Without a thread that waits, until the stage that the method returns has completed.
 *
 * @param executor runs the method's body, and whatever waits for the result
 */
record StageWay(SingletonSupplier<Executor> executor) implements Way {

  @Override
  public CompletableFuture<?> call(Entry entry, ProxyMethodInvocation invocation) {
    Ongoing ongoing =
        new Ongoing(
            entry,
            invocation.invocableClone(),
            HeldLease.current(),
            executor.obtain(),
            new CompletableFuture<>());
    HeldLease again = entry.again(ongoing.chain());
    if (again == null) {
      ongoing.acquire();
    } else {
      ongoing.begin(again, null);
    }
    return ongoing.result();
  }

  /** One call. */
  private record Ongoing(
      Entry entry,
      MethodInvocation invocation,
      List<HeldLease> chain,
      Executor executor,
      CompletableFuture<@Nullable Object> result) {

    void acquire() {
      Thread caller = Thread.currentThread();
      CompletableFuture<Lease> asked =
          entry.lock().acquireAsync(entry.maxWait()).toCompletableFuture();
      var unusedCancel = result.whenComplete((value, thrown) -> asked.cancel(true));
      var unusedGrant =
          asked.whenComplete(
              (lease, thrown) -> {
                Thread teller = Thread.currentThread();
                if (lease == null) {
                  end(() -> fail(thrown));
                } else {
                  begin(entry.held(lease), teller == caller ? null : teller);
                }
              });
    }

    private void fail(Throwable thrown) {
      if (entry.skips() && thrown instanceof LockTimeoutException) {
        result.complete(entry.nothing());
      } else {
        result.completeExceptionally(thrown);
      }
    }

    /** Runs the body on the executor, unless that runs it on the thread that told of the lock. */
    void begin(HeldLease held, @Nullable Thread teller) {
      try {
        executor.execute(
            () -> {
              if (Thread.currentThread() == teller) {
                throw new RejectedExecutionException(
                    "applicationTaskExecutor ran a @Locked method on a thread of the lock client's:"
                        + " let it queue, or refuse, what is too much");
              }
              run(held);
            });
      } catch (RuntimeException refused) {
        held.close();
        result.completeExceptionally(refused);
      }
    }

    private void run(HeldLease held) {
      if (result.isDone()) { // cancelled meanwhile
        held.close();
        return;
      }
      var unusedEnd =
          stage(held)
              .whenComplete(
                  (value, thrown) -> {
                    var unusedRelease =
                        held.closeAsync()
                            .whenComplete(
                                (nothing, lost) ->
                                    end(() -> complete(value, thrown == null ? lost : thrown)));
                  });
    }

    private CompletionStage<?> stage(HeldLease held) {
      try {
        Object stage = held.during(chain, invocation::proceed);
        return stage == null ? CompletableFuture.completedFuture(null) : (CompletionStage<?>) stage;
      } catch (Throwable thrown) {
        return CompletableFuture.failedFuture(thrown);
      }
    }

    private void complete(@Nullable Object value, @Nullable Throwable thrown) {
      if (thrown == null) {
        result.complete(value);
      } else {
        result.completeExceptionally(thrown);
      }
    }

    /** Completes the result on the executor, or here if that refuses. */
    private void end(Runnable completion) {
      try {
        executor.execute(completion);
      } catch (RuntimeException refused) {
        completion.run();
      }
    }
  }
}
