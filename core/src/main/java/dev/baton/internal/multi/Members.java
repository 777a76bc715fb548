package dev.baton.internal.multi;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.Acquirable;
import dev.baton.LockOptions;
import dev.baton.internal.lease.OfClient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** Which locks can be held together, and in which order they are waited for. */
public final class Members {
  private static final int MOST = 64;

  private Members() {}

  /**
   * Checks locks that are to be held together.
   *
   * @param client what theirs gave them to know it by; one of a client's
   * @param locks in any order
   * @return the locks by their names' bytes, which all clients compare alike
   * @throws IllegalArgumentException if they cannot be held together; says why, and what to do
   */
  public static List<OfClient> inOrder(Object client, List<? extends Acquirable> locks) {
    if (locks.isEmpty() || locks.size() > MOST) {
      throw new IllegalArgumentException(
          "1 to " + MOST + " locks can be held together, not " + locks.size());
    }
    List<OfClient> members = new ArrayList<>();
    for (Acquirable lock : locks) {
      members.add(checked(client, Objects.requireNonNull(lock, "lock")));
    }
    members.sort(
        Comparator.comparing(lock -> lock.name().getBytes(UTF_8), Arrays::compareUnsigned));
    for (int i = 1; i < members.size(); i++) {
      String name = members.get(i).name();
      if (name.equals(members.get(i - 1).name())) {
        throw refused(
            name, "is given twice, and would be waited for by its own holder: give it once");
      }
    }
    return List.copyOf(members);
  }

  private static OfClient checked(Object client, Acquirable lock) {
    if (!(lock instanceof OfClient member) || !member.isOf(client)) {
      throw refused(
          lock.name(),
          "is not a lock of this client: name all of them by lock(), readWriteLock() or"
              + " semaphore() of the one whose allOf() is called");
    }
    LockOptions options = lock.options();
    if (options.ownerToken().isPresent()) {
      throw refused(
          lock.name(),
          "has an ownerToken, which must be new for each acquisition, but may have to be acquired"
              + " more than once until all are held: leave the token out");
    }
    if (options.holdAtLeast().isPresent()) {
      throw refused(
          lock.name(),
          "has holdAtLeast, and would stay taken for that time whenever another one turns out to"
              + " be busy: leave it out, or acquire this lock by itself");
    }
    return member;
  }

  private static IllegalArgumentException refused(String name, String why) {
    return new IllegalArgumentException("\"" + name + "\" " + why);
  }
}
