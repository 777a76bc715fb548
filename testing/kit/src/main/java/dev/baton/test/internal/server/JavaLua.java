package dev.baton.test.internal.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LoadState;
import org.luaj.vm2.LuaClosure;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.compiler.LuaC;
import org.luaj.vm2.lib.BaseLib;
import org.luaj.vm2.lib.MathLib;
import org.luaj.vm2.lib.PackageLib;
import org.luaj.vm2.lib.StringLib;
import org.luaj.vm2.lib.TableLib;
import org.luaj.vm2.lib.VarArgFunction;

/**
 * Lua in Java, by LuaJ, with {@code KEYS}, {@code ARGV} and what calls the server from a script.
 * For one thread at a time; scripts leave nothing in it.
 */
public final class JavaLua implements LuaInterpreter {
  /** What a script is compiled to changes no more, so that all have it. */
  private static final Map<String, Prototype> COMPILED = new ConcurrentHashMap<>();

  private final Globals globals = new Globals();
  private Function<List<String>, @Nullable Object> commands = words -> null;

  /** One that has run nothing yet. */
  public JavaLua() {
    for (LuaValue library :
        List.of(new BaseLib(), new PackageLib(), new TableLib(), new StringLib(), new MathLib())) {
      globals.load(library);
    }
    LoadState.install(globals);
    LuaC.install(globals);
    globals.set("unpack", globals.get("table").get("unpack")); // as Lua 5.1 has it
    globals.get("string").set("format", new StringFormat());
    LuaTable redis = new LuaTable();
    redis.set("call", new ServerCall(/* caught= */ false));
    redis.set("pcall", new ServerCall(/* caught= */ true));
    globals.set("redis", redis);
  }

  @Override
  public @Nullable Object run(
      String source,
      List<String> keys,
      List<String> arguments,
      Function<List<String>, @Nullable Object> server) {
    commands = server;
    globals.set("KEYS", table(keys));
    globals.set("ARGV", table(arguments));
    Prototype script = COMPILED.computeIfAbsent(source, this::compile);
    try {
      return reply(new LuaClosure(script, globals).call());
    } catch (LuaError e) {
      throw e.getCause() instanceof RedisError error
          ? error
          : new RedisError("ERR " + e.getMessage());
    }
  }

  private Prototype compile(String source) {
    try {
      return globals.compilePrototype(
          new ByteArrayInputStream(source.getBytes(ISO_8859_1)), "script");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A command called by the script; an error is raised there, or given to it. */
  private final class ServerCall extends VarArgFunction {
    private final boolean caught;

    ServerCall(boolean caught) {
      this.caught = caught;
    }

    @Override
    public Varargs invoke(Varargs arguments) {
      List<String> words = new ArrayList<>(arguments.narg());
      for (int i = 1; i <= arguments.narg(); i++) {
        words.add(word(arguments.arg(i)));
      }
      try {
        return value(commands.apply(words));
      } catch (RedisError error) {
        if (!caught) {
          throw new LuaError(error);
        }
        return field("err", String.valueOf(error.getMessage()));
      }
    }
  }

  /** Redis prints a number that is whole as an integer. */
  private static String word(LuaValue argument) {
    return argument.type() == LuaValue.TNUMBER
        ? String.valueOf(argument.checklong())
        : LuaStrings.text(argument.checkstring());
  }

  private static LuaTable table(List<?> items) {
    LuaTable table = new LuaTable(items.size(), 0);
    for (int i = 0; i < items.size(); i++) {
      table.set(i + 1, value(items.get(i)));
    }
    return table;
  }

  private static LuaTable field(String name, String text) {
    LuaTable table = new LuaTable();
    table.set(name, LuaStrings.of(text));
    return table;
  }

  private static LuaValue value(@Nullable Object reply) {
    if (reply == null) {
      return LuaValue.FALSE;
    }
    if (reply instanceof Long number) {
      return LuaValue.valueOf((double) number);
    }
    if (reply instanceof StatusReply status) {
      return field("ok", status.text());
    }
    return reply instanceof List<?> list ? table(list) : LuaStrings.of((String) reply);
  }

  private static @Nullable Object reply(LuaValue value) {
    return switch (value.type()) {
      case LuaValue.TNUMBER -> value.tolong();
      case LuaValue.TSTRING -> LuaStrings.text(value.checkstring());
      case LuaValue.TTABLE -> reply(value.checktable());
      default -> null;
    };
  }

  private static Object reply(LuaTable table) {
    LuaValue error = table.get("err");
    if (!error.isnil()) {
      throw new RedisError(LuaStrings.text(error.checkstring()));
    }
    LuaValue status = table.get("ok");
    if (!status.isnil()) {
      return new StatusReply(LuaStrings.text(status.checkstring()));
    }
    List<@Nullable Object> items = new ArrayList<>();
    for (int i = 1; i <= table.length(); i++) {
      items.add(reply(table.get(i)));
    }
    return items;
  }
}
