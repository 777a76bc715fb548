package dev.baton.internal.time.hooks;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** As in {@code org.crac}, with a context that can be told. */
public final class Core {
  private static final Context<Resource> GLOBAL = new Registered();

  private Core() {}

  /** The one that all register with. */
  public static Context<Resource> getGlobalContext() {
    return GLOBAL;
  }

  private static final class Registered extends Context<Resource> {
    private final List<Resource> resources = new CopyOnWriteArrayList<>();

    @Override
    public void register(Resource resource) {
      if (!resources.contains(resource)) {
        resources.add(resource);
      }
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) throws Exception {
      for (Resource resource : resources) {
        resource.beforeCheckpoint(context);
      }
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) throws Exception {
      for (Resource resource : resources) {
        resource.afterRestore(context);
      }
    }
  }
}
