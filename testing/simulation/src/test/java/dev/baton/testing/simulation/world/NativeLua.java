package dev.baton.testing.simulation.world;

import dev.baton.test.internal.server.LuaInterpreter;
import dev.baton.test.internal.server.RedisError;
import dev.baton.test.internal.server.StatusReply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import party.iroiro.luajava.JFunction;
import party.iroiro.luajava.Lua;
import party.iroiro.luajava.Lua.LuaType;
import party.iroiro.luajava.LuaException;
import party.iroiro.luajava.lua51.Lua51;

/**
 * Lua 5.1, as Redis has it, with {@code KEYS}, {@code ARGV} and what calls the server from a
 * script. Strings are ASCII here. One for each thread: scripts leave nothing in it.
 */
public final class NativeLua implements LuaInterpreter {
  private static final ThreadLocal<NativeLua> OF_THREAD = ThreadLocal.withInitial(NativeLua::new);

  private final Lua lua = new Lua51();
  private final Map<String, Integer> compiled = new HashMap<>();
  private Function<List<String>, @Nullable Object> commands = words -> null;

  private NativeLua() {
    for (String library : List.of("base", "string", "table", "math")) {
      lua.openLibrary(library);
    }
    lua.createTable(0, 2);
    function("call", state -> called(state, /* caught= */ false));
    function("pcall", state -> called(state, /* caught= */ true));
    lua.setGlobal("redis");
  }

  /** The one of the calling thread. */
  public static NativeLua ofThread() {
    return OF_THREAD.get();
  }

  private void function(String name, JFunction body) {
    lua.push(body);
    lua.setField(-2, name);
  }

  @Override
  public @Nullable Object run(
      String source,
      List<String> keys,
      List<String> arguments,
      Function<List<String>, @Nullable Object> server) {
    commands = server;
    global("KEYS", keys);
    global("ARGV", arguments);
    lua.refGet(compiled.computeIfAbsent(source, this::compile));
    try {
      lua.pCall(0, 1);
      return reply(-1);
    } catch (LuaException e) {
      throw e.getCause() instanceof RedisError error
          ? error
          : new RedisError("ERR " + e.getMessage());
    } finally {
      lua.setTop(0);
    }
  }

  private int compile(String source) {
    lua.load(source);
    return lua.ref();
  }

  private void global(String name, List<String> words) {
    lua.createTable(words.size(), 0);
    for (int i = 0; i < words.size(); i++) {
      lua.push(words.get(i));
      lua.rawSetI(-2, i + 1);
    }
    lua.setGlobal(name);
  }

  /** A command called by the script; an error is raised there, or given to it. */
  private int called(Lua state, boolean caught) {
    List<String> words = new ArrayList<>(state.getTop());
    for (int i = 1; i <= state.getTop(); i++) {
      words.add(text(state, i));
    }
    try {
      push(state, commands.apply(words));
    } catch (RedisError error) {
      if (!caught) {
        throw error;
      }
      field(state, "err", String.valueOf(error.getMessage()));
    }
    return 1;
  }

  /** Lua prints a number as an integer if it is one of up to 14 digits; so does Redis. */
  private static String text(Lua state, int index) {
    String text = state.toString(index);
    if (text == null) {
      throw new RedisError("ERR a command's words must be strings or numbers");
    }
    return text;
  }

  private static void push(Lua state, @Nullable Object reply) {
    if (reply == null) {
      state.push(false);
    } else if (reply instanceof Long number) {
      state.push((Number) number.doubleValue());
    } else if (reply instanceof StatusReply status) {
      field(state, "ok", status.text());
    } else if (reply instanceof List<?> list) {
      state.createTable(list.size(), 0);
      for (int i = 0; i < list.size(); i++) {
        push(state, list.get(i));
        state.rawSetI(-2, i + 1);
      }
    } else {
      state.push((String) reply);
    }
  }

  private static void field(Lua state, String name, String value) {
    state.createTable(0, 1);
    state.push(value);
    state.setField(-2, name);
  }

  private @Nullable Object reply(int index) {
    LuaType type = lua.type(index);
    if (type == LuaType.NUMBER) {
      return (long) lua.toNumber(index);
    }
    if (type == LuaType.TABLE) {
      List<@Nullable Object> items = new ArrayList<>();
      for (int i = 1; i <= lua.rawLength(index); i++) {
        lua.rawGetI(index, i);
        items.add(reply(-1));
        lua.pop(1);
      }
      return items;
    }
    return type == LuaType.STRING ? lua.toString(index) : null;
  }
}
