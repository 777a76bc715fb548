package dev.baton.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.spi.BackendListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Notes what it is told. */
final class Recorder implements BackendListener {
  /** Messages, and {@code lost} and {@code resubscribed}, as they came. */
  final List<String> told = new CopyOnWriteArrayList<>();

  final AtomicInteger reconnections = new AtomicInteger();

  @Override
  public void onMessage(byte[] payload) {
    told.add(new String(payload, UTF_8));
  }

  @Override
  public void onResubscribed() {
    told.add("resubscribed");
  }

  @Override
  public void onSubscriptionLost() {
    told.add("lost");
  }

  @Override
  public void onReconnected() {
    reconnections.incrementAndGet();
  }
}
