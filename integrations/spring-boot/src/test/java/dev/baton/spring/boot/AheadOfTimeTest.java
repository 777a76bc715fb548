package dev.baton.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.reflection;

import dev.baton.spring.boot.BatonProperties.Adapter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.beans.factory.aot.AotServices;

/** What Spring tells a native image of the starter. */
class AheadOfTimeTest {
  private final RuntimeHints hints = new RuntimeHints();

  AheadOfTimeTest() {
    ClassLoader loader = getClass().getClassLoader();
    AotServices.factories(loader)
        .load(RuntimeHintsRegistrar.class)
        .forEach(each -> each.registerHints(hints, loader));
  }

  @ParameterizedTest
  @EnumSource
  void adapters_thatArePresent_areSeen(Adapter adapter) {
    assertThat(adapter.types()).hasSize(2);
    for (String type : adapter.types()) {
      assertThat(hints).matches(reflection().onType(TypeReference.of(type)));
    }
  }
}
