package dev.baton.cli.run;

import dev.baton.cli.base.Errors;
import dev.baton.cli.base.LogLines;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What {@code run} and {@code lead} tell on standard error of what is going on. */
final class Telling {

  @Option(
      names = {"-v", "--verbose"},
      description = "Tell on standard error what is going on.")
  boolean verbose;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it
  CommandSpec spec;

  /** Has the library's own messages shown too, if that is wanted. */
  void begin() {
    if (verbose) {
      LogLines.show();
    }
  }

  /** Tells something in any case. */
  void say(String message) {
    Errors.say(spec.commandLine().getErr(), message);
  }

  /** Tells something to those who want to know it all. */
  void tell(String message) {
    if (verbose) {
      say(message);
    }
  }
}
