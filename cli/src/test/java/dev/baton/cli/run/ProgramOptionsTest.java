package dev.baton.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** By which name those who look see a wrapped command. */
class ProgramOptionsTest {
  private final ProgramOptions options = new ProgramOptions();

  @Test
  void owner_isNamedAsWanted_orAsWhatIsRun() {
    Program program = new Program(List.of("/opt/bin/report", "--all"));
    assertThat(options.application(program)).isEqualTo("report");

    options.line = " /opt/bin/backup.sh /srv | gzip";
    assertThat(options.application(Program.shellLine(options.line))).isEqualTo("backup.sh");

    options.name = "nightly job";
    assertThat(options.application(program)).isEqualTo("nightly_job");
  }
}
