package dev.baton.benchmarks.result;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Results as files: JSON for programs, beside the text for people. */
public final class ResultFiles {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ResultFiles() {}

  /** Writes both, and returns the text's. */
  public static Path write(Path folder, String name, Results results, String text)
      throws IOException {
    Files.createDirectories(folder);
    JSON.writeValue(folder.resolve(name + ".json").toFile(), results);
    return Files.writeString(folder.resolve(name + ".txt"), text);
  }

  /** Reads what was written. */
  public static Results read(Path json) throws IOException {
    return JSON.readValue(json.toFile(), Results.class);
  }
}
