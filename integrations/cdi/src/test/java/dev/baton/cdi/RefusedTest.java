package dev.baton.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import kotlin.coroutines.Continuation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;

/**
 * Methods that would run without their lock: the application does not start, nor are they called.
 */
class RefusedTest extends CdiCase {

  /** Every way in which a method can be wrong. */
  static class Wrong {
    @Locked("job")
    Future<String> future() {
      return new CompletableFuture<>();
    }

    @Locked("job")
    Uni<String> uni() {
      throw new AssertionError();
    }

    @Locked("job")
    Multi<String> multi() {
      throw new AssertionError();
    }

    @Locked("job")
    Publisher<String> publisher() {
      throw new AssertionError();
    }

    @Locked("job")
    Flow.Publisher<String> flowPublisher() {
      throw new AssertionError();
    }

    @Locked("job")
    Stream<String> stream() {
      throw new AssertionError();
    }

    @Locked("job")
    Iterator<String> iterator() {
      throw new AssertionError();
    }

    /** A stage that only its maker makes. */
    static class OwnStage extends CompletableFuture<String> {}

    @Locked("job")
    OwnStage ownStage() {
      throw new AssertionError();
    }

    @Locked("job")
    @Nullable Object suspend(Continuation<? super String> continuation) {
      return null;
    }

    @Locked(value = "job", whenBusy = WhenBusy.SKIP)
    int skippedInt() {
      return 0;
    }

    @Locked("job:{jd}")
    void unknown(String id) {}

    @Locked("job:{1}")
    void unknownNumber(String id) {}

    @Locked("job:{id")
    void openBrace(String id) {}

    @Locked("job:id}")
    void closedBrace(String id) {}

    @Locked(" ")
    void blank() {}

    @Locked(value = "job", maxWait = "10")
    void noUnit() {}

    @Locked(value = "job", maxWait = "")
    void noWait() {}

    @Locked(value = "job", maxWait = "-PT1S")
    void negative() {}

    @Locked(value = "job", lease = "soon")
    void noLease() {}

    @Locked(value = "job", options = "some", lease = "3s")
    void both() {}

    @Locked("job")
    static void ofNobody() {}

    @Locked("job")
    private void hidden() {}

    @Locked("job")
    final void last() {}

    void plain() {
      hidden();
    }
  }

  /** Where nobody looks. */
  interface Interface {
    @Locked("job")
    void ofAnInterface();
  }

  /** Which cannot be extended. */
  static final class Last {
    @Locked("job")
    void ofALastClass() {}
  }

  private static String refusal(Class<?> type, String name) {
    Method method =
        Arrays.stream(type.getDeclaredMethods())
            .filter(one -> one.getName().equals(name))
            .findAny()
            .orElseThrow();
    Throwable[] refused = new Throwable[1];
    assertThatIllegalStateException()
        .isThrownBy(() -> LockedMethod.of(method))
        .satisfies(thrown -> refused[0] = thrown)
        .withMessageStartingWith("@Locked on " + type.getSimpleName() + "." + name + "(");
    return refused[0].getMessage();
  }

  @ParameterizedTest
  @ValueSource(strings = {"uni", "multi", "publisher", "flowPublisher", "stream", "iterator"})
  void result_thatIsWorkedOnLater_isRefused(String method) {
    assertThat(refusal(Wrong.class, method)).contains("would be done without the lock");
  }

  @Test
  void result_thatDoesNotTellWhenItIsDone_isRefused() {
    assertThat(refusal(Wrong.class, "future")).contains("declare CompletableFuture");
    assertThat(refusal(Wrong.class, "ownStage")).contains("declare CompletableFuture");
    assertThat(refusal(Wrong.class, "suspend")).contains("suspend function");
  }

  @Test
  void skip_ofATypeThatCannotSayNothing_isRefused() {
    assertThat(refusal(Wrong.class, "skippedInt")).contains("int has no value that says so");
  }

  @Test
  void name_thatIsWrong_isRefused() {
    assertThat(refusal(Wrong.class, "unknown"))
        .contains("no parameter {jd}: compile with -parameters, or count from zero, {0}");
    assertThat(refusal(Wrong.class, "unknownNumber")).contains("no parameter {1}");
    assertThat(refusal(Wrong.class, "openBrace")).contains("a brace without its other one");
    assertThat(refusal(Wrong.class, "closedBrace")).contains("a brace without its other one");
    assertThat(refusal(Wrong.class, "blank")).contains("is empty");
  }

  @Test
  void time_thatIsNone_isRefused() {
    assertThat(refusal(Wrong.class, "noUnit")).contains("maxWait is no time: \"10\"");
    assertThat(refusal(Wrong.class, "noWait")).contains("maxWait is no time: \"\"");
    assertThat(refusal(Wrong.class, "negative")).contains("maxWait is no time");
    assertThat(refusal(Wrong.class, "noLease")).contains("lease is no time: \"soon\"");
    assertThat(refusal(Wrong.class, "both")).contains("leave out either that or lease");
  }

  @Test
  void method_thatNoInterceptorIsAround_isRefused() {
    assertThat(refusal(Wrong.class, "ofNobody")).contains("it is static");
    assertThat(refusal(Wrong.class, "hidden")).contains("it is private");
    assertThat(refusal(Wrong.class, "last")).contains("is final");
    assertThat(refusal(Last.class, "ofALastClass")).contains("is final");
    assertThat(refusal(Interface.class, "ofAnInterface")).contains("of an interface");
    assertThat(refusal(Wrong.class, "plain")).contains("put it on the method");
  }

  /** Runs without a lock in every container, if that does not refuse it. */
  @Dependent
  static class Unseen implements Interface {
    @Override
    public void ofAnInterface() {}
  }

  /** The same. */
  @ApplicationScoped
  static class Hidden {
    void visible() {
      hidden();
    }

    @Locked("job")
    private void hidden() {}
  }

  /** Returns too early. */
  @ApplicationScoped
  static class Reactive {
    @Locked("job")
    Uni<String> uni() {
      throw new AssertionError();
    }
  }

  /** Extends one. */
  @ApplicationScoped
  static class MoreReactive extends Reactive {}

  /** For all its methods. */
  @ApplicationScoped
  @Locked("job")
  static class Whole {
    void run() {}
  }

  @ParameterizedTest
  @ValueSource(
      classes = {Unseen.class, Hidden.class, Reactive.class, MoreReactive.class, Whole.class})
  void application_withOneOfThem_doesNotStart(Class<?> bean) {
    assertThatThrownBy(() -> start(bean)).hasStackTraceContaining("@Locked on ");
  }

  /** An annotation of the application's, which says all that there is to say. */
  @Locked("job")
  @jakarta.interceptor.InterceptorBinding
  @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
  @interface Own {}

  /** Has it from there. */
  @ApplicationScoped
  static class ByAnother {
    @Own
    public void run() {
      throw new AssertionError("ran without its lock");
    }
  }

  @Test
  void lock_ofAnAnnotationOnTheMethod_isRefusedAtTheCall() {
    start(ByAnother.class);
    assertThatIllegalStateException()
        .isThrownBy(() -> bean(ByAnother.class).run())
        .withMessageContaining("put it on the method");
  }
}
