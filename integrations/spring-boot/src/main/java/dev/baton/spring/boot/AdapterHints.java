package dev.baton.spring.boot;

import dev.baton.spring.boot.BatonProperties.Adapter;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** Has a native image see which adapters there are: it finds by name only what it was told of. */
final class AdapterHints implements RuntimeHintsRegistrar {
  @Override
  public void registerHints(RuntimeHints hints, @Nullable ClassLoader loader) {
    for (Adapter adapter : Adapter.values()) {
      for (String type : adapter.types()) {
        hints.reflection().registerTypeIfPresent(loader, type, each -> {});
      }
    }
  }
}
