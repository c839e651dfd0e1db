package org.marsad.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.marsad.server.config.ConfigBinder;
import org.marsad.server.config.Settings;

/** Settings for tests: any ports, short pauses, little room needed on the disk. */
public final class TestConfigs {
  /** As {@code --set} takes them. */
  static final List<String> SETTINGS =
      List.of(
          "http.port=0",
          "collector.elastic.port=0",
          "collector.otlp_http.port=0",
          "collector.splunk_hec.port=0",
          "collector.relp.port=0",
          "collector.syslog_tcp.port=0",
          "collector.syslog_udp.port=0",
          "collector.gelf_udp.port=0",
          "collector.gelf_tcp.port=0",
          "collector.beats.port=0",
          "collector.idle=300ms",
          "collector.watch.disk_low=0",
          "journal.reserve=1MiB",
          "index.refresh_every=50ms",
          "index.commit_every=300ms",
          "rules.checkpoint_every=300ms");

  private TestConfigs() {}

  public static ServerConfig at(Path folder) {
    return at(folder, List.of());
  }

  /** For what has nothing to do with rules: without packs, which take most of a start. */
  public static ServerConfig withoutRules(Path folder) {
    return withoutRules(folder, List.of());
  }

  /** The same with more settings. */
  public static ServerConfig withoutRules(Path folder, List<String> more) {
    var settings = new ArrayList<>(more);
    settings.add(noRules(folder));
    return at(folder, settings);
  }

  /** The setting for no packs: a folder without any. */
  static String noRules(Path folder) {
    try {
      return "rules.packs=" + Files.createDirectories(folder.resolve("no-packs"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With more settings. */
  public static ServerConfig at(Path folder, List<String> more) {
    return new ConfigBinder<>(ServerConfig.class, ServerConfig.defaults(folder))
        .bind(new Settings().set(SETTINGS).set(more));
  }
}
