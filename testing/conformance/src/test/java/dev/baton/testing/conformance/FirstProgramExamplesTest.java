package dev.baton.testing.conformance;

// tag::program
import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;

class FirstProgram {
  public static void main(String[] args) throws InterruptedException {
    String uri = args.length > 0 ? args[0] : "redis://localhost:6379";
    try (LockClient locks = LockClient.connect(uri)) {
      DistributedLock lock = locks.lock("order:42");
      try (Lease lease = lock.acquire()) {
        System.out.println("held, with fencing token " + lease.fencingToken());
      }
    }
  }
}

// end::program

/** The program that a beginner copies, whole, with its imports: those of this file are its own. */
class FirstProgramExamplesTest {
  @org.junit.jupiter.api.Test
  void program_copied_runs() throws Exception {
    try (var redis = dev.baton.testing.server.RedisServer.start();
        LockClient locks = LockClient.connect(redis.uri())) {
      FirstProgram.main(new String[] {redis.uri()});

      org.assertj.core.api.Assertions.assertThat(locks.lock("order:42").inspect().fencingToken())
          .isPresent();
    }
  }
}
