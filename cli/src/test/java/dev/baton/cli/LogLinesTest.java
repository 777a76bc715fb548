package dev.baton.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.base.LogLines;
import dev.baton.spi.ConnectionFault;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What the library logs, on the standard error of the command. */
@Isolated("it takes System.err")
class LogLinesTest {
  @Test
  void fault_ofBaton_isToldInItsWordsOnly() {
    System.Logger log = new LogLines().getLogger("any", Object.class.getModule());
    LogLines.show();
    PrintStream before = System.err;
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    System.setErr(new PrintStream(told, true, UTF_8));
    try {
      log.log(System.Logger.Level.WARNING, "no renewal", new ConnectionFault("cut", true, null));
      log.log(System.Logger.Level.WARNING, "no luck", new IllegalStateException("odd"));
    } finally {
      System.setErr(before);
    }
    assertThat(told.toString(UTF_8).lines())
        .containsExactly(
            "baton: no renewal: cut", "baton: no luck: java.lang.IllegalStateException: odd");
  }
}
