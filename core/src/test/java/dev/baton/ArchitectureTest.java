package dev.baton;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.baton.internal.lease.AbstractLease;
import dev.baton.internal.lease.CheckedLease;
import dev.baton.internal.lease.Faults;
import dev.baton.internal.lease.Forwarding;
import dev.baton.internal.lease.OfClient;
import dev.baton.internal.lease.Permits;
import dev.baton.internal.lease.ReadWriteLocks;
import dev.baton.internal.lease.Sharing;
import dev.baton.internal.lease.Trampoline;
import dev.baton.internal.multi.Members;
import dev.baton.internal.protocol.Limits;
import dev.baton.internal.time.Environment;
import dev.baton.internal.time.Threads;
import dev.baton.spi.BackendFault;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerError;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows between the packages of the core; ARCHITECTURE.md says what for. */
class ArchitectureTest {
  private static final String API = "dev.baton";
  private static final String SPI = "dev.baton.spi";
  private static final String PROTOCOL = "dev.baton.internal.protocol";
  private static final String SCRIPT = "dev.baton.internal.script";
  private static final String LEASE = "dev.baton.internal.lease";
  private static final String TIME = "dev.baton.internal.time";
  private static final String LINK = "dev.baton.internal.link";
  private static final String RENEW = "dev.baton.internal.renew";
  private static final String SETTINGS = "dev.baton.internal.settings";
  private static final String RUNTIME = "dev.baton.internal.runtime";
  private static final String QUORUM = "dev.baton.internal.quorum";
  private static final String DEADLOCK = "dev.baton.internal.deadlock";
  private static final String LOOK = "dev.baton.internal.look";
  private static final String MULTI = "dev.baton.internal.multi";
  private static final String ELECTION = "dev.baton.internal.election";
  private static final String MONITOR = "dev.baton.internal.monitor";
  private static final String DEFERRED = "dev.baton.internal.deferred";

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(API);

