package dev.baton.testing.simulation.world;

import dev.baton.test.internal.server.JavaLua;
import dev.baton.test.internal.server.LuaInterpreter;
import java.util.Locale;

/** What runs the scripts of a server in memory. Scripts leave nothing in it. */
public enum LuaKind {
  /** Lua 5.1 itself. */
  NATIVE {
    @Override
    public LuaInterpreter ofThread() {
      return NativeLua.ofThread();
    }
  },

  /** The one of {@code baton-test}, in Java. */
  JAVA {
    @Override
    public LuaInterpreter ofThread() {
      return JAVA_OF_THREAD.get();
    }
  };

  private static final ThreadLocal<LuaInterpreter> JAVA_OF_THREAD =
      ThreadLocal.withInitial(JavaLua::new);

  /** The one that a course has, {@code -Dsimulation.lua}. */
  static LuaKind chosen() {
    return valueOf(System.getProperty("simulation.lua", "native").toUpperCase(Locale.ROOT));
  }

  /** One for each thread. */
  public abstract LuaInterpreter ofThread();
}
