package dev.baton.testing.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/** The client libraries that the adapters use, as their jars say it. */
enum ClientLibrary {
  LETTUCE("io.lettuce/lettuce-core"),
  JEDIS("redis.clients/jedis");

  private final String artifact;

  ClientLibrary(String artifact) {
    this.artifact = artifact;
  }

  /** The version that the build was asked to run the tests on. */
  String expected() {
    return System.getProperty("conformance." + name().toLowerCase(Locale.ROOT));
  }

  /** The version of each jar of it on the class path. */
  List<String> versions() {
    List<String> versions = new ArrayList<>();
    try {
      String file = "META-INF/maven/" + artifact + "/pom.properties";
      for (URL each : Collections.list(getClass().getClassLoader().getResources(file))) {
        Properties properties = new Properties();
        try (InputStream in = each.openStream()) {
          properties.load(in);
        }
        versions.add(properties.getProperty("version"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return versions;
  }
}
