package dev.baton.test.internal.server;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.VarArgFunction;

/**
 * {@code string.format} of Lua as far as scripts use it, which is {@code %s}, {@code %d} and {@code
 * %f}. LuaJ prints a number for {@code %.0f} as Java does, with an exponent.
 */
final class StringFormat extends VarArgFunction {
  private static final Pattern DIRECTIVE = Pattern.compile("%(?:0(\\d+))?(?:\\.(\\d+))?(.?)");

  @Override
  public Varargs invoke(Varargs arguments) {
    Matcher directive = DIRECTIVE.matcher(LuaStrings.text(arguments.checkstring(1)));
    StringBuilder printed = new StringBuilder();
    for (int i = 2; directive.find(); i++) {
      String text =
          switch (directive.group(3)) {
            case "s" -> LuaStrings.text(arguments.checkstring(i));
            case "d" -> padded(directive, (long) arguments.checkdouble(i) + "");
            case "f" -> padded(directive, rounded(arguments.checkdouble(i), directive.group(2)));
            default -> throw new LuaError("string.format has no " + directive.group() + " here");
          };
      directive.appendReplacement(printed, Matcher.quoteReplacement(text));
    }
    directive.appendTail(printed);
    return LuaStrings.of(printed.toString());
  }

  /**
   * As C does it: by the exact value, to the even digit if that is in the middle, with its sign.
   */
  private static String rounded(double number, @Nullable String digits) {
    int scale = digits == null ? 6 : Integer.parseInt(digits);
    String size =
        new BigDecimal(Math.abs(number)).setScale(scale, RoundingMode.HALF_EVEN).toPlainString();
    return Double.compare(number, 0) < 0 ? "-" + size : size;
  }

  private static String padded(Matcher directive, String number) {
    int width = directive.group(1) == null ? 0 : Integer.parseInt(directive.group(1));
    return "0".repeat(Math.max(0, width - number.length())) + number;
  }
}
