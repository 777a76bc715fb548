package dev.baton.testing.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The program of a JVM that starts a server, says "PID FOLDER" and waits to be killed. */
final class ServerInAnotherJvm {
  private ServerInAnotherJvm() {}

  static Process launch(String... args) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ServerInAnotherJvm.class.getName()));
    command.addAll(List.of(args));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  public static void main(String[] args) throws Exception {
    RedisServer server = RedisServer.start();
    Path folder = Wire.folder(server);
    if (List.of(args).contains("stop")) {
      server.stop();
    }
    System.out.println(server.pid() + " " + folder);
    new CountDownLatch(1).await();
  }
}
