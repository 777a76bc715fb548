package dev.baton.spi;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What stands behind the {@code ?} of an address. */
final class Parameters {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m)");
  private static final Duration LONGEST = Duration.ofHours(1);

  private final Map<String, String> values = new HashMap<>();
  private final boolean tls;
  private final Function<String, IllegalArgumentException> fault;

  /**
   * @param fault makes an exception of what is wrong, which is told without values: they may be
   *     secret
   */
  Parameters(
      @Nullable String query,
      boolean tls,
      boolean sentinel,
      boolean cluster,
      boolean socket,
      Function<String, IllegalArgumentException> fault) {
    this.fault = fault;
    this.tls = tls;
    Set<String> known = new TreeSet<>(List.of("timeout", "connectTimeout", "clientName", "prefix"));
    if (tls) {
      known.addAll(List.of("ca", "cert", "key", "verify"));
    }
    if (sentinel) {
      known.addAll(List.of("sentinelUser", "sentinelPassword"));
    }
    if (sentinel || cluster) {
      known.add("map");
    }
    if (socket) {
      known.add("database");
    }
    if (query != null) {
      for (String pair : query.split("&", -1)) {
        add(pair, known, query.indexOf('@') >= 0);
      }
    }
  }

  /**
   * Takes one parameter.
   *
   * @param secret whether its name may be a part of the password: a {@code ?} in that puts the rest
   *     of it here, up to the {@code @}
   */
  private void add(String pair, Set<String> known, boolean secret) {
    int equals = pair.indexOf('=');
    String name = equals < 0 ? "" : pair.substring(0, equals);
    if (!known.contains(name)) {
      boolean harmless = name.matches("[A-Za-z]+") && !secret;
      String which = harmless ? "there is no parameter " + name : "a parameter is unknown";
      throw fault.apply(which + withoutTls(name) + "; known are " + String.join(", ", known));
    }
    String value = AddressParser.decoded(pair.substring(equals + 1));
    if (value.isEmpty()) {
      throw fault.apply("parameter " + name + " has no value");
    }
    if (values.put(name, value) != null) {
      throw fault.apply("parameter " + name + " is given twice");
    }
  }

  private String withoutTls(String name) {
    return !tls && List.of("ca", "cert", "key", "verify").contains(name) ? " without TLS" : "";
  }

  String text(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  int number(String name) {
    String digits = text(name, "0");
    if (!digits.matches("[0-9]{1,9}")) {
      throw fault.apply("parameter " + name + " is not a number");
    }
    return Integer.parseInt(digits);
  }

  @Nullable Duration duration(String name) {
    String value = values.get(name);
    if (value == null) {
      return null;
    }
    Matcher parts = DURATION.matcher(value);
    if (parts.matches()) {
      long amount = Long.parseLong(parts.group(1));
      Duration duration =
          switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            default -> Duration.ofMinutes(amount);
          };
      if (!duration.isZero() && duration.compareTo(LONGEST) <= 0) {
        return duration;
      }
    }
    throw fault.apply("parameter " + name + " is not a time such as 500ms, 2s or 1m, up to 60m");
  }

  @Nullable Credentials credentials(String user, String password) {
    String secret = values.get(password);
    if (secret == null) {
      if (values.containsKey(user)) {
        throw fault.apply("parameter " + user + " is given without " + password);
      }
      return null;
    }
    return new Credentials(values.get(user), secret);
  }

  @Nullable Tls tls() {
    if (!tls) {
      return null;
    }
    if (values.containsKey("cert") != values.containsKey("key")) {
      throw fault.apply("parameters cert and key are given together or not at all");
    }
    String verify = text("verify", "full");
    if (verify.equals("none")) {
      throw fault.apply(
          "verify=none would let anybody between here and the server read the password and answer"
              + " in its place; name the authority of its certificate with ca, and with verify=ca"
              + " its host name is not compared");
    }
    if (!verify.equals("full") && !verify.equals("ca")) {
      throw fault.apply("parameter verify is neither full nor ca");
    }
    return Tls.ofFiles(path("ca"), path("cert"), path("key"), verify.equals("full"));
  }

  private @Nullable Path path(String name) {
    String value = values.get(name);
    try {
      return value == null ? null : Path.of(value);
    } catch (InvalidPathException e) {
      throw fault.apply("parameter " + name + " is not a path");
    }
  }
}
