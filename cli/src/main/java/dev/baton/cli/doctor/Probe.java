package dev.baton.cli.doctor;

import java.util.UUID;

/**
 * Names that nobody else uses, for trying things out.
 *
 * @param prefix what all keys and channels begin with
 * @param names what the names of the user's locks begin with
 * @param id what makes them unique
 */
record Probe(String prefix, String names, String id) {
  static Probe of(String prefix, String names) {
    return new Probe(prefix, names, UUID.randomUUID().toString());
  }

  /** The name of a lock. */
  String lock() {
    return names + "baton:doctor:" + id;
  }

  /** Its key. */
  String key() {
    return prefix + lock();
  }

  // The tag in braces is any: no cluster is asked, and patterns of rights have {???} there.

  String queue() {
    return prefix + "baton:queue:{doc}" + lock();
  }

  String fence() {
    return prefix + "baton:fence:{doc}" + lock();
  }

  String channel() {
    return prefix + "baton:inbox:doctor-" + id;
  }

  // Behind a prefix one right is enough for all of its keys, and one for its channels.

  String rightToLocks() {
    return "~" + (prefix.isEmpty() ? names : prefix) + "*";
  }

  String rightToQueues() {
    return prefix.isEmpty() ? "~baton:queue:{???}" + names + "*" : rightToLocks();
  }

  String rightToFences() {
    return prefix.isEmpty() ? "~baton:fence:{???}" + names + "*" : rightToLocks();
  }

  String rightToChannels() {
    return "&" + (prefix.isEmpty() ? "baton:inbox:" : prefix) + "*";
  }
}
