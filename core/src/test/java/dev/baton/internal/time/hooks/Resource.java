package dev.baton.internal.time.hooks;

/** As in {@code org.crac}. */
public interface Resource {
  /** The process is about to be written to an image. */
  void beforeCheckpoint(Context<? extends Resource> context) throws Exception;

  /** The process was restored from it. */
  void afterRestore(Context<? extends Resource> context) throws Exception;
}
