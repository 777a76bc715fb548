package dev.baton.spring;

import dev.baton.Lease;
import dev.baton.LockTimeoutException;
import dev.baton.locked.HeldLease;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.aop.ProxyMethodInvocation;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;

/** On subscription, without a thread that waits, until it has completed or is cancelled. */
class ReactiveWay implements Way {

  /** Where a subscription has what its chain of calls holds. */
  private static final Object CHAIN = ReactiveWay.class;

  private final boolean single;

  /**
   * How such a method is called.
   *
   * @param single whether it returns a {@code Mono}
   */
  ReactiveWay(boolean single) {
    this.single = single;
  }

  /** Before the method is called, in a chain of calls that has these. */
  void prepare(ProxyMethodInvocation invocation, List<HeldLease> chain) {}

  /** It completes without a value. */
  @Override
  public @Nullable Object nothing(Method method) {
    return null;
  }

  @Override
  public Object call(Entry entry, ProxyMethodInvocation invocation) {
    ProxyMethodInvocation unbegun = (ProxyMethodInvocation) invocation.invocableClone();
    List<HeldLease> caller = HeldLease.current();
    Flux<Object> flux =
        Flux.deferContextual(
            context ->
                Flux.usingWhen(
                    Mono.fromSupplier(
                        () ->
                            new Use(
                                entry, context.<List<HeldLease>>getOrEmpty(CHAIN).orElse(caller))),
                    use -> use.run((ProxyMethodInvocation) unbegun.invocableClone()),
                    Use::close,
                    (use, thrown) -> use.close(),
                    Use::close));
    return single ? flux.singleOrEmpty() : flux;
  }

  /**
   * One subscription. Whoever cancels it, and whenever: what was or is being acquired is given back
   * once.
   */
  private final class Use {
    private final Entry entry;
    private final List<HeldLease> chain;
    private final CompletableFuture<HeldLease> got = new CompletableFuture<>();
    private final AtomicBoolean left = new AtomicBoolean();

    Use(Entry entry, List<HeldLease> chain) {
      this.entry = entry;
      this.chain = chain;
    }

    Flux<Object> run(ProxyMethodInvocation invocation) {
      return Mono.create(this::acquire)
          .publishOn(Schedulers.parallel())
          .flatMapMany(held -> body(held, invocation))
          .concatWith(closed().cast(Object.class)); // which fails if the lock is lost
    }

    private void acquire(MonoSink<HeldLease> sink) {
      HeldLease again = entry.again(chain);
      CompletableFuture<Lease> asked =
          again == null
              ? entry.lock().acquireAsync(entry.maxWait()).toCompletableFuture()
              : CompletableFuture.completedFuture(again.lease());
      var unusedGrant = asked.whenComplete((lease, thrown) -> told(again, lease, thrown));
      sink.onCancel(
          () -> {
            asked.cancel(true); // leaves the queue
            var unused = got.thenCompose(held -> leave()); // unless it was granted meanwhile
          });
      var unusedEmission =
          got.whenComplete(
              (held, thrown) -> {
                if (held != null) {
                  sink.success(held);
                } else if (thrown instanceof LockTimeoutException && entry.skips()) {
                  sink.success();
                } else {
                  sink.error(thrown);
                }
              });
    }

    private void told(
        @Nullable HeldLease again, @Nullable Lease lease, @Nullable Throwable thrown) {
      if (lease != null) {
        got.complete(again == null ? entry.held(lease) : again);
      } else if (thrown != null) {
        got.completeExceptionally(thrown);
      }
    }

    private Flux<Object> body(HeldLease held, ProxyMethodInvocation invocation) {
      List<HeldLease> inner = new ArrayList<>(chain);
      inner.add(held);
      prepare(invocation, inner);
      Publisher<?> body;
      try {
        Object returned = held.during(chain, invocation::proceed);
        body = (Publisher<?>) Objects.requireNonNull(returned, "null is no Mono or Flux");
      } catch (Throwable thrown) {
        return Flux.error(thrown);
      }
      return Flux.<Object>from(body)
          .takeUntilOther(lost(held))
          .contextWrite(
              context -> context.put(CHAIN, List.copyOf(inner)).put(Lease.class, held.lease()));
    }

    /** Completes at the loss, so that the body is cancelled: an error would let it go on. */
    private Mono<@Nullable Void> lost(HeldLease held) {
      return Mono.create(sink -> held.lease().onLost(reason -> sink.success()));
    }

    private Mono<@Nullable Void> closed() {
      return Mono.defer(() -> Mono.fromFuture(leave()));
    }

    private Mono<@Nullable Void> close() {
      return closed().onErrorComplete();
    }

    /** Gives back what was got, if that is so and it was not given back before. */
    private CompletableFuture<@Nullable Void> leave() {
      HeldLease held = got.isCompletedExceptionally() ? null : got.getNow(null);
      return held != null && left.compareAndSet(false, true)
          ? held.closeAsync().toCompletableFuture()
          : CompletableFuture.completedFuture(null);
    }
  }
}
