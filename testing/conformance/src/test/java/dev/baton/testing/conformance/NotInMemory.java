package dev.baton.testing.conformance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.TestInfo;

/** Tests of the contract that do not apply to the server in memory, by why. */
enum NotInMemory {
  ANOTHER_PROCESS(
      "another process does not reach it",
      "AtExitTest",
      "QueueTest.holder_killed_isSucceededOnceItsLeaseEnds",
      "QueueTest.waiterAtTheHead_killed_isSkippedAtOnce",
      "QueueTest.everybodyDead_lockTaken_dropsThemFromTheQueue",
      "ReadLockTest.writerAtTheHead_killed_doesNotKeepReadersOut",
      "SemaphoreTest.permit_ofAProcessThatDied_comesBackWithTheEndOfItsLease"),
  ADDRESS(
      "it has no address, nor a way to it",
      "AddressMapTest",
      "BadInputTest.server_notThere_isNamed",
      "BadInputTest.password_wrongOrMissing_isSaidWithoutShowingIt",
      "ConnectionTest",
      "CredentialsTest",
      "DeferredTest",
      "EncryptedTest",
      "ExamplesTest",
      "MultiLockRoundTripsTest",
      "RegressionsTest.waiterThatWasGrantedIt_diesBeforeItTakesIt_delaysTheNextByItsClaimOnly",
      "SecretsTest",
      "SocketTest"),
  CONNECTIONS(
      "nobody can list its connections, nor cut one of two",
      "ElectionTest.connections_cut_neitherDeposeNorLeaveAZombie",
      "FootprintTest.client_withManyWaiters_hasTwoConnectionsAndNoThreadEach",
      "RestoredProcessTest",
      "RevocationTest",
      "ScaleTest",
      "StickyTest.lockKept_pushConnectionLost_isLetGo"),
  NEVER_SILENT(
      "it is not stopped or paused: InMemoryLocksTest has what there is",
      "CallbackTest",
      "ElectionTroubleTest",
      "InterruptTest",
      "ListenerTest",
      "OutageTest"),
  ONE_SERVER(
      "it is one server, which has no replicas",
      "ClusterTest",
      "FailoverPolicyTest",
      "QuorumCloseTest",
      "QuorumTest",
      "SentinelAccessTest",
      "SentinelFailoverTest"),
  NOTHING_REFUSED(
      "it refuses nothing: it is never full, and has no rights and no other version",
      "FindTest.find_userWhoMayNotScan_isRefusedWithTheReason",
      "FindTest.find_operatorWithTheRightsOfThePage_works",
      "HoldAtLeastTest.release_beforeTheLeastTimeOnAFullServer_leavesTheLockTakenByNobody",
      "MissingCommandsTest",
      "NewerServersTest",
      "PrefixTest.user_ofOnePrefix_canDoAllThatBatonDoesAndNothingElsewhere",
      "RefusalTest",
      "RegressionsTest.key_evicted_isToldToTheHolderAndFencesStillRise",
      "RightsTest",
      "UncountedPushTest"),
  IN_THIS_JVM(
      "what it has is in the memory that is measured",
      "FootprintTest.acquireLock_releasedByItsValue_leavesNothingInTheClient"),
  OF_A_LIBRARY("it is about clients of Redis", "ThreadsTest");

  private final String reason;
  private final List<String> tests;

  NotInMemory(String reason, String... tests) {
    this.reason = reason;
    this.tests = List.of(tests);
  }

  /** Classes, and methods behind theirs. */
  List<String> tests() {
    return tests;
  }

  /** Leaves out a test that does not apply where it is run. */
  static void check(TestInfo test) {
    if (Deployment.isInMemory()) {
      String ofClass = test.getTestClass().orElseThrow().getSimpleName();
      String method = ofClass + "." + test.getTestMethod().orElseThrow().getName();
      Optional<NotInMemory> why =
          Arrays.stream(values())
              .filter(each -> each.tests.contains(ofClass) || each.tests.contains(method))
              .findAny();
      assumeTrue(why.isEmpty(), () -> why.orElseThrow().reason);
    }
  }
}
