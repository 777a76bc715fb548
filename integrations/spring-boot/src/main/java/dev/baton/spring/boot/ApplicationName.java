package dev.baton.spring.boot;

import org.springframework.core.env.Environment;

/** What the application is called where operators look at locks. */
final class ApplicationName {
  private static final int LONGEST = 64;

  private ApplicationName() {}

  static String of(BatonProperties properties, Environment environment) {
    if (properties.application() != null) {
      return properties.application();
    }
    String name = environment.getProperty("spring.application.name", "");
    String fitting = name.replaceAll("[^A-Za-z0-9._-]", "-");
    return fitting.isEmpty()
        ? "application"
        : fitting.substring(0, Math.min(fitting.length(), LONGEST));
  }
}
