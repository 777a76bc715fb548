package dev.baton.test;

import dev.baton.LockClient;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test, its {@code @BeforeEach} and {@code @AfterEach} an {@link InMemoryLocks} of its own,
 * or its {@link InMemoryLocks#client() client}, as parameters, and closes it. A test that succeeds,
 * but leaves a lease held, fails. For {@code @ExtendWith(BatonExtension.class)} at a class.
 */
public final class BatonExtension implements ParameterResolver, AfterEachCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(BatonExtension.class);

  /** For JUnit. */
  public BatonExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    Class<?> type = parameter.getParameter().getType();
    return type == InMemoryLocks.class || type == LockClient.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    if (test.getTestMethod().isEmpty()) {
      throw new ParameterResolutionException(
          "each test has its own: let a test, @BeforeEach or @AfterEach have this parameter");
    }
    InMemoryLocks locks = test.getStore(NAMESPACE).get(InMemoryLocks.class, InMemoryLocks.class);
    if (locks == null) {
      locks = new InMemoryLocks();
      test.getStore(NAMESPACE).put(InMemoryLocks.class, locks);
    }
    return parameter.getParameter().getType() == LockClient.class ? locks.client() : locks;
  }

  /** Fails the test if it left a lease held, and has not failed already. */
  @Override
  public void afterEach(ExtensionContext test) {
    InMemoryLocks locks = test.getStore(NAMESPACE).get(InMemoryLocks.class, InMemoryLocks.class);
    if (locks == null) {
      return;
    }
    try (locks) {
      if (test.getExecutionException().isEmpty()) {
        locks.reachable();
        locks.assertNothingHeld();
      }
    }
  }
}
