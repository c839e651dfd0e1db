package org.marsad.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.collector.source.SourceConfig;
import org.marsad.server.ServerConfig;

final class ConfigBinderListsTest {
  @TempDir private Path folder;

  private final ConfigBinder<ServerConfig> binder =
      new ConfigBinder<>(ServerConfig.class, ServerConfig.defaults(Path.of("data")));

  private Settings file(String text) throws IOException {
    Path file = folder.resolve("marsad.yaml");
    Files.writeString(file, text);
    return new Settings().file(file);
  }

  private List<String> problems(Settings settings) {
    return assertThrows(ConfigException.class, () -> binder.bind(settings)).problems();
  }

  @Test
  void readsRecordsFromTheFile() throws IOException {
    Settings settings =
        file(
            """
            collector:
              sources:
                - match: 192.0.2.7
                  zone: Asia/Qatar
                  labels: {site: doha, "a.b": c}
                  weight: 4
                  rate_limit: 100
                - match: input:syslog-udp
                  expect_every: 5m
                  apply_clock_offset: true
            """);

    List<SourceConfig> sources = binder.bind(settings).collector().sources();

    assertEquals(2, sources.size());
    assertEquals(ZoneId.of("Asia/Qatar"), sources.getFirst().zone());
    assertEquals(Map.of("site", "doha", "a.b", "c"), sources.getFirst().labels());
    assertEquals(4, sources.getFirst().weight());
    assertEquals(Duration.ofMinutes(5), sources.getLast().expectEvery());
    assertEquals(true, sources.getLast().applyClockOffset());
  }

  @Test
  void tellsEveryProblemWithItsPlace() throws IOException {
    Settings settings =
        file(
            """
            collector:
              sources:
                - match: 192.0.2.7
                  zon: Asia/Qatar
                - match: nonsense
                - match: "*"
                  zone: Asia/Nowhere
                - weight: 0
            """);

    List<String> problems = problems(settings);

    assertEquals(4, problems.size(), problems::toString);
    assertTrue(problems.getFirst().startsWith("marsad.yaml:4:7: \"collector.sources[0].zon\""));
    assertTrue(problems.getFirst().endsWith("did you mean \"zone\"?"), problems::toString);
    assertTrue(problems.get(1).startsWith("marsad.yaml:5:7: \"collector.sources[1]\": match"));
    assertTrue(problems.get(2).startsWith("marsad.yaml:7:7: \"collector.sources[2].zone\": not a"));
    assertTrue(problems.get(3).contains("weight must be in 1..1000: 0"), problems::toString);
  }

  @Test
  void placesInAListAreSetOneByOne() throws IOException {
    Settings settings =
        file("collector: {sources: [{match: 192.0.2.7, zone: UTC}]}")
            .environment(
                Map.of(
                    "MARSAD_COLLECTOR_SOURCES_0_RATE_LIMIT", "7",
                    "MARSAD_COLLECTOR_SOURCES_0_LABELS_SITE", "doha"),
                binder.keys().keySet())
            .set(
                List.of(
                    "collector.sources[0].zone=Asia/Qatar",
                    "collector.sources[1].match=192.0.2.0/24"));

    List<SourceConfig> sources = binder.bind(settings).collector().sources();

    assertEquals(ZoneId.of("Asia/Qatar"), sources.getFirst().zone());
    assertEquals(7, sources.getFirst().rateLimit());
    assertEquals(Map.of("site", "doha"), sources.getFirst().labels());
    assertEquals("192.0.2.0/24", sources.getLast().match());
  }

  @Test
  void wholeListIsSetInOneLine() {
    var settings =
        new Settings().set(List.of("collector.sources=[{match: 192.0.2.7, zone: Asia/Qatar}]"));

    ServerConfig config = binder.bind(settings);

    assertEquals("192.0.2.7", config.collector().sources().getFirst().match());
    assertEquals("Asia/Qatar", binder.values(config).get("collector.sources[0].zone"));
  }

  @Test
  void gapsAndStrangePlacesAreProblems() {
    List<String> problems =
        problems(
            new Settings()
                .set(
                    List.of(
                        "collector.sources[2].match=192.0.2.7",
                        "collector.sources[x]=1",
                        "collector.idle[0]=1")));

    assertEquals(3, problems.size(), problems::toString);
    assertTrue(problems.getFirst().contains("leaves a gap; the next item of the list is [0]"));
  }

  @Test
  void valuesWithCommasStayAList() {
    var settings = new Settings().set(List.of("collector.enrich.lists=a.csv, b.json"));

    assertEquals(
        List.of(Path.of("a.csv"), Path.of("b.json")),
        binder.bind(settings).collector().enrich().lists());
  }
}
