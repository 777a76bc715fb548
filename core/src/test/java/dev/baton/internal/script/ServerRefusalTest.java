package dev.baton.internal.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.spi.ServerError;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The words of the servers, those included that no test can bring a server to say. */
class ServerRefusalTest {
  private static final String IN_A_SCRIPT =
      "ERR Error running script (call to f_0123456789abcdef0123456789abcdef01234567):"
          + " @user_script:12: @user_script: 12: ";
  private static final String AFTER =
      " script: 0123456789abcdef0123456789abcdef01234567, on @user_script:12.";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MISCONF | MISCONF Redis is configured to save RDB snapshots, but it is currently not able",
        "MISCONF | MISCONF Valkey is configured to save RDB snapshots, but it's currently unable",
        "MISCONF | MISCONF Errors writing to the AOF file: No space left on device",
        "OOM | OOM command not allowed when used memory > 'maxmemory'.",
        "OOM | OOM allow-oom flag is not set on the script, can not run it",
        "READONLY | READONLY You can't write against a read only replica.",
        "READONLY | READONLY Can not run script with write flag on readonly replica",
        "NOREPLICAS | NOREPLICAS Not enough good replicas to write.",
        "LOADING | LOADING Redis is loading the dataset in memory",
        "BUSY | BUSY Redis is busy running a script. You can only call SCRIPT KILL",
        "BUSY | BUSY Valkey is busy running a module command.",
        "MASTERDOWN | MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to"
            + " 'no'.",
        "MASTERDOWN | ERR Can not execute the command on a stale replica",
        "CLUSTERDOWN | CLUSTERDOWN The cluster is down",
        "CLUSTERDOWN | CLUSTERDOWN Hash slot not served",
        "CLUSTERDOWN | ERR Script attempted to execute a command while the cluster is down",
        "CLUSTERDOWN | ERR Script attempted to execute a write command while the cluster is down"
            + " and readonly",
        "CLUSTERDOWN | ERR Script attempted to access a slot not served",
        "CLUSTERDOWN | Can not execute a write command 'set' while the cluster is down and"
            + " readonly",
        "TRYAGAIN | TRYAGAIN Multiple keys request during rehashing of slot",
        "TRYAGAIN | ERR Unable to execute command 'exists' in script because undeclared keys were"
            + " accessed during rehashing of the slot",
        "MAXCLIENTS | ERR max number of clients reached",
        "MAXCLIENTS | ERR max number of clients + cluster connections reached",
        "KILLED | ERR Script killed by user with SCRIPT KILL.",
        "UNBLOCKED | UNBLOCKED force unblock from blocking operation, instance state changed",
        "UNBLOCKED | ERR WAIT cannot be used with replica instances.",
        "MOVED | MOVED 7 10.0.0.1:6379",
        "ASK | ASK 7 10.0.0.1:6379",
        "NOAUTH | NOAUTH Authentication required.",
        "NO_PASSWORD | ERR AUTH <password> called without any password configured for the default"
            + " user.",
        "WRONGPASS | WRONGPASS invalid username-password pair or user is disabled.",
        "NOPERM | NOPERM User u has no permissions to run the 'evalsha' command",
        "NOPERM | ERR The user executing the script can't run this command or subcommand",
        "NOPERM | ERR ACL failure in script: No permissions to access a key",
        "DENIED | DENIED Redis is running in protected mode because protected mode is enabled",
        "UNKNOWN | ERR unknown command 'EVALSHA', with args beginning with: ",
        "UNKNOWN | ERR Unknown Redis command called from script",
        "UNKNOWN | ERR unknown command `EVALSHA`",
        "NOSCRIPT | NOSCRIPT No matching script. Please use EVAL.",
        "WRONGTYPE | WRONGTYPE Operation against a key holding the wrong kind of value",
        "OTHER | ERR syntax error"
      })
  void words_ofAServer_areKnownPlainAndInAScript(ServerRefusal kind, String message) {
    assertThat(of(message)).isEqualTo(kind);
    assertThat(of(message + AFTER)).isEqualTo(kind);
    String inner = message.startsWith("ERR ") ? message.substring(4) : "-" + message;
    assertThat(of(IN_A_SCRIPT + inner)).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Lua script attempted to access a non local key in a cluster node",
        "Lua script attempted to execute a command while the cluster is down",
        "Lua script attempted to execute a write command while the cluster is down and readonly",
        "Unknown Redis command called from Lua script",
        "The user executing the script can't publish to the channel mentioned in the command"
      })
  void words_ofRedis62InAScript_areKnown(String words) {
    assertThat(of(IN_A_SCRIPT + words)).isNotEqualTo(ServerRefusal.OTHER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ERR unknown lock 'OOM '",
        "ERR wrong value -READONLY You can't write against a read only replica.",
        "ERR no: Script attempted to access a non local key in a cluster node",
        "ERR no ACL failure in script",
        "ERR the token 'unknown command'",
        "WRONGTYPES no"
      })
  void words_ofACaller_decideNothing(String message) {
    assertThat(of(message)).isEqualTo(ServerRefusal.OTHER);
  }

  @Test
  void rows_thatPass_areThoseOfTheServersState() {
    Set<ServerRefusal> passing = EnumSet.noneOf(ServerRefusal.class);
    for (ServerRefusal each : ServerRefusal.values()) {
      if (each.passes()) {
        passing.add(each);
      }
    }
    assertThat(passing).isEqualTo(EnumSet.range(ServerRefusal.MISCONF, ServerRefusal.UNBLOCKED));
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NOSCRIPT", "WRONGTYPE", "OTHER"})
  void row_thatAUserCanMeet_hasAdvice(ServerRefusal kind) {
    assertThat(kind.advice()).get().asString().doesNotEndWith(".").isNotBlank();
  }

  private static ServerRefusal of(String message) {
    return ServerRefusal.of(new ServerError(message));
  }
}
