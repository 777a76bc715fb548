package dev.baton.cdi;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method of a CDI bean that runs while it holds a lock: at any instant one call of it, in all
 * processes, for each name.
 *
 * <pre>{@code
 * @Locked("order:{id}")
 * public Receipt pay(long id) { … }
 * }</pre>
 *
 * <p>The lock is acquired before the method begins, outside of its transaction, and released once
 * it has ended. If a transaction of Jakarta is active already then, the lock is kept until that one
 * has been committed or rolled back. Within the calls of one thread it is reentrant: a method that
 * is called, through its bean, by one that holds the lock of the same name and client runs under
 * the same lease.
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
 *   <li>{@code IllegalStateException}: the method cannot have a lock, and the container did not say
 *       so when it started; not run.
 *   <li>{@link dev.baton.LeaseLostException}: the method ran and returned, but the lock was lost
 *       meanwhile, so that another may have run at the same time. If the method threw, its own
 *       exception is thrown.
 * </ul>
 *
 * <p>A method that returns a {@code CompletionStage} or {@code CompletableFuture} waits and runs on
 * the caller's thread, and holds the lock until the stage has completed. What it throws is in what
 * it returns then, but for the two that say that the method or its name is wrong.
 *
 * <p>It belongs on methods of the bean's class or of what that extends. On a class, an interface's
 * method or within another annotation it is refused.
 */
@InterceptorBinding
@Target({ElementType.METHOD, ElementType.TYPE}) // a type, since the interceptor has it
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Locked {

  /**
   * The lock's name: text, with parameters in braces, by their name or their number from zero. The
   * prefix {@code lock:} is put in front. Evaluated once a call; each parameter must come to
   * something that has a text. Names of parameters are known if the class is compiled with {@code
   * -parameters}.
   *
   * @return such as <code>order:{id}</code> or <code>order:{0}</code>
   */
  @Nonbinding
  String value();

  /**
   * How long to wait for the lock at most.
   *
   * @return a time with a unit, {@code 2s} or {@code PT2S}; {@code 0} to try once; {@code forever}
   */
  @Nonbinding
  String maxWait() default "10s";

  /**
   * What to do if the lock does not come free in time.
   *
   * @return to throw, by default
   */
  @Nonbinding
  WhenBusy whenBusy() default WhenBusy.THROW;

  /**
   * The lease: how long the lock stays taken if its process dies, see {@link
   * dev.baton.LockOptions#leaseDuration}.
   *
   * @return a time with a unit; empty for that of the client's default options
   */
  @Nonbinding
  String lease() default "";

  /**
   * The longest time that the lock is held, see {@link dev.baton.LockOptions#maxHold}.
   *
   * @return a time with a unit; empty for that of the client's default options
   */
  @Nonbinding
  String maxHold() default "";

  /**
   * How the lock is held, in place of the client's default options, {@link #lease()} and {@link
   * #maxHold()}.
   *
   * @return the name of a bean of type {@link dev.baton.LockOptions}, or empty
   */
  @Nonbinding
  String options() default "";

  /**
   * Who holds the lock.
   *
   * @return the name of a bean of type {@link dev.baton.LockClient}; empty for the one without a
   *     qualifier
   */
  @Nonbinding
  String client() default "";
}
