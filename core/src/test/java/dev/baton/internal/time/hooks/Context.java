package dev.baton.internal.time.hooks;

/** As in {@code org.crac}. */
public abstract class Context<R extends Resource> implements Resource {
  /** Has a resource told. */
  public abstract void register(R resource);
}