  /** Every arrow between packages that there may be: from, and to which others. */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          entry(API, Set.of(SPI, PROTOCOL, LEASE, SETTINGS, RUNTIME, QUORUM, DEFERRED)),
          entry(SPI, Set.of()),
          entry(SCRIPT, Set.of(SPI)),
          entry(PROTOCOL, Set.of(SPI, SCRIPT)),
          entry(TIME, Set.of(SPI)),
          entry(MONITOR, Set.of(API, SPI)),
          entry(LEASE, Set.of(API, SPI, PROTOCOL, SCRIPT, MONITOR)),
          entry(LINK, Set.of(SPI, PROTOCOL, SCRIPT, TIME, MONITOR)),
          entry(RENEW, Set.of(SPI, PROTOCOL, SCRIPT, LINK, TIME, MONITOR)),
          entry(MULTI, Set.of(API, PROTOCOL, LEASE, TIME)),
          entry(LOOK, Set.of(API, SPI, SCRIPT, LEASE, LINK)),
          entry(DEADLOCK, Set.of(API, SPI, SCRIPT)),
          entry(ELECTION, Set.of(API, SPI, PROTOCOL, SCRIPT, LEASE, LINK, TIME)),
          entry(SETTINGS, Set.of(API, PROTOCOL, SCRIPT, LINK)),
          entry(
              RUNTIME,
              Set.of(
                  API, SPI, PROTOCOL, SCRIPT, LEASE, LINK, RENEW, TIME, MULTI, ELECTION, DEADLOCK,
                  LOOK, MONITOR, SETTINGS)),
          entry(
              QUORUM,
              Set.of(API, SPI, PROTOCOL, LEASE, LINK, SETTINGS, RUNTIME, TIME, MULTI, MONITOR)),
          entry(DEFERRED, Set.of(API, PROTOCOL, LEASE, TIME, MULTI)));

  static Set<String> packages() {
    return ARROWS.keySet();
  }

  @ParameterizedTest
  @MethodSource("packages")
  void package_anyClass_needsOnlyWhereItsArrowsLead(String name) {
    assertThat(CORE.containPackage(name)).isTrue();
    Set<String> others = new HashSet<>(ARROWS.keySet());
    others.removeAll(ARROWS.get(name));
    others.remove(name);
    noClasses()
        .that(resideInAnyPackage(name))
        .should()
        .dependOnClassesThat(resideInAnyPackage(others.toArray(String[]::new)))
        .check(CORE);
  }

  @ParameterizedTest
  @MethodSource("packages")
  void arrow_anyOfThem_isUsed(String name) {
    assertThat(ARROWS.get(name))
        .allSatisfy(
            other ->
                assertThat(CORE)
                    .as("classes of %s that need any of %s", name, other)
                    .anyMatch(
                        each ->
                            each.getPackageName().equals(name)
                                && each.getDirectDependenciesFromSelf().stream()
                                    .anyMatch(
                                        to -> to.getTargetClass().getPackageName().equals(other))));
  }

  @Test
  void core_anyClass_isInAPackageWithArrows() {
    classes().should().resideInAnyPackage(ARROWS.keySet().toArray(String[]::new)).check(CORE);
  }

  @Test
  void protocol_anyClass_needsValuesOnly() {
    classes()
        .that(resideInAnyPackage(PROTOCOL))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    PROTOCOL,
                    SCRIPT,
                    "java.lang",
                    "java.lang.annotation",
                    "java.lang.invoke",
                    "java.lang.runtime",
                    "java.math",
                    "java.nio",
                    "java.nio.charset",
                    "java.util",
                    "java.util.function",
                    "java.util.regex",
                    "java.util.stream",
                    "org.jspecify.annotations")
                .or(
                    belongToAnyOf(
                        Duration.class,
                        TimeUnit.class,
                        BackendFault.class,
                        ConnectionFault.class,
                        ServerError.class)))
        .because("it decides what to do next: no clock, no thread, no socket, no file")
        .check(CORE);
  }

  @Test
  void protocol_anyClass_hasNoClockNoThreadNoDice() {
    noClasses()
        .that(resideInAnyPackage(PROTOCOL))
        .should()
        .dependOnClassesThat(
            belongToAnyOf(
                Thread.class, Process.class, ThreadLocal.class, Timer.class, Random.class))
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(UUID.class, "randomUUID")
        .check(CORE);
  }

  @Test
  void deferred_anyClass_needsNoMoreThanTheApiOfTheClientItStandsFor() {
    noClasses()
        .that(resideInAnyPackage(DEFERRED))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(PROTOCOL, LEASE, TIME, MULTI)
                .and(
                    not(
                        belongToAnyOf(
                            Forwarding.class,
                            Limits.class,
                            Members.class,
                            OfClient.class,
                            Permits.class,
                            ReadWriteLocks.class,
                            Sharing.class,
                            Threads.class))))
        .check(CORE);
  }

  @Test
  void multi_anyClass_usesLocksAsCallersDo() {
    noClasses()
        .that(resideInAnyPackage(MULTI))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(PROTOCOL, LEASE)
                .and(
                    not(
                        belongToAnyOf(
                            AbstractLease.class,
                            Faults.class,
                            Limits.class,
                            OfClient.class,
                            Trampoline.class))))
        .check(CORE);
  }

  @Test
  void api_anyClass_reachesInwardAtThreeDoorsOnly() {
    noClasses()
        .that(resideInAnyPackage(API).and(not(belongToAnyOf(LockClientBuilder.class))))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("dev.baton.internal..")
                .and(not(belongToAnyOf(Limits.class, CheckedLease.class))))
        .because(
            "LockClientBuilder starts the engine, Limits checks arguments, and RedisLocks leaves"
                + " leases behind by CheckedLease; nothing else leaks")
        .check(CORE);
  }

  @Test
  void core_anyClass_neverReadsTheWallClock() {
    noClasses()
        .that(not(belongToAnyOf(Environment.class))) // it only tells that we stood still
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .dependOnClassesThat(
            belongToAnyOf(
                java.time.Instant.class,
                java.time.Clock.class,
                java.time.LocalDateTime.class,
                java.time.ZonedDateTime.class,
                java.util.Date.class))
        .because("a clock that can be set would decide who holds a lock")
        .check(CORE);
  }

  @Test
  void core_anyClass_neverSleeps() {
    noClasses()
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class, int.class)
        .orShould()
        .callMethod(TimeUnit.class, "sleep", long.class)
        .because("a wait has a condition")
        .check(CORE);
  }

  @Test
  void core_anyMethod_isNotSynchronized() {
    methods()
        .should()
        .notHaveModifier(JavaModifier.SYNCHRONIZED)
        .because("it would pin virtual threads")
        .check(CORE);
  }
}
