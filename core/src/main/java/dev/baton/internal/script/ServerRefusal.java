package dev.baton.internal.script;

import dev.baton.spi.ServerError;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Redis and Valkey refuse a command with, from 6.2 on: by code, or where a script met it and
 * there is none, by its beginning. One that passes by itself is waited out: waiters go on, renewals
 * and releases are sent again. After any other a wait ends, and a lock stays until its lease does.
 *
 * <p>The words are those of src/server.c, networking.c, cluster.c and acl.c; in scripts those of
 * src/scripting.c (6.2), src/script.c (7.0 and later), and, where Lua is a module (Valkey 9.1),
 * VM_Call of src/module.c. Baton sends no MULTI, so EXECABORT is none of them.
 */
public enum ServerRefusal {
  MISCONF(
      true,
      "the server cannot save its data and takes no writes until it can: see its log, mostly its"
          + " disk is full"),
  OOM(true, "the server is out of memory: raise maxmemory or free some"),
  READONLY(true, "this is a replica: connect to the primary"),
  NOREPLICAS(true, "the server wants more replicas than are connected"),
  LOADING(true, "the server is loading its data: try again soon"),
  BUSY(true, "a script blocks the server: try again, or see SCRIPT KILL"),
  MASTERDOWN(
      true,
      "this is a replica that has lost its primary: connect to the primary",
      "Can not execute the command (?:'[^']*' )?on a stale replica"),
  CLUSTERDOWN(
      true,
      "the cluster lacks a primary for the lock's slot: see CLUSTER INFO",
      "(?:(?:Lua s|S)cript attempted to|Can not) execute a (?:write )?command (?:'[^']*' )?while"
          + " the cluster is down",
      "(?:Script a|A)ttempted to access a slot not served"),

  /** Some keys of a slot have moved to another node and others have not; soon all have. */
  TRYAGAIN(
      true,
      "the lock's slot is moving to another node: try again",
      "(?:(?:Lua s|S)cript a|A)ttempted to access a non local key in a cluster node",
      "Unable to execute command '[^']*' in script because undeclared keys were accessed during"
          + " rehashing"),
  MAXCLIENTS(
      true,
      "the server has as many connections as it takes: raise maxclients or close some",
      "max number of clients "),
  KILLED(true, "somebody killed a script that blocked the server", "Script killed by user"),
  UNBLOCKED(
      true,
      "the server has become a replica: connect to the primary",
      "WAIT cannot be used with replica"),

  MOVED(false, Advice.PART_OF_CLUSTER),
  ASK(false, Advice.PART_OF_CLUSTER),
  NOAUTH(false, "give a password in the address: redis://:PASSWORD@host"),
  WRONGPASS(false, "check user and password in the address"),
  NO_PASSWORD(
      false,
      "the server has no password: leave it out of the address",
      "AUTH <password> called without any password"),
  NOPERM(
      false,
      "the user lacks a right that Baton needs: see SECURITY.md; ACL LOG on the server names it",
      "The user executing the script ",
      "ACL failure in script"),
  DENIED(
      false,
      "the server is in protected mode, for clients of its own machine only: give it a password"),
  UNKNOWN(
      false,
      "this server, or a proxy in front of it, lacks a command that Baton needs:"
          + " docs/topologies.md says what for",
      "(?i:unknown (?:redis )?command\\b)"),
  NOSCRIPT(false, null),
  WRONGTYPE(false, null),

  /** Whatever else. */
  OTHER(false, null);

  private final boolean passes;
  private final @Nullable String advice;
  private final @Nullable Pattern words;

  /**
   * A row of the table.
   *
   * @param passes whether it is over by itself
   * @param advice what to do about it
   * @param words how it begins where it has no code
   */
  ServerRefusal(boolean passes, @Nullable String advice, String... words) {
    this.passes = passes;
    this.advice = advice;
    this.words = words.length == 0 ? null : Pattern.compile(String.join("|", words));
  }

  /** What is said of more than one. */
  private static final class Advice {
    static final String PART_OF_CLUSTER =
        "this server is part of a cluster: use redis-cluster:// in place of redis://, or a client"
            + " for clusters";
  }

  /**
   * Which one an error is.
   *
   * @param error what the server said
   * @return its row
   */
  public static ServerRefusal of(ServerError error) {
    String code = error.code();
    String words = error.words();
    for (ServerRefusal each : values()) {
      if (code.equals(each.name())
          || (each.words != null && each.words.matcher(words).lookingAt())) {
        return each;
      }
    }
    return OTHER;
  }

  /**
   * Whether it may be gone the next time.
   *
   * @return whether to ask again
   */
  public boolean passes() {
    return passes;
  }

  /**
   * What to do about it.
   *
   * @return a sentence without a full stop, if there is anything to say
   */
  public Optional<String> advice() {
    return Optional.ofNullable(advice);
  }
}
