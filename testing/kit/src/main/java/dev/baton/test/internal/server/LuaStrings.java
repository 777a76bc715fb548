package dev.baton.test.internal.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.luaj.vm2.LuaString;

/** Strings of Lua, which are bytes, as texts in which each character is one. */
final class LuaStrings {

  private LuaStrings() {}

  static String text(LuaString string) {
    return new String(string.m_bytes, string.m_offset, string.m_length, ISO_8859_1);
  }

  static LuaString of(String text) {
    return LuaString.valueUsing(text.getBytes(ISO_8859_1));
  }
}
