package dev.baton.cli.ui;

import static dev.baton.cli.Eventually.await;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.baton.testing.server.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A real Chromium without a window, by the WebDriver protocol: a few requests to chromedriver,
 * where Selenium would bring some thirty libraries.
 */
final class Browser implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf"; // of the protocol
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Gson GSON = new Gson();

  private final Process driver;
  private final String base;
  private String session = "";

  private Browser(Process driver, int port) {
    this.driver = driver;
    this.base = "http://127.0.0.1:" + port;
  }

  static boolean isInstalled() {
    return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
  }

  static Browser start(Path profile) {
    try {
      int port = Ports.take();
      Process driver =
          new ProcessBuilder(DRIVER.toString(), "--port=" + port)
              .redirectErrorStream(true)
              .redirectOutput(profile.resolve("driver.log").toFile())
              .start();
      Browser browser = new Browser(driver, port);
      await().ignoreExceptions().until(() -> browser.ask("GET", "/status", null) != null);
      browser.open(profile);
      return browser;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void open(Path profile) {
    List<String> flags =
        List.of(
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1200,900",
            "--user-data-dir=" + profile.resolve("profile"));
    Map<String, Object> options = Map.of("binary", CHROMIUM.toString(), "args", flags);
    JsonElement opened =
        ask(
            "POST",
            "/session",
            Map.of("capabilities", Map.of("alwaysMatch", Map.of("goog:chromeOptions", options))));
    session = "/session/" + opened.getAsJsonObject().get("sessionId").getAsString();
  }

  private JsonElement ask(String method, String path, Object body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(Duration.ofSeconds(60))
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(GSON.toJson(body)))
            .build();
    try {
      var response = HTTP.send(request, BodyHandlers.ofString(UTF_8));
      if (response.statusCode() != 200) {
        throw new IllegalStateException(response.body());
      }
      return JsonParser.parseString(response.body()).getAsJsonObject().get("value");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  Browser go(String url) {
    ask("POST", session + "/url", Map.of("url", url));
    return this;
  }

  /** Opens a tab and goes on there. */
  void newTab() {
    String tab =
        ask("POST", session + "/window/new", Map.of("type", "tab"))
            .getAsJsonObject()
            .get("handle")
            .getAsString();
    ask("POST", session + "/window", Map.of("handle", tab));
  }

  /** What a piece of JavaScript returns; fails while a dialog of a script is open. */
  JsonElement run(String script, Object... args) {
    return ask("POST", session + "/execute/sync", Map.of("script", script, "args", List.of(args)));
  }

  /** The text of an element as it is seen; empty if it is not there or not seen. */
  String text(String selector) {
    return run(
            "const e = document.querySelector(arguments[0]); return e ? e.innerText : ''", selector)
        .getAsString();
  }

  long count(String selector) {
    return run("return document.querySelectorAll(arguments[0]).length", selector).getAsLong();
  }

  boolean isSeen(String selector) {
    return run(
            "const e = document.querySelector(arguments[0]); return !!e && e.checkVisibility()",
            selector)
        .getAsBoolean();
  }

  /** A click of the mouse, which fails if something else is in the way. */
  void click(String selector) {
    ask("POST", session + "/element/" + find(selector) + "/click", Map.of());
  }

  void type(String selector, String text) {
    ask("POST", session + "/element/" + find(selector) + "/value", Map.of("text", text));
  }

  private String find(String selector) {
    return ask("POST", session + "/element", Map.of("using", "css selector", "value", selector))
        .getAsJsonObject()
        .get(ELEMENT)
        .getAsString();
  }

  /** The size of the page within the window. */
  void resize(int width, int height) {
    Map<String, Object> size =
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false);
    command("Emulation.setDeviceMetricsOverride", size);
    command("Emulation.setScrollbarsHidden", Map.of("hidden", true));
  }

  /** Whether its user wants dark colours. */
  void dark(boolean wanted) {
    Map<String, String> scheme =
        Map.of("name", "prefers-color-scheme", "value", wanted ? "dark" : "light");
    command("Emulation.setEmulatedMedia", Map.of("features", List.of(scheme)));
  }

  /** What is seen, as PNG. */
  byte[] screenshot() {
    return Base64.getDecoder().decode(ask("GET", session + "/screenshot", null).getAsString());
  }

  /** A command of Chromium's own, for what the protocol has none. */
  private void command(String name, Map<String, Object> parameters) {
    ask("POST", session + "/goog/cdp/execute", Map.of("cmd", name, "params", parameters));
  }

  /** All that was logged in the console as an error, for instance what the policy forbade. */
  List<String> errors() {
    return ask("POST", session + "/se/log", Map.of("type", "browser"))
        .getAsJsonArray()
        .asList()
        .stream()
        .map(JsonElement::toString)
        .toList();
  }

  @Override
  public void close() {
    try {
      if (!session.isEmpty()) {
        ask("DELETE", session, null);
      }
    } finally {
      driver.descendants().forEach(ProcessHandle::destroyForcibly);
      driver.destroyForcibly();
    }
  }
}
