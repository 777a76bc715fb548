package dev.baton.cli.base;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The text of {@code --version}. */
public final class VersionText implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = VersionText.class.getPackage().getImplementationVersion();
    return new String[] {
      "baton " + Objects.requireNonNullElse(version, "(not packaged)"),
      "Java "
          + System.getProperty("java.runtime.version")
          + ", "
          + System.getProperty("java.vendor")
    };
  }
}
