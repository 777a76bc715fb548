/**
 * Baton: locks on Redis and Valkey that queue in the server, hand over in one round trip and carry
 * a fencing token.
 */
module dev.baton {
  requires static jdk.jfr;
  requires static transitive org.jspecify;

  exports dev.baton;
  exports dev.baton.spi;

  uses dev.baton.spi.ConnectorProvider;
}
