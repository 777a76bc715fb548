package dev.baton.cdi;

import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.locked.MethodRules;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a method that runs under a lock.
 *
 * @param method the method
 * @param said its annotation
 * @param maxWait for how long to wait
 * @param nothing what is returned if the call is left out
 */
record LockedMethod(Method method, Locked said, Duration maxWait, @Nullable Object nothing) {
  private static final String PREFIX = "lock:";
  private static final Pattern PART = Pattern.compile("\\{([^{}]*)}");
  private static final Pattern TIME = Pattern.compile("([0-9]{1,15})(ms|s|m|h|d)");

  /**
   * Reads what is said of a method.
   *
   * @throws IllegalStateException if it would run without its lock, or cannot have it; says what to
   *     do
   */
  static LockedMethod of(Method method) {
    try {
      Locked said = method.getAnnotation(Locked.class);
      if (said == null) {
        throw new IllegalArgumentException(
            "it is on the class or within another annotation: put it on the method");
      }
      Refusals.ofUnreachable(method);
      Refusals.ofDeferred(method);
      checkName(method, said.value());
      if (!said.options().isEmpty() && !(said.lease() + said.maxHold()).isEmpty()) {
        throw new IllegalArgumentException(
            "options says how the lock is held: leave out either that or lease and maxHold");
      }
      duration("lease", said.lease());
      duration("maxHold", said.maxHold());
      return new LockedMethod(
          method,
          said,
          duration("maxWait", said.maxWait()).orElse(Duration.ZERO),
          said.whenBusy() == WhenBusy.SKIP ? MethodRules.nothing(method) : null);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "@Locked on " + MethodRules.shown(method) + ": " + e.getMessage(), e);
    }
  }

  private static void checkName(Method method, String template) {
    String rest = PART.matcher(template).replaceAll("");
    if (template.isBlank() || rest.contains("{") || rest.contains("}")) {
      throw new IllegalArgumentException(
          "the name \"" + template + "\" is empty, or has a brace without its other one");
    }
    PART.matcher(template).results().forEach(part -> index(method, part.group(1)));
  }

  /** Which parameter a part of a name is, by number or by name. */
  private static int index(Method method, String part) {
    Parameter[] parameters = method.getParameters();
    for (int i = 0; i < parameters.length; i++) {
      if (part.equals(String.valueOf(i))
          || (parameters[i].isNamePresent() && part.equals(parameters[i].getName()))) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        "there is no parameter {" + part + "}: compile with -parameters, or count from zero, {0}");
  }

  boolean isStage() {
    return CompletionStage.class.isAssignableFrom(method.getReturnType());
  }

  boolean skips() {
    return said.whenBusy() == WhenBusy.SKIP;
  }

  /** How the lock is held, of these options or the client's own; null if those are as they are. */
  @Nullable LockOptions options(LockClient client, @Nullable LockOptions given) {
    if ((said.lease() + said.maxHold()).isEmpty()) {
      return given;
    }
    LockOptions options = client.lock(PREFIX + "options").options(); // the client's default
    Optional<Duration> lease = duration("lease", said.lease());
    Optional<Duration> maxHold = duration("maxHold", said.maxHold());
    options = lease.isPresent() ? options.leaseDuration(lease.get()) : options;
    return maxHold.isPresent() ? options.maxHold(maxHold.get()) : options;
  }

  /**
   * The lock's name for a call.
   *
   * @throws IllegalArgumentException if a part comes to nothing
   */
  String name(@Nullable Object[] arguments) {
    return PREFIX
        + PART.matcher(said.value())
            .replaceAll(
                part ->
                    Matcher.quoteReplacement(
                        text(part.group(), arguments[index(method, part.group(1))])));
  }

  private String text(String part, @Nullable Object argument) {
    Object value = argument instanceof Optional<?> optional ? optional.orElse(null) : argument;
    if (value == null) {
      throw nothing(part, "null");
    }
    String text = value.toString();
    if (text.isBlank()) {
      throw nothing(part, "blank");
    }
    if (text.equals(value.getClass().getName() + "@" + Integer.toHexString(value.hashCode()))) {
      throw nothing(part, text + ", which is another one in each process");
    }
    return text;
  }

  private IllegalArgumentException nothing(String part, String is) {
    return new IllegalArgumentException(
        "%s in the name of the lock of %s is %s: nothing was locked, and the method was not run"
            .formatted(part, MethodRules.shown(method), is));
  }

  /** A time as the annotation has it; empty if it has none. */
  private static Optional<Duration> duration(String what, String text) {
    Matcher time = TIME.matcher(text);
    try {
      if (text.isEmpty() && !what.equals("maxWait")) {
        return Optional.empty();
      } else if (text.equals("forever")) {
        return Optional.of(ChronoUnit.FOREVER.getDuration());
      } else if (text.equals("0")) {
        return Optional.of(Duration.ZERO);
      } else if (time.matches()) {
        return Optional.of(Duration.of(Long.parseLong(time.group(1)), unit(time.group(2))));
      } else if (!Duration.parse(text).isNegative()) {
        return Optional.of(Duration.parse(text));
      }
    } catch (DateTimeParseException none) {
      // said below
    }
    throw new IllegalArgumentException(
        what + " is no time: \"" + text + "\"; write it with its unit, such as 2s or PT2S");
  }

  private static ChronoUnit unit(String unit) {
    return switch (unit) {
      case "ms" -> ChronoUnit.MILLIS;
      case "s" -> ChronoUnit.SECONDS;
      case "m" -> ChronoUnit.MINUTES;
      case "h" -> ChronoUnit.HOURS;
      default -> ChronoUnit.DAYS;
    };
  }
}
