package dev.baton.cli;

import dev.baton.cli.base.Baton;
import dev.baton.cli.doctor.DoctorCommand;
import dev.baton.cli.help.CompletionCommand;
import dev.baton.cli.help.ManPageCommand;
import dev.baton.cli.look.DeadlocksCommand;
import dev.baton.cli.look.ForceReleaseCommand;
import dev.baton.cli.look.LeaderCommand;
import dev.baton.cli.look.LsCommand;
import dev.baton.cli.look.ShowCommand;
import dev.baton.cli.look.WatchCommand;
import dev.baton.cli.play.DemoCommand;
import dev.baton.cli.play.ServerCommand;
import dev.baton.cli.run.LeadCommand;
import dev.baton.cli.run.RunCommand;
import dev.baton.cli.script.AcquireCommand;
import dev.baton.cli.script.LockedCommand;
import dev.baton.cli.script.ReleaseCommand;
import dev.baton.cli.script.RenewCommand;
import dev.baton.cli.top.TopCommand;
import dev.baton.cli.ui.UiCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The subcommands. */
public final class Commands {
  private static final Map<String, Supplier<Object>> BY_NAME = new LinkedHashMap<>();

  static {
    BY_NAME.put("demo", DemoCommand::new);
    BY_NAME.put("server", ServerCommand::new);
    BY_NAME.put("run", RunCommand::new);
    BY_NAME.put("lead", LeadCommand::new);
    BY_NAME.put("acquire", AcquireCommand::new);
    BY_NAME.put("renew", RenewCommand::new);
    BY_NAME.put("release", ReleaseCommand::new);
    BY_NAME.put("locked", LockedCommand::new);
    BY_NAME.put("ls", LsCommand::new);
    BY_NAME.put("show", ShowCommand::new);
    BY_NAME.put("watch", WatchCommand::new);
    BY_NAME.put("deadlocks", DeadlocksCommand::new);
    BY_NAME.put("leader", LeaderCommand::new);
    BY_NAME.put("force-release", ForceReleaseCommand::new);
    BY_NAME.put("top", TopCommand::new);
    BY_NAME.put("doctor", DoctorCommand::new);
    BY_NAME.put("completion", () -> new CompletionCommand(Commands::all));
    BY_NAME.put("man-page", () -> new ManPageCommand(Commands::all));
    BY_NAME.put("ui", UiCommand::new);
    BY_NAME.put("rehearse", RehearseCommand::new);
  }

  private Commands() {}

  /**
   * What parses a command line. It knows of the one subcommand that is meant, if that is plain to
   * see, since to read what each of them takes is half of what there is to do at the start.
   */
  public static CommandLine commandLine(String... args) {
    CommandLine line = new CommandLine(new Baton());
    String meant = firstWord(args);
    Supplier<Object> one = BY_NAME.get(meant);
    if (one != null) {
      return line.addSubcommand(meant, one.get());
    }
    return all(line);
  }

  /** The whole of it. */
  private static CommandLine all() {
    return all(new CommandLine(new Baton()));
  }

  private static CommandLine all(CommandLine line) {
    BY_NAME.forEach((name, command) -> line.addSubcommand(name, command.get()));
    line.addSubcommand("help", new CommandLine.HelpCommand());
    HelpLayout.apply(line);
    return line;
  }

  /** The names of all subcommands. */
  static Set<String> names() {
    return BY_NAME.keySet();
  }

  /** The first argument that is neither an option nor the value of one; empty if there is none. */
  private static String firstWord(String... args) {
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--url") || args[i].equals("--prefix")) {
        i++;
      } else if (!args[i].startsWith("-")) {
        return args[i];
      }
    }
    return "";
  }
}
