package dev.baton.cli.help;

import java.util.function.Function;
import picocli.AutoComplete;
import picocli.CommandLine;

/** A shell that completes commands and options. */
enum Completion {
  bash(line -> AutoComplete.bash("baton", line)),
  zsh(Zsh::script),
  fish(Fish::script);

  private final Function<CommandLine, String> script;

  Completion(Function<CommandLine, String> script) {
    this.script = script;
  }

  String script(CommandLine baton) {
    return script.apply(baton);
  }
}
