package dev.baton.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Import;

/**
 * Has {@link Locked} methods of all beans run under their locks. To be put on a {@code
 * Configuration} class of an application that has a bean of type {@link dev.baton.LockClient}.
 *
 * <p>Properties of the environment, all of them optional:
 *
 * <ul>
 *   <li>{@code baton.locked.prefix}: what all names begin with, {@code lock:} by default.
 *   <li>{@code baton.locked.max-wait}: how long is waited at most where {@link Locked#maxWait()}
 *       does not say, {@code 10s} by default.
 *   <li>{@code baton.locked.order}: the advisor's order, {@code Ordered.LOWEST_PRECEDENCE - 200} by
 *       default, which is around transactions.
 *   <li>{@code baton.locked.transactions}: what is done where a transaction is active before the
 *       lock is acquired. With {@code hold}, the default, the lock is kept until that transaction
 *       has ended; with {@code refuse} the call throws {@code IllegalStateException}.
 *   <li>{@code baton.locked.guard-commits}: whether a transaction is rolled back in place of its
 *       commit if a lock is lost by then, {@code true} by default.
 * </ul>
 *
 * <p>A method that would run without its lock in spite of the annotation is refused: its bean is
 * not created, or the application does not start, with an {@code IllegalStateException} that says
 * which method it is and what to do.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Import({LockedRegistrar.class, LockedConfiguration.class})
public @interface EnableLocked {}
