package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Run by its name, on versions of the clients that no adapter can work with. */
class ClientsTooOld {

  @ParameterizedTest
  @EnumSource
  void client_onTheClassPath_isTheOneAskedFor(ClientLibrary client) {
    assertThat(client.versions()).containsExactly(client.expected());
  }

  @ParameterizedTest
  @EnumSource(names = {"LETTUCE", "JEDIS"})
  void connecting_beforeAnythingIsOpened_saysWhichVersionIsNeeded(Adapter adapter) {
    ClientLibrary client = ClientLibrary.valueOf(adapter.name());
    assertThatThrownBy(() -> adapter.connect("redis://127.0.0.1:1"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(" or later")
        .hasMessageContaining("the class path has " + client.expected())
        .hasMessageContaining(adapter == Adapter.LETTUCE ? "lettuce.version" : "jedis.version");
  }
}
