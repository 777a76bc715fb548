package dev.baton.cli.doctor;

import dev.baton.cli.server.Server;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What INFO and CONFIG GET tell. A user may be allowed to see one, both or neither, and a hosted
 * server may have no CONFIG; what is not seen is not there.
 *
 * @param info the fields of INFO by name
 * @param config the parameters by name
 */
record Facts(Map<String, String> info, Map<String, String> config) {
  private static final List<String> PARAMETERS =
      List.of(
          "appendfsync",
          "appendonly",
          "client-output-buffer-limit",
          "maxclients",
          "maxmemory",
          "maxmemory-policy",
          "min-replicas-max-lag",
          "min-replicas-to-write",
          "save",
          "tcp-keepalive",
          "timeout");

  /** Where INFO has what CONFIG also has, by another name. */
  private static final Map<String, String> IN_INFO =
      Map.of(
          "maxclients", "maxclients",
          "maxmemory", "maxmemory",
          "maxmemory-policy", "maxmemory_policy");

  static Facts of(Server server) {
    Map<String, String> info = read(server.ask("INFO").text().orElse(""));
    Map<String, String> config = new HashMap<>();
    // One at a time: several in one command are of Redis 7.0, and all would show passwords.
    for (String name : PARAMETERS) {
      List<?> pair = server.ask("CONFIG", "GET", name).items();
      if (pair.size() == 2) {
        config.put(name, String.valueOf(pair.get(1)));
      }
    }
    return new Facts(info, config);
  }

  /** The fields in a text such as INFO answers. */
  static Map<String, String> read(String info) {
    Map<String, String> fields = new HashMap<>();
    info.lines()
        .filter(line -> !line.startsWith("#") && line.indexOf(':') > 0)
        .forEach(
            line ->
                fields.put(
                    line.substring(0, line.indexOf(':')),
                    line.substring(line.indexOf(':') + 1).strip()));
    return fields;
  }

  Optional<String> info(String name) {
    return Optional.ofNullable(info.get(name));
  }

  /** A parameter, from CONFIG or, where it stands there too, from INFO. */
  Optional<String> config(String name) {
    return Optional.ofNullable(config.get(name))
        .or(() -> Optional.ofNullable(IN_INFO.get(name)).flatMap(this::info));
  }

  Optional<Long> count(String infoName) {
    return info(infoName).flatMap(Facts::number);
  }

  Optional<Long> setting(String configName) {
    return config(configName).flatMap(Facts::number);
  }

  private static Optional<Long> number(String text) {
    try {
      return Optional.of(Long.valueOf(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
