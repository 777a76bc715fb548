package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ServerTest {

  @Test
  void server_untilASignalComes_answersAtTheUrlItPrints() {
    try (BatonProcess baton = BatonProcess.start("server").awaitOut("locked lunch")) {
      Matcher url = Pattern.compile("redis://127\\.0\\.0\\.1:\\d+").matcher(baton.out());
      assertThat(url.find()).isTrue();
      assertThat(Outcome.of("acquire", "k", "--url", url.group()).code()).isZero();

      baton.signal("INT");
      assertThat(baton.outcome().code()).isZero();
      assertThat(Outcome.of("locked", "k", "--url", url.group()).code()).isEqualTo(69);
    }
  }

  @Test
  void server_portTaken_exits69AndSaysSo() {
    Outcome outcome = Outcome.of("server", "--port", Integer.toString(RawRedis.SERVER.port()));

    assertThat(outcome.code()).isEqualTo(69);
    assertThat(outcome.err()).contains("port " + RawRedis.SERVER.port() + " is taken");
  }

  @Test
  void server_thatDies_isReported() {
    try (BatonProcess baton = BatonProcess.start("server", "--json").awaitOut("}")) {
      Matcher pid = Pattern.compile("\"pid\":(\\d+)").matcher(baton.out());
      assertThat(pid.find()).isTrue();
      BatonProcess.signal("KILL", Long.parseLong(pid.group(1)));

      Outcome outcome = baton.outcome();
      assertThat(outcome.code()).isEqualTo(69);
      assertThat(outcome.err()).contains("ended by itself");
    }
  }
}
