package dev.baton.spring.boot;

import dev.baton.spring.LockedMethodException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says at the end of a start in vain which method would have run without its lock. */
final class LockedMethodFailureAnalyzer extends AbstractFailureAnalyzer<LockedMethodException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, LockedMethodException cause) {
    return new FailureAnalysis(
        String.valueOf(cause.getMessage()),
        "Change the method, its @Locked, or its configuration as said above.",
        cause);
  }
}
