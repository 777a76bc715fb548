package dev.baton.benchmarks.report;

import dev.baton.benchmarks.contestant.Entrant.Side;
import java.util.List;

/** The colours, which those who see red and green alike can tell apart. */
final class Colours {
  /** Of lines, one after another. */
  static final List<String> LINES = List.of("#0072b2", "#d55e00", "#4d4d4d");

  private Colours() {}

  static String of(Side side) {
    return switch (side) {
      case BATON -> "#0072b2";
      case RIVAL -> "#e69f00";
      case FLOOR -> "#9aa4ae";
    };
  }

  static String meaning(Side side) {
    return switch (side) {
      case BATON -> "Baton";
      case RIVAL -> "other lock libraries";
      case FLOOR -> "the floor: no lock library";
    };
  }
}
