package dev.baton.benchmarks.client;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What this process uses. */
final class Memory {
  private static final int COLLECTIONS = 4;

  private Memory() {}

  /** Bytes of the heap that are in use once all garbage is gone. */
  static long liveBytes() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** Live threads. */
  static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  /** CPU time that this process has used. */
  static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
