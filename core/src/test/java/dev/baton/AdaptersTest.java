package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.baton.spi.Backend;
import dev.baton.spi.BackendListener;
import dev.baton.spi.Connector;
import dev.baton.spi.ConnectorProvider;
import dev.baton.spi.ServerAddress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How an adapter is found for an address. The core's own class path has none. */
class AdaptersTest {
  private final ClassLoader before = Thread.currentThread().getContextClassLoader();

  @AfterEach
  void leaveClassPathAsItWas() {
    Thread.currentThread().setContextClassLoader(before);
  }

  @Test
  void connect_noAdapter_namesTheArtifactsToAdd() {
    assertThatIllegalStateException()
        .isThrownBy(() -> LockClient.connect("redis://localhost"))
        .withMessage(
            "no Redis adapter on the class path: add dev.baton:baton-lettuce or"
                + " dev.baton:baton-jedis");
    assertThatIllegalStateException().isThrownBy(() -> LockClient.builder("redis://localhost"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "//:s3cret@localhost",
        "redis://user:s3cret@local host",
        "redis://user:s3cret word@localhost",
        "redis://:s3cret^@localhost",
        "redis://:s3cret%zz@localhost",
        "redis://user:s3cret@[::1",
        ":s3cret@localhost",
        "s3cret|://localhost",
      })
  void connect_malformedAddress_saysHowWithoutThePassword(String uri) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LockClient.connect(uri))
        .withMessageStartingWith("not an address: ")
        .withMessageEndingWith("a Redis address looks like redis://localhost:6379")
        .withMessageNotContaining("s3cret")
        .withNoCause();
  }

  @Test
  void connect_toNothing_saysSo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LockClient.connect(""))
        .withMessageStartingWith("not an address: it is empty;");
    assertThatNullPointerException()
        .isThrownBy(() -> LockClient.connect(null))
        .withMessage("the address of Redis is null");
  }

  @Test
  void connect_several_takesTheOneOfHighestPriorityThatAccepts() {
    onClassPath(Low.class, High.class);

    assertThat(Adapters.connector("redis://localhost").target()).isEqualTo("high");
    assertThat(Adapters.connector("unix:///run/redis.sock").target()).isEqualTo("low");
  }

  @Test
  void builder_ofAnAddressInParts_isOnTheAdapterThatComesFirst() {
    onClassPath(Low.class, High.class);
    ServerAddress address = ServerAddress.server(new ServerAddress.Node("h", 7)).build();

    assertThat(Adapters.connector(address).target()).isEqualTo("high at h:7");
    assertThat(LockClient.builder(address)).isNotNull();
  }

  @Test
  void builder_ofAnAddressInParts_withoutAnAdapter_saysWhatToAdd() {
    onClassPath();
    ServerAddress address = ServerAddress.server(new ServerAddress.Node("h", 7)).build();

    assertThatThrownBy(() -> LockClient.builder(address))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("dev.baton:baton-lettuce", "dev.baton:baton-jedis");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://user:s3cret@localhost", "localhost:6379"})
  void connect_schemeThatNobodyTakes_namesTheAdaptersAndNoPassword(String uri) {
    onClassPath(Low.class, High.class);

    assertThat(catchThrowable(() -> Adapters.connector(uri)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(there is baton-high, baton-low)")
        .hasMessageEndingWith("a Redis address looks like redis://localhost:6379")
        .hasMessageNotContaining("s3cret");
  }

  /** Accepts most. */
  public static final class Low extends Provider {
    /** For the service loader. */
    public Low() {
      super("low", 1, "redis", "unix");
    }
  }

  /** Wins where it accepts. */
  public static final class High extends Provider {
    /** For the service loader. */
    public High() {
      super("high", 2, "redis");
    }
  }

  private abstract static class Provider implements ConnectorProvider {
    private final String name;
    private final int priority;
    private final String[] schemes;

    Provider(String name, int priority, String... schemes) {
      this.name = name;
      this.priority = priority;
      this.schemes = schemes;
    }

    @Override
    public String artifact() {
      return "baton-" + name;
    }

    @Override
    public int priority() {
      return priority;
    }

    @Override
    public boolean accepts(URI uri) {
      return List.of(schemes).contains(String.valueOf(uri.getScheme()));
    }

    @Override
    public Connector connector(ServerAddress address) {
      return named(name + " at " + address);
    }

    @Override
    public Connector connector(URI uri) {
      return named(name);
    }

    private static Connector named(String target) {
      return new Connector() {
        @Override
        public Backend connect(BackendListener listener) {
          throw new UnsupportedOperationException();
        }

        @Override
        public String target() {
          return target;
        }
      };
    }
  }

  private static void onClassPath(Class<?>... providers) {
    StringBuilder names = new StringBuilder();
    for (Class<?> provider : providers) {
      names.append(provider.getName()).append('\n');
    }
    Thread.currentThread().setContextClassLoader(new Announcing(names.toString()));
  }

  /** A class path that announces providers. */
  private static final class Announcing extends ClassLoader {
    private final byte[] names;

    Announcing(String names) {
      super(AdaptersTest.class.getClassLoader());
      this.names = names.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      if (!name.equals("META-INF/services/" + ConnectorProvider.class.getName())) {
        return super.getResources(name);
      }
      return Collections.enumeration(
          Collections.singleton(new URL(null, "announced:providers", new Content(names))));
    }
  }

  private static final class Content extends URLStreamHandler {
    private final byte[] content;

    Content(byte[] content) {
      this.content = content;
    }

    @Override
    protected URLConnection openConnection(URL url) {
      return new URLConnection(url) {
        @Override
        public void connect() {}

        @Override
        public InputStream getInputStream() {
          return new ByteArrayInputStream(content);
        }
      };
    }
  }
}
