package dev.baton.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** What a native image must know of {@link Locked}: it finds by name only what it was told of. */
final class LockedHints implements RuntimeHintsRegistrar {
  @Override
  public void registerHints(RuntimeHints hints, @Nullable ClassLoader loader) {
    hints.reflection().registerType(Locked.class, MemberCategory.INVOKE_DECLARED_METHODS);
    // unseen, there would be no transactions, and locks would be released before the commit
    for (String transactions : Transactions.TYPES) {
      hints.reflection().registerTypeIfPresent(loader, transactions, type -> {});
    }
  }
}
