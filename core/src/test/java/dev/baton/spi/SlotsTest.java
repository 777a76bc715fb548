package dev.baton.spi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Slots against the examples of the Redis Cluster specification, and the tags made from them. */
class SlotsTest {

  @Test
  void slot_checkValueOfTheSpecification_isItsChecksum() {
    assertThat(slot("123456789")).isEqualTo(0x31C3).isEqualTo(12_739);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "foo, 12182",
    "bar, 5061",
    "{foo}, 12182",
    "foo{bar}, 5061",
    "{user1000}.following, 3443",
    "{user1000}.followers, 3443",
    "user1000, 3443",
    "somekey, 11058",
    "foo{hash_tag}, 2515",
    "hash_tag, 2515",
  })
  void slot_knownKeys_isAsServersSay(String key, int slot) {
    assertThat(slot(key)).isEqualTo(slot);
  }

  @ParameterizedTest
  @CsvSource({
    "foo{bar}zap, bar",
    "foo{{bar}}zap, {bar",
    "foo{bar}{zap}, bar",
    "{a}, a",
    "x{}}a}, x{}}a}",
    "}{a}, a",
    "a{b{c}d}, b{c",
  })
  void slot_taggedKey_isThatOfTheFirstTag(String key, String tag) {
    assertThat(slot(key)).isEqualTo(plain(tag));
  }

  @ParameterizedTest
  @CsvSource({"foo{}{bar}", "foo{}", "{}", "foo{", "foo}", "foo}{", "{foo", "foo}bar"})
  void slot_keyWithoutATag_isThatOfTheWholeKey(String key) {
    assertThat(slot(key)).isEqualTo(plain(key));
  }

  @Property
  void slot_anyBytes_isThatOfTheChecksumBitByBit(@ForAll byte[] key) {
    for (int i = 0; i < key.length; i++) {
      key[i] = key[i] == '{' ? 0 : key[i];
    }
    assertThat(Slots.of(key)).isEqualTo(crc(key) % 16_384);
  }

  private static int slot(String key) {
    return Slots.of(key.getBytes(UTF_8));
  }

  /** The slot of a key as if braces meant nothing. */
  private static int plain(String key) {
    return crc(key.getBytes(ISO_8859_1)) % 16_384;
  }

  /** CRC-16/XMODEM as its definition has it: polynomial 1021, from zero, highest bit first. */
  private static int crc(byte[] bytes) {
    int crc = 0;
    for (byte octet : bytes) {
      for (int bit = 7; bit >= 0; bit--) {
        boolean carry = (crc & 0x8000) != 0;
        crc = (crc << 1) & 0xffff;
        if (carry != ((octet >> bit & 1) == 1)) {
          crc ^= 0x1021;
        }
      }
    }
    return crc;
  }
}
