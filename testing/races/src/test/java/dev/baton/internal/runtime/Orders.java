package dev.baton.internal.runtime;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import dev.baton.internal.link.ClientIdentity;
import dev.baton.internal.link.PastRequests;
import dev.baton.internal.link.ServerClock;
import dev.baton.internal.renew.LeaseRenewer;
import dev.baton.internal.time.MonotonicClock;
import dev.baton.internal.time.Restoration;
import dev.baton.internal.time.Timer;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/** How Lincheck goes through the orders of the steps of a party's threads. */
final class Orders {
  private Orders() {}

  /**
   * Options by which only what never ends is taken for hung. It would be what takes 10 s, which a
   * busy machine can need for the classes that are taken apart meanwhile.
   */
  static ModelCheckingOptions patient() {
    return new ModelCheckingOptions().invocationTimeout$lincheck(TimeUnit.MINUTES.toMillis(5));
  }

  /**
   * The orders of a few threads' steps, in scenarios made of a test's operations. What is pure, is
   * one step in itself, or stands still here is not taken apart.
   */
  static ModelCheckingOptions ofAParty(Class<?> inTurn) {
    return patient()
        .addGuarantee(
            forClasses(MemoryServer.class.getName())
                .methods("answered", "wanted", "taken")
                .treatAsAtomic())
        .addGuarantee(
            forClasses(ConcurrentHashMap.class.getName())
                // putVal adds to a set: it must hash as remove does, which is not taken apart
                // either
                .methods("get", "put", "putIfAbsent", "putVal", "remove")
                .treatAsAtomic())
        .addGuarantee(
            forClasses(
                    LeaseRenewer.class.getName(),
                    Timer.class.getName(),
                    MonotonicClock.class.getName(),
                    ServerClock.class.getName(),
                    ClientIdentity.class.getName(),
                    PastRequests.class.getName(),
                    Restoration.class.getName(),
                    SilentLoggers.class.getName())
                .allMethods()
                .ignore())
        .addGuarantee(
            forClasses(name -> isIn("script", name) || isIn("protocol", name))
                .allMethods()
                .ignore())
        .sequentialSpecification(inTurn)
        .minimizeFailedScenario(false)
        .actorsBefore(0)
        .actorsAfter(0)
        .threads(2)
        .actorsPerThread(2);
  }

  /** One scenario: for each thread the operations of a test, each with the thread's number. */
  static ExecutionScenario scenario(Class<?> test, String... threads) {
    List<List<Actor>> parallel = new ArrayList<>();
    for (String operations : threads) {
      int thread = parallel.size() + 1;
      parallel.add(
          Stream.of(operations.split(" ")).map(name -> actor(test, name, thread)).toList());
    }
    return new ExecutionScenario(List.of(), parallel, List.of(), null);
  }

  private static Actor actor(Class<?> test, String operation, int thread) {
    for (Method method : test.getMethods()) {
      if (method.getName().equals(operation)) {
        List<Object> arguments = method.getParameterCount() == 0 ? List.of() : List.of(thread);
        return new Actor(method, arguments);
      }
    }
    throw new IllegalArgumentException(operation);
  }

  private static boolean isIn(String folder, String name) {
    return name.startsWith("dev.baton.internal." + folder + ".");
  }
}
