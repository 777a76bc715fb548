package dev.baton.cli.doctor;

import java.util.UUID;

/**
 * Names that nobody else uses, for trying things out.
 *
 * @param prefix what the names of the user's locks begin with
 * @param id what makes them unique
 */
record Probe(String prefix, String id) {
  static Probe of(String prefix) {
    return new Probe(prefix, UUID.randomUUID().toString());
  }

  /** The name of a lock. */
  String lock() {
    return prefix + "baton:doctor:" + id;
  }

  // The tag in braces is any: no cluster is asked, and patterns of rights have {???} there.

  String queue() {
    return "baton:queue:{doc}" + lock();
  }

  String fence() {
    return "baton:fence:{doc}" + lock();
  }

  String channel() {
    return "baton:inbox:doctor-" + id;
  }
}
