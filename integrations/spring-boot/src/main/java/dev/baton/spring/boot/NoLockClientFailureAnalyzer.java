package dev.baton.spring.boot;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says at the end of a start in vain what was missing, and what to do. */
final class NoLockClientFailureAnalyzer extends AbstractFailureAnalyzer<NoLockClientException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, NoLockClientException cause) {
    return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
  }
}
