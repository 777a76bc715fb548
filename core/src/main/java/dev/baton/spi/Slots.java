package dev.baton.spi;

/**
 * Which of the 16,384 slots of a cluster a key is in, as the Redis Cluster specification has it:
 * CRC16 (XMODEM) of the part between the first brace and the next closing one, or of the whole key.
 */
public final class Slots {
  /** How many there are. */
  public static final int COUNT = 16384;

  private static final char[] CRC = new char[256];

  static {
    for (int high = 0; high < CRC.length; high++) {
      int crc = high << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ 0x1021;
      }
      CRC[high] = (char) crc;
    }
  }

  private Slots() {}

  /**
   * The slot of a key.
   *
   * @param key the key
   * @return from 0 to 16,383
   */
  public static int of(byte[] key) {
    int open = indexOf(key, '{', 0);
    int close = open < 0 ? -1 : indexOf(key, '}', open + 1);
    boolean tagged = close > open + 1;
    int from = tagged ? open + 1 : 0;
    int to = tagged ? close : key.length;
    int crc = 0;
    for (int i = from; i < to; i++) {
      crc = next(crc, key[i]);
    }
    return crc % COUNT;
  }

  /**
   * The checksum of some bytes and one more.
   *
   * @param crc the checksum of those before; 0 for none
   * @param octet the next byte
   * @return from 0 to 65,535; its remainder by {@link #COUNT} is a slot
   */
  public static int next(int crc, int octet) {
    return (crc << 8 ^ CRC[(crc >> 8 ^ octet) & 0xff]) & 0xffff;
  }

  private static int indexOf(byte[] key, char wanted, int from) {
    for (int i = from; i < key.length; i++) {
      if (key[i] == wanted) {
        return i;
      }
    }
    return -1;
  }
}
