package dev.baton.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The text of {@code --version}. */
final class VersionText implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = Main.class.getPackage().getImplementationVersion();
    return new String[] {
      "baton " + Objects.requireNonNullElse(version, "(not packaged)"),
      "Java "
          + System.getProperty("java.runtime.version")
          + ", "
          + System.getProperty("java.vendor")
    };
  }
}
