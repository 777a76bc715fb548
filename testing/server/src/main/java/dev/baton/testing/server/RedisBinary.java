package dev.baton.testing.server;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A redis-server program, and why it is this one.
 *
 * @param path where it is
 * @param reason where it was found, in words
 */
public record RedisBinary(Path path, String reason) {

  public RedisBinary {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(reason, "reason");
  }

  /**
   * Looks for one: {@code -Dredis.binary=PATH}, then {@code redis-server} on the PATH, then the one
   * inside the embedded-redis jar, which is copied once to a folder of this user in {@code
   * java.io.tmpdir}.
   *
   * @return the first that is there, executable
   * @throws IllegalStateException if {@code redis.binary} names no file, or nothing was found
   */
  public static RedisBinary find() {
    String named = System.getProperty("redis.binary", "");
    if (!named.isEmpty()) {
      Path path = Path.of(named);
      if (!Files.isRegularFile(path)) {
        throw new IllegalStateException("-Dredis.binary=" + named + " is not a file");
      }
      return new RedisBinary(executable(path), "-Dredis.binary");
    }
    return onThePath().or(RedisBinary::embedded).orElseThrow(RedisBinary::nothingFound);
  }

  private static Optional<RedisBinary> onThePath() {
    for (String folder :
        Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator, -1)) {
      Path path = Path.of(folder, "redis-server");
      if (!folder.isEmpty() && Files.isRegularFile(path) && Files.isExecutable(path)) {
        return Optional.of(new RedisBinary(path, "redis-server on the PATH"));
      }
    }
    return Optional.empty();
  }

  private static Optional<RedisBinary> embedded() {
    String name = "redis-server-7.0.15-" + platform();
    try (InputStream in = RedisBinary.class.getResourceAsStream("/" + name)) {
      return in == null
          ? Optional.empty()
          : Optional.of(new RedisBinary(cached(in.readAllBytes()), "embedded " + name));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the embedded " + name, e);
    }
  }

  private static Path executable(Path path) {
    if (Files.isExecutable(path) || path.toFile().setExecutable(true)) {
      return path;
    }
    try {
      return cached(Files.readAllBytes(path));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make an executable copy of " + path, e);
    }
  }

  /** A file with these bytes, in a folder that only this user can write to. */
  private static Path cached(byte[] program) throws IOException {
    String hash = sha256(program);
    Path folder =
        Path.of(
            System.getProperty("java.io.tmpdir"), "baton-redis-" + System.getProperty("user.name"));
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    Path file = folder.resolve("redis-server-" + hash.substring(0, 16));
    // The folder's name can be guessed, so what lies there is trusted for its content alone.
    if (!Files.isExecutable(file) || !sha256(Files.readAllBytes(file)).equals(hash)) {
      Path fresh = Files.createTempFile(folder, "redis-server-", ".new");
      Files.write(fresh, program);
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwx------"));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** As the embedded files are named, such as {@code linux-amd64}. */
  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch");
    return (os.startsWith("mac") ? "darwin" : os)
        + "-"
        + switch (arch) {
          case "x86_64" -> "amd64";
          case "aarch64" -> "arm64";
          case "i386" -> "386";
          default -> arch;
        };
  }

  private static IllegalStateException nothingFound() {
    return new IllegalStateException(
        "no redis-server: none on the PATH and none embedded for "
            + platform()
            + "; install one, or name it with -Dredis.binary=PATH");
  }
}
