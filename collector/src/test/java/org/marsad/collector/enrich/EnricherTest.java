package org.marsad.collector.enrich;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.event.Event;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.metrics.Metrics;

final class EnricherTest {
  @TempDir private Path folder;

  private final Schema schema = new Schema();

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Enricher enricher(List<Path> databases, Path... lists) throws IOException {
    return Enricher.open(new EnrichConfig(databases, List.of(lists), 100), schema, new Metrics());
  }

  private Event enrich(Enricher enricher, String... fields) {
    EventBatch.Builder batch = EventBatch.builder(schema);
    Samples.begin(batch, 1, "x");
    for (int i = 0; i < fields.length; i += 2) {
      batch.add(fields[i], fields[i + 1]);
    }
    enricher.apply(batch);
    return batch.end().build().event(0);
  }

  private Path city() throws IOException {
    byte[] bytes =
        new MmdbWriter()
            .add(
                "192.0.2.0",
                24,
                Map.of(
                    "city", Map.of("names", Map.of("en", "Doha")),
                    "country", Map.of("iso_code", "QA", "names", Map.of("en", "Qatar")),
                    "location", Map.of("latitude", 25.5, "longitude", 51.5),
                    "subdivisions", List.of(Map.of("iso_code", "DA"))))
            .bytes("GeoLite2-City");
    return Files.write(folder.resolve("city.mmdb"), bytes);
  }

  private Path asn() throws IOException {
    byte[] bytes =
        new MmdbWriter()
            .add(
                "198.51.100.0",
                25,
                Map.of(
                    "autonomous_system_number",
                    64_500,
                    "autonomous_system_organization",
                    "Example Net"))
            .bytes("GeoLite2-ASN");
    return Files.write(folder.resolve("asn.mmdb"), bytes);
  }

  @Test
  void databasesTellWhereAnAddressIsAndWhose() throws IOException {
    Enricher enricher = enricher(List.of(city(), asn()));

    Event event = enrich(enricher, "source.ip", "192.0.2.7", "destination.ip", "198.51.100.9");

    assertEquals("QA", event.text("source.geo.country_iso_code"));
    assertEquals("Qatar", event.text("source.geo.country_name"));
    assertEquals("Doha", event.text("source.geo.city_name"));
    assertEquals("25.5,51.5", event.text("source.geo.location"));
    assertEquals("QA-DA", event.text("source.geo.region_iso_code"));
    assertEquals("64500", event.text("destination.as.number"));
    assertEquals("Example Net", event.text("destination.as.organization.name"));
    assertNull(event.text("destination.geo.country_iso_code"));
    assertNull(enrich(enricher, "source.ip", "203.0.113.1").text("source.geo.country_iso_code"));
    assertNull(enrich(enricher, "source.ip", "no address").text("source.geo.country_iso_code"));
  }

  @Test
  void listsTellOfAddressesNetworksHostsAndUsers() throws IOException {
    Path csv =
        write(
            "assets.csv",
            """
            match,criticality,owner,labels
            192.0.2.7,high,"Smith, Jane",site=doha;dmz
            192.0.2.0/24,low,network team,
            192.0.0.0/16,none,nobody,
            WEB-1,medium,web team,
            user:alice,high,,
            """);
    Path json = write("more.json", "[{\"match\": \"user:bob\", \"department\": \"sales\"}]");
    Enricher enricher = enricher(List.of(), csv, json);

    Event event =
        enrich(
            enricher,
            "source.ip",
            "192.0.2.7",
            "destination.ip",
            "192.0.2.8",
            "host.name",
            "web-1.example.com",
            "user.name",
            "Alice");

    assertEquals("high", event.text("source.asset.criticality"));
    assertEquals("Smith, Jane", event.text("source.asset.owner"));
    assertEquals("doha", event.text("labels.site"));
    Field labels = Objects.requireNonNull(schema.find("source.asset.labels"));
    assertEquals(List.of("dmz"), event.texts(labels));
    assertEquals("low", event.text("destination.asset.criticality"));
    assertEquals("medium", event.text("host.asset.criticality"));
    assertEquals("high", event.text("user.asset.criticality"));
    assertEquals("sales", enrich(enricher, "user.name", "bob").text("user.asset.department"));
  }

  @Test
  void whatTheLogSaysCounts() throws IOException {
    Enricher enricher = enricher(List.of(city()));

    Event event = enrich(enricher, "source.ip", "192.0.2.7", "source.geo.country_iso_code", "FR");

    assertEquals("FR", event.text("source.geo.country_iso_code"));
  }

  @Test
  void changedListIsReadAgainAndABrokenOneIsNot() throws IOException {
    Path csv = write("assets.csv", "match,owner\n192.0.2.7,jane\n");
    Enricher enricher = enricher(List.of(), csv);
    assertEquals("jane", enrich(enricher, "source.ip", "192.0.2.7").text("source.asset.owner"));

    write("assets.csv", "match,owner\n192.0.2.7,somebody else\n");
    enricher.refresh();
    assertEquals(
        "somebody else", enrich(enricher, "source.ip", "192.0.2.7").text("source.asset.owner"));

    write("assets.csv", "match,owner\n192.0.2.0/99,x\n,y\n");
    enricher.refresh();
    assertEquals(
        "somebody else", enrich(enricher, "source.ip", "192.0.2.7").text("source.asset.owner"));
  }

  @Test
  void everyProblemOfTheFilesIsTold() throws IOException {
    Path csv = write("assets.csv", "match,owner\n192.0.2.0/99,x\n,y\na,b,c\n");
    Path json = write("a.json", "{\n\"a\": }");
    Path text = write("database.mmdb", "not one");

    var failure = assertThrows(IOException.class, () -> enricher(List.of(text), csv, json));

    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("cannot read the database"), message);
    assertTrue(message.contains("assets.csv:2: \"192.0.2.0/99\" is no network"), message);
    assertTrue(message.contains("assets.csv:3: match is missing"), message);
    assertTrue(message.contains("assets.csv:4: 3 values for 2 columns"), message);
    assertTrue(message.contains("a.json:2: "), message);
  }

  @Test
  void nothingConfiguredIsNothingAdded() throws IOException {
    Enricher enricher = Enricher.open(EnrichConfig.defaults(), schema, new Metrics());

    EventBatch.Builder batch = EventBatch.builder(schema);
    Samples.begin(batch, 1, "x").add("source.ip", "192.0.2.7");
    int before = batch.endSlice();
    enricher.apply(batch);

    assertEquals(before, batch.endSlice());
  }
}
