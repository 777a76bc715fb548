package dev.baton.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerErrorTest {
  private static final String SHA = "0123456789abcdef0123456789abcdef01234567";

  /** How Redis 6.2 begins what it says of an error in a script. */
  private static final String IN_A_SCRIPT =
      "ERR Error running script (call to f_" + SHA + "): @user_script:12: ";

  @ParameterizedTest
  @CsvSource({
    "WRONGTYPE Operation against a key, WRONGTYPE",
    "ERR unknown command, ERR",
    "NOSCRIPT, NOSCRIPT",
    "'', ''",
    "Attempted to access a non local key, Attempted"
  })
  void code_plain_isTheFirstWord(String message, String code) {
    assertThat(new ServerError(message).code()).isEqualTo(code);
  }

  /** Refused by the server itself, by the command, and answered by the script. */
  @ParameterizedTest
  @CsvSource({
    IN_A_SCRIPT + "@user_script: 12: -READONLY You can't write, READONLY",
    IN_A_SCRIPT + "WRONGTYPE Operation against a key, WRONGTYPE",
    "@user_script: 44: -OOM command not allowed, OOM",
    IN_A_SCRIPT + "@user_script: 12: The user executing the script can't, ERR",
    IN_A_SCRIPT + "ERR value is not an integer, ERR",
    IN_A_SCRIPT + "Script killed by user with SCRIPT KILL..., ERR"
  })
  void code_wrappedAsBeforeRedis7_isThatOfTheErrorInTheScript(String message, String code) {
    assertThat(new ServerError(message).code()).isEqualTo(code);
  }

  @Test
  void code_followedByWhereInTheScript_isTheFirstWord() {
    String message = "READONLY You can't write. script: " + SHA + ", on @user_script:12.";
    assertThat(new ServerError(message).code()).isEqualTo("READONLY");
  }

  /** Names, tokens and arguments of a caller stand in some errors, and can say anything. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ERR unknown command 'EVALSHA', with args beginning with: '-OOM ' '@user_script: 1: -OOM no' ",
        "ERR Error running script (call to f_x): @user_script:1: -OOM no",
        "ERR value: " + IN_A_SCRIPT + "-OOM no",
        "ERR @user_script: 12: -OOM no",
        "ERR OOM no"
      })
  void code_ofSomebodysWordsInTheMessage_isNotTaken(String message) {
    assertThat(new ServerError(message).code()).isEqualTo("ERR");
  }

  @Test
  void words_areWithoutWhatIsPutBeforeThem() {
    assertThat(new ServerError(IN_A_SCRIPT + "@user_script: 12: The user can't").words())
        .isEqualTo("The user can't");
    assertThat(new ServerError("ERR ACL failure").words()).isEqualTo("ACL failure");
    assertThat(new ServerError("OOM no").words()).isEqualTo("OOM no");
  }

  @Test
  void message_wrapped_isWholeAllTheSame() {
    String message = IN_A_SCRIPT + "@user_script: 12: -OOM no";
    assertThat(new ServerError(message).message()).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource({
    "READONLY You can't, true",
    IN_A_SCRIPT + "@user_script: 12: -READONLY You can't, true",
    "MASTERDOWN Link with MASTER is down, true",
    "ERR READONLY, false",
    "OOM no, false"
  })
  void replica_isToldByItsRefusal(String message, boolean isReplica) {
    assertThat(new ServerError(message).isOfAReplica()).isEqualTo(isReplica);
  }
}
