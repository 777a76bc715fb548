package dev.baton.cli.help;

import java.util.function.Function;
import picocli.AutoComplete;
import picocli.CommandLine;

/** A shell that completes commands and options. */
enum Completion {
  bash(Completion::bash),
  zsh(Zsh::script),
  fish(Fish::script);

  private static final String BASH_BEGINS = "function _complete_baton() {\n";

  /** What comes after {@code --} is another command, and none of baton's. */
  private static final String OF_ANOTHER_COMMAND =
      """
        local i
        for ((i = 1; i < COMP_CWORD; i++)); do
          if [[ "${COMP_WORDS[i]}" == -- ]]; then
            COMPREPLY=()
            if declare -F _command_offset >/dev/null; then
              _command_offset $((i + 1))
            elif ((i + 1 == COMP_CWORD)); then
              COMPREPLY=($(compgen -c -- "${COMP_WORDS[COMP_CWORD]}"))
            fi
            return 0
          fi
        done
      """;

  private final Function<CommandLine, String> script;

  Completion(Function<CommandLine, String> script) {
    this.script = script;
  }

  private static String bash(CommandLine baton) {
    return AutoComplete.bash("baton", baton).replace(BASH_BEGINS, BASH_BEGINS + OF_ANOTHER_COMMAND);
  }

  String script(CommandLine baton) {
    return script.apply(baton);
  }
}
