package dev.baton.testing.faults.inject;

import dev.baton.testing.faults.harness.Site;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** A fault that can be done to a site. */
public interface Injection {
  /** All there are. */
  static List<Injection> all() {
    List<Injection> all = new ArrayList<>();
    all.addAll(List.of(NetworkFault.values()));
    all.addAll(List.of(ProcessFault.values()));
    all.addAll(List.of(ServerFault.values()));
    all.addAll(List.of(DataFault.values()));
    return all;
  }

  /** The constant's name. */
  String name();

  /** Its name in words. */
  default String kind() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Whether two may believe at once to hold a lock afterwards. */
  default boolean losesData() {
    return false;
  }

  /** Does it, waits for as long as it is to last, and puts right what can be. */
  void strike(Site site, Random random) throws IOException, InterruptedException;
}
