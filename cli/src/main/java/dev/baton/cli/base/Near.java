package dev.baton.cli.base;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * What somebody may have meant by a word that is not there. Picocli's own guess counts letters that
 * words share, and knows no neighbours that changed places.
 */
public final class Near {
  private static final int LONG_WORD = 5;

  private Near() {}

  /** The nearest of the words that are there, most often one or none. */
  public static List<String> to(String typed, Collection<String> words) {
    String word = typed.toLowerCase(Locale.ROOT);
    List<String> continued =
        words.stream().filter(each -> word.length() > 2 && each.startsWith(word)).toList();
    if (!continued.isEmpty()) {
      return continued;
    }
    int least = words.stream().mapToInt(each -> distance(word, each)).min().orElse(0);
    return least > (word.length() < LONG_WORD ? 1 : 2)
        ? List.of()
        : words.stream().filter(each -> distance(word, each) == least).toList();
  }

  /** How many letters to add, take away, change, or swap with the next: after Damerau. */
  static int distance(String a, String b) {
    int[][] of = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          of[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        of[i][j] = Math.min(of[i - 1][j - 1] + change, Math.min(of[i - 1][j], of[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          of[i][j] = Math.min(of[i][j], of[i - 2][j - 2] + 1);
        }
      }
    }
    return of[a.length()][b.length()];
  }
}
