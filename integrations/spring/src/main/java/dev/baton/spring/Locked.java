package dev.baton.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method of a Spring bean that runs while it holds a lock: at any instant one call of it, in all
 * processes, for each name.
 *
 * <pre>{@code
 * @Locked("order:#{#id}")
 * public Receipt pay(long id) { … }
 * }</pre>
 *
 * <p>The lock is acquired before the method begins, outside of its transaction, and released once
 * it has ended. Within a chain of calls it is reentrant: a method that is called, through its bean,
 * by one that holds the lock of the same name and client runs under the same lease.
 *
 * <p>What a call throws in place of the method's own result:
 *
 * <ul>
 *   <li>{@link dev.baton.LockTimeoutException}: the lock did not come free in time, and the method
 *       was not run, unless {@link #whenBusy()} says otherwise.
 *   <li>{@link dev.baton.BackendException}: Redis did not answer or refused; not run.
 *   <li>{@code InterruptedException} where the method declares it, else {@link
 *       dev.baton.LockException} with the thread's interrupt flag set: interrupted while it waited;
 *       not run.
 *   <li>{@code IllegalArgumentException}: a part of the name came to nothing; not run.
 *   <li>{@link dev.baton.LeaseLostException}: the method ran and returned, but the lock was lost
 *       meanwhile, so that another may have run at the same time. If the method threw, its own
 *       exception is thrown.
 * </ul>
 *
 * <p>A method that returns a {@code CompletionStage}, {@code Mono} or {@code Flux} never blocks its
 * caller, and what it would throw is in what it returns, but for a name that came to nothing. It
 * holds the lock until that has completed, and its body runs on another thread: of the bean {@code
 * applicationTaskExecutor} or the common pool for a stage, of {@code Schedulers.parallel()} for a
 * {@code Mono} or {@code Flux}. To cancel the result leaves the queue. A {@code Flux} holds the
 * lock for as long as its subscriber takes.
 *
 * <p>A suspend function of Kotlin suspends while it waits, and runs where its caller does. It holds
 * the lock until it returns, throws or is cancelled, and is cancelled if the lock is lost.
 *
 * <p>It is found on a method of the class, of what it extends or implements, and within an
 * annotation of yours that has it. All texts may have placeholders, <code>${…}</code>, which are
 * resolved once. Turned on by {@link EnableLocked}.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Locked {

  /**
   * The lock's name: text, with expressions of Spring's language in <code>#{…}</code>, which know
   * the parameters as {@code #name}, {@code #p0} or {@code #a0}, and beans as {@code @bean}. The
   * prefix {@code baton.locked.prefix} is put in front. Evaluated once a call; each expression must
   * come to something that has a text.
   *
   * @return such as <code>order:#{#id}</code>
   */
  String value();

  /**
   * How long to wait for the lock at most.
   *
   * @return a time with a unit, {@code 2s} or {@code PT2S}; {@code 0} to try once; {@code forever};
   *     empty for {@code baton.locked.max-wait}
   */
  String maxWait() default "";

  /**
   * What to do if the lock does not come free in time.
   *
   * @return to throw, by default
   */
  WhenBusy whenBusy() default WhenBusy.THROW;

  /**
   * The lease: how long the lock stays taken if its process dies, see {@link
   * dev.baton.LockOptions#leaseDuration}.
   *
   * @return a time with a unit; empty for that of the client's default options
   */
  String lease() default "";

  /**
   * The longest time that the lock is held, see {@link dev.baton.LockOptions#maxHold}.
   *
   * @return a time with a unit; empty for that of the client's default options
   */
  String maxHold() default "";

  /**
   * How the lock is held, in place of the client's default options, {@link #lease()} and {@link
   * #maxHold()}.
   *
   * @return the name of a bean of type {@link dev.baton.LockOptions}, or empty
   */
  String options() default "";

  /**
   * Who holds the lock.
   *
   * @return the name of a bean of type {@link dev.baton.LockClient}; empty for the only or primary
   *     one
   */
  String client() default "";
}
