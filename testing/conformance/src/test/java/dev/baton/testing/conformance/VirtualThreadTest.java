package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Many waiting virtual threads do not keep the carriers from running others. */
@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads came with JDK 21")
class VirtualThreadTest extends Contract {

  @Test
  void manyWaitingVirtualThreads_leaveCarriersFreeAndAreAllServed() throws Exception {
    LockClient client = client();
    DistributedLock lock = client.lock("k", STRICT);
    Lease holder = lock.acquire();
    int many = 500;
    List<CompletableFuture<Long>> fences = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      CompletableFuture<Long> fence = new CompletableFuture<>();
      fences.add(fence);
      startVirtual(
          () -> {
            try (Lease lease = lock.acquire()) {
              fence.complete(lease.fencingToken());
            } catch (Throwable e) {
              fence.completeExceptionally(e);
            }
          });
    }
    eventually().until(() -> waiting(lock) == many);
    // All of them wait now: were they pinned, this one would never run.
    CompletableFuture<Boolean> ran = new CompletableFuture<>();
    startVirtual(() -> ran.complete(client.lock("other").tryAcquire().isPresent()));
    assertThat(get(ran)).isTrue();
    holder.release();
    for (CompletableFuture<Long> fence : fences) {
      assertThat(get(fence)).isGreaterThan(holder.fencingToken());
    }
  }

  /** By reflection, since this is compiled for JDK 17. */
  private static void startVirtual(Runnable task) throws Exception {
    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
  }
}
