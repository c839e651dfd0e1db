package org.marsad.server.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.marsad.server.Reload;
import org.marsad.server.Server;
import org.marsad.server.ServerConfig;
import org.marsad.server.config.ConfigBinder;
import org.marsad.server.config.ConfigException;
import org.marsad.server.config.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./marsad serve}. */
@Command(
    name = "serve",
    description = "Runs the server until it is told to stop (Ctrl-C).",
    footer = {
      "",
      "Settings come from marsad.yaml in the current folder (or --config), then from",
      "environment variables (MARSAD_HTTP_PORT for http.port), then from --set; later",
      "ones win.",
      "--settings prints every key with the value it would have."
    })
final class ServeCommand implements Callable<Integer> {
  private static final Path DEFAULT_CONFIG = Path.of("marsad.yaml");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where everything is kept (default: ./data; with --demo a temporary folder).")
  @Nullable Path data;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings (default: marsad.yaml, if it is there).")
  @Nullable Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "One setting; may be given often.")
  List<String> assignments = new ArrayList<>();

  @Option(names = "--settings", description = "Prints every setting and ends.")
  boolean printSettings;

  @Option(
      names = "--demo",
      description =
          "Also sends a recorded attack through the real syslog port and prints the incidents.")
  boolean demo;

  @Option(names = "--demo-exit", hidden = true, description = "Ends after the demo (for tests).")
  boolean demoExit;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Terminal terminal = Terminal.system();
    Path folder = folder();
    var binder = new ConfigBinder<>(ServerConfig.class, ServerConfig.defaults(folder));
    ServerConfig settings = binder.bind(settings(binder));
    if (printSettings) {
      binder.values(settings).forEach((key, value) -> terminal.line(key + ": " + value));
      return 0;
    }
    try (var stop = new StopSignal()) {
      boolean good = run(binder, settings, terminal, stop);
      if (demo && data == null) {
        delete(folder);
      }
      return good ? 0 : 1;
    }
  }

  private boolean run(
      ConfigBinder<ServerConfig> binder, ServerConfig settings, Terminal terminal, StopSignal stop)
      throws IOException, InterruptedException {
    try (Server server = Server.open(settings);
        var reload =
            new Reload(
                server, binder, settings, () -> binder.bind(settings(binder)), settingsFile())) {
      server.start();
      reload.start();
      server.reloadsBy(reload);
      HangupSignal.runs(
          () -> Thread.ofPlatform().daemon().name("marsad-hangup").start(reload::reload));
      Banner.print(terminal, server, settings);
      if (demo) {
        boolean found = new Demo(server, settings, terminal).play();
        if (demoExit) {
          return found;
        }
      }
      stop.await(server);
      return !server.hasFailed();
    }
  }

  private Path folder() throws IOException {
    if (data != null) {
      return data;
    }
    return demo ? Files.createTempDirectory("marsad-demo-") : Path.of("data");
  }

  private @Nullable Path settingsFile() {
    if (config != null) {
      return config;
    }
    return Files.exists(DEFAULT_CONFIG) ? DEFAULT_CONFIG : null;
  }

  private Settings settings(ConfigBinder<ServerConfig> binder) {
    var settings = new Settings();
    if (config != null) {
      if (!Files.isReadable(config)) {
        throw new ConfigException(List.of("cannot read " + config));
      }
      settings.file(config);
    } else if (Files.exists(DEFAULT_CONFIG)) {
      settings.file(DEFAULT_CONFIG);
    }
    Map<String, String> environment = System.getenv();
    return settings.environment(environment, binder.keys().keySet()).set(assignments);
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException _) {
      // a temporary folder that stays is not worth a failure
    }
  }
}
