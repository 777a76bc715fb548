package dev.baton.internal.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BackendException;
import dev.baton.BackendException.Outcome;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsTest {

  @ParameterizedTest
  @CsvSource({"true, UNKNOWN", "false, NOT_DONE"})
  void silence_aboutALock_saysWhetherItMayHaveBeenDone(boolean mayHaveRun, Outcome outcome) {
    ConnectionFault fault = new ConnectionFault("localhost:6379 went away", mayHaveRun, null);
    BackendException translated = Faults.translate("order:42", fault);

    assertThat(translated)
        .hasMessage("lock \"order:42\": localhost:6379 went away")
        .hasCause(fault)
        .returns(outcome, BackendException::outcome)
        .returns("order:42", BackendException::lockName);
  }

  @Test
  void refusal_knownCode_isNotDoneAndComesWithAdvice() {
    assertThat(Faults.translate("a", new ServerError("READONLY You can't write.")))
        .hasMessage(
            "lock \"a\": the server refused: READONLY You can't write. (this is a replica: connect"
                + " to the primary)")
        .returns(Outcome.NOT_DONE, BackendException::outcome);
  }

  @ParameterizedTest
  @CsvSource({"MOVED 7 10.0.0.1:6379", "ASK 7 10.0.0.1:6379"})
  void refusal_ofANodeOfACluster_saysHowToConnectToClusters(String message) {
    assertThat(Faults.translate("a", new ServerError(message)))
        .hasMessage(
            "lock \"a\": the server refused: "
                + message
                + " (this server is part of a cluster: use redis-cluster:// in place of redis://, or"
                + " a client for clusters)")
        .returns(Outcome.NOT_DONE, BackendException::outcome);
  }

  /** As up to Redis 7.0, as since 7.2, and outside of scripts. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ERR The user executing the script can't run this command or subcommand",
        "ERR ACL failure in script: User u has no permissions to run the 'set' command script: on",
        "NOPERM User u has no permissions to run the 'eval' command"
      })
  void refusal_forWantOfARight_saysWhereTheRightsAre(String message) {
    assertThat(Faults.translate("a", new ServerError(message)))
        .hasMessageContaining("lacks a right")
        .hasMessageContaining("SECURITY.md");
  }

  @ParameterizedTest
  @CsvSource({"ERR what", "READONLYISH", "''"})
  void refusal_otherCode_isTheServersWordsOnly(String message) {
    assertThat(Faults.translate("a", new ServerError(message)))
        .hasMessage("lock \"a\": the server refused: " + message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ERR unknown command 'EVALSHA', with args beginning with: ",
        "ERR Unknown Redis command called from script script: 1, on @user_script:7."
      })
  void refusal_ofACommandThatTheServerLacks_saysWhereToLook(String message) {
    assertThat(Faults.translate("a", new ServerError(message)))
        .hasMessageStartingWith("lock \"a\": the server refused: " + message)
        .hasMessageEndingWith(
            "(this server, or a proxy in front of it, lacks a command that Baton needs:"
                + " docs/topologies.md says what for)");
  }

  @Test
  void connecting_refused_namesTheTarget() {
    assertThat(Faults.connecting("localhost:6379", new ServerError("WRONGPASS no")))
        .hasMessage(
            "no connection to localhost:6379: the server refused: WRONGPASS no (check user and"
                + " password in the address)")
        .returns(Outcome.NOT_DONE, BackendException::outcome)
        .returns("", BackendException::lockName);
  }
}
