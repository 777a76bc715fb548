package dev.baton.benchmarks.result;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where it was measured: the machine's make, never its name, and the versions of all that ran. */
public final class Environment {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Pattern JAR =
      Pattern.compile(
          "(jedis|lettuce-core|redisson|spring-integration-redis|spring-data-redis|shedlock-core"
              + "|netty-common|HdrHistogram|jmh-core)-(\\d.*)\\.jar");

  private Environment() {}

  /** In words; the server tells its version itself. */
  public static Map<String, String> describe(Map<String, String> serverFields) {
    Map<String, String> words = new LinkedHashMap<>();
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    words.put("CPU", cpuModel());
    words.put("cores", String.valueOf(system.getAvailableProcessors()));
    words.put("RAM", Math.round(system.getTotalMemorySize() / (double) (1L << 30)) + " GiB");
    words.put("OS", system.getName() + ", " + system.getArch());
    words.put(
        "JDK", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    words.put(
        "server",
        serverFields.containsKey("valkey_version")
            ? "Valkey " + serverFields.get("valkey_version")
            : "Redis " + serverFields.getOrDefault("redis_version", "of an unknown version"));
    words.putAll(libraries());
    return words;
  }

  private static String cpuModel() {
    try {
      return Files.readAllLines(CPU_INFO).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown"; // not Linux
    }
  }

  private static Map<String, String> libraries() {
    Map<String, String> versions = new TreeMap<>();
    for (String entry :
        System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1)) {
      Path jar = Path.of(entry).getFileName();
      Matcher named = JAR.matcher(jar == null ? "" : jar.toString());
      if (named.matches()) {
        versions.put(named.group(1), named.group(2));
      }
    }
    return versions;
  }
}
