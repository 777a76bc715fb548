package dev.baton.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FamilyTest {
  private final List<Process> started = new ArrayList<>();

  /** A shell that waits for a child; both run. */
  private Process shell() throws IOException {
    Process shell = new ProcessBuilder("sh", "-c", "sleep 600 & echo up; wait").start();
    started.add(shell);
    shell.inputReader().readLine();
    return shell;
  }

  @AfterEach
  void end() {
    for (Process each : started) {
      each.descendants().forEach(ProcessHandle::destroyForcibly);
      each.destroyForcibly();
    }
  }

  @Test
  void tell_manyFamilies_parentsComeFirst() throws IOException {
    for (int i = 0; i < 40; i++) { // a set would have the right order for most numbers of processes
      Process shell = shell();
      ProcessHandle child = shell.children().findFirst().orElseThrow();

      assertThat(new Family(shell.toHandle(), new Mark("no such token")).tell())
          .containsExactly(shell.toHandle(), child);
    }
  }
}
