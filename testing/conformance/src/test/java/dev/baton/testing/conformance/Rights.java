package dev.baton.testing.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rights that SECURITY.md gives to Baton's user, word by word as they stand there.
 *
 * @param words what follows ACL SETUSER
 */
record Rights(List<String> words) {
  static final String USER = "locks";
  static final String PASSWORD = "PASSWORD";

  /** What all keys and channels of the other user there begin with. */
  static final String PREFIX = "team1:";

  private static final Pattern COMMAND =
      Pattern.compile("```sh\nredis-cli ACL SETUSER (locks .*?)```", Pattern.DOTALL);

  private static final Pattern COMMAND_WITH_A_PREFIX =
      Pattern.compile("```sh\nredis-cli ACL SETUSER (team1 .*?)```", Pattern.DOTALL);

  private static final Pattern ROW =
      Pattern.compile("^\\| (.+?) \\| (.*?`.*) \\|$", Pattern.MULTILINE);
  private static final Pattern WORD = Pattern.compile("`([^`]+)`");

  /** All of them, as the shell would pass them on. */
  static Rights all(boolean shardChannels) {
    return read(COMMAND, shardChannels);
  }

  /** All of the user whose keys and channels begin with a prefix. */
  static Rights ofThePrefix(boolean shardChannels) {
    return read(COMMAND_WITH_A_PREFIX, shardChannels);
  }

  /** The address for that user, with its prefix. */
  static String asUserOfThePrefix(String address) {
    return address.replace("://", "://team1:" + PASSWORD + "@") + "?prefix=" + PREFIX;
  }

  private static Rights read(Pattern pattern, boolean shardChannels) {
    Matcher command = pattern.matcher(DocumentsTest.read("SECURITY.md"));
    if (!command.find()) {
      throw new IllegalStateException("SECURITY.md shows no ACL SETUSER");
    }
    return new Rights(
        Stream.of(command.group(1).replace("\\\n", " ").trim().split("\\s+"))
            .map(word -> ofServer(word.replace("'", ""), shardChannels))
            .toList());
  }

  /** The commands in the table, by what they are for. */
  static Map<String, List<String>> table(boolean shardChannels) {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    Matcher row = ROW.matcher(DocumentsTest.read("SECURITY.md"));
    while (row.find()) {
      rows.put(
          row.group(1),
          WORD.matcher(row.group(2))
              .results()
              .map(word -> ofServer("+" + word.group(1).replace("\\|", "|"), shardChannels))
              .toList());
    }
    return rows;
  }

  /** Before Redis 7.0 there are no shard channels. */
  private static String ofServer(String right, boolean shardChannels) {
    return shardChannels
        ? right
        : right
            .replaceFirst("^\\+s(publish|subscribe|unsubscribe)$", "+$1")
            .replace("+pubsub|shardnumsub", "+pubsub|numsub");
  }

  /** Those that give something: a command, a kind of key, a channel. */
  List<String> given() {
    return words.stream().filter(word -> "+~&".indexOf(word.charAt(0)) >= 0).toList();
  }

  Rights without(String right) {
    return new Rights(words.stream().filter(word -> !word.equals(right)).toList());
  }

  /** The same keys and channels, with these commands only. */
  Rights only(List<String> commands) {
    List<String> kept =
        words.stream().filter(word -> word.charAt(0) != '+').collect(Collectors.toList());
    kept.addAll(commands);
    return new Rights(kept);
  }

  /** The same, with what elections need besides. */
  Rights forElections(boolean shardChannels) {
    Matcher more =
        Pattern.compile(
                "An \\[election].*? the keys `(.*?)`, and the channels `(.*?)`.*?with `(.*?)`",
                Pattern.DOTALL)
            .matcher(DocumentsTest.read("SECURITY.md"));
    if (!more.find()) {
      throw new IllegalStateException("SECURITY.md does not say what an election needs");
    }
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of(more.group(1), more.group(2), ofServer(more.group(3), shardChannels)));
    return new Rights(all);
  }

  /** The same for locks of any name. */
  Rights ofAnyName() {
    List<String> all =
        words.stream()
            .filter(word -> !word.startsWith("~"))
            .map(word -> word.startsWith("&") ? word.replace("lock:*", "*") : word)
            .collect(Collectors.toList());
    all.add("~*");
    return new Rights(all);
  }

  /** The same, with what a cluster needs besides. */
  Rights inACluster() {
    Matcher more =
        Pattern.compile("A cluster needs `(.*?)`").matcher(DocumentsTest.read("SECURITY.md"));
    if (!more.find()) {
      throw new IllegalStateException("SECURITY.md does not say what a cluster needs");
    }
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of(more.group(1).split(" ")));
    return new Rights(all);
  }

  /** Makes the user anew, with these rights. */
  void grant(RedisCli admin) {
    admin.send("ACL", "DELUSER", words.get(0));
    admin.send("ACL", "LOG", "RESET");
    List<String> command = new ArrayList<>(List.of("ACL", "SETUSER"));
    command.addAll(words);
    admin.send(command.toArray(String[]::new));
  }
}
