package dev.baton.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The first screen: the subcommands in groups, by what one wants to do. */
public final class HelpLayout {
  private static final Map<String, List<String>> GROUPS = new LinkedHashMap<>();

  static {
    GROUPS.put("See it work:", List.of("demo", "server"));
    GROUPS.put("Guard a command:", List.of("run", "lead"));
    GROUPS.put("Lock and unlock in a script:", List.of("acquire", "renew", "release", "locked"));
    GROUPS.put(
        "See who holds what:",
        List.of("ls", "show", "leader", "watch", "deadlocks", "top", "ui", "force-release"));
    GROUPS.put("Look after a server:", List.of("doctor"));
    GROUPS.put("Set up the shell:", List.of("completion"));
  }

  private HelpLayout() {}

  public static void apply(CommandLine baton) {
    baton.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, HelpLayout::commands);
    List<String> sections = new ArrayList<>(baton.getHelpSectionKeys());
    sections.remove(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING);
    sections.remove(UsageMessageSpec.SECTION_KEY_COMMAND_LIST);
    sections.add(
        sections.indexOf(UsageMessageSpec.SECTION_KEY_PARAMETER_LIST_HEADING),
        UsageMessageSpec.SECTION_KEY_COMMAND_LIST);
    baton.setHelpSectionKeys(sections);
  }

  private static String commands(Help help) {
    StringBuilder text = new StringBuilder();
    int width = help.subcommands().keySet().stream().mapToInt(String::length).max().orElse(1);
    GROUPS.forEach(
        (group, names) -> {
          text.append(group).append('\n');
          for (String name : names) {
            Help command = help.subcommands().get(name);
            if (command != null) {
              String header = String.join(" ", command.commandSpec().usageMessage().header());
              text.append(
                  help.colorScheme()
                      .text(("  @|bold %-" + width + "s|@  ").formatted(name))
                      .toString());
              text.append(header).append('\n');
            }
          }
          text.append('\n');
        });
    return text.toString();
  }
}
