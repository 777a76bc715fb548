package dev.baton.locked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MethodRulesTest {
  /** Of whichever library. */
  @Retention(RetentionPolicy.RUNTIME)
  @interface Nullable {}

  /** A stage of its own. */
  static class OwnStage extends CompletableFuture<String> {}

  /** Methods of all kinds. */
  abstract static class Kinds {
    static void ofTheClass() {}

    @SuppressWarnings("unused")
    private void inside() {}

    abstract String plain(long id, Object... more);

    abstract void none();

    abstract Void noneAtAll();

    abstract Optional<String> optional();

    @Nullable
    abstract String nullable();

    abstract CompletionStage<String> stage();

    abstract CompletableFuture<Optional<String>> stageOfAnOptional();

    abstract CompletionStage<OptionalInt> stageOfAnOptionalInt();

    @SuppressWarnings("rawtypes")
    abstract CompletionStage rawStage();

    abstract OwnStage ownStage();

    abstract Future<String> future();

    abstract FutureTask<String> task();
  }

  private static Method method(String name) {
    return Arrays.stream(Kinds.class.getDeclaredMethods())
        .filter(method -> method.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shown_isTheMethodAsItIsWritten() {
    assertThat(MethodRules.shown(method("plain"))).isEqualTo("Kinds.plain(long, Object[])");
  }

  @Test
  void staticAndPrivateMethods_areOfNoBean() {
    MethodRules.checkOfABean(method("plain"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MethodRules.checkOfABean(method("ofTheClass")))
        .withMessageContaining("static");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MethodRules.checkOfABean(method("inside")))
        .withMessageContaining("private");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stage", "stageOfAnOptional", "rawStage"})
  void returnsStage_ofWhichThereCanBeAnother_isSo(String name) {
    assertThat(MethodRules.returnsStage(method(name))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ownStage", "future", "task"})
  void returnsStage_ofWhichThereCanBeNoOther_isRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MethodRules.returnsStage(method(name)))
        .withMessageContaining("declare CompletableFuture or CompletionStage");
  }

  @Test
  void returnsStage_whatIsDoneWhenItReturns_isNone() {
    assertThat(MethodRules.returnsStage(method("plain"))).isFalse();
    assertThat(MethodRules.isDeferred(String.class)).isFalse();
    assertThat(MethodRules.isDeferred(int.class)).isFalse();
    assertThat(MethodRules.isDeferred(Flow.Processor.class)).isTrue();
    assertThat(MethodRules.isSuspend(method("none"))).isFalse();
    assertThat(MethodRules.isSuspend(method("plain"))).isFalse();
  }

  @Test
  void nothing_isWhatTheTypeHasForIt() {
    assertThat(MethodRules.nothing(method("none"))).isNull();
    assertThat(MethodRules.nothing(method("noneAtAll"))).isNull();
    assertThat(MethodRules.nothing(method("nullable"))).isNull();
    assertThat(MethodRules.nothing(method("optional"))).isEqualTo(Optional.empty());
    assertThat(MethodRules.nothing(method("stage"))).isNull();
    assertThat(MethodRules.nothing(method("rawStage"))).isNull();
    assertThat(MethodRules.nothing(method("stageOfAnOptional"))).isEqualTo(Optional.empty());
    assertThat(MethodRules.nothing(method("stageOfAnOptionalInt"))).isEqualTo(OptionalInt.empty());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MethodRules.nothing(method("plain")))
        .withMessageContaining("String has no value that says so");
  }
}
