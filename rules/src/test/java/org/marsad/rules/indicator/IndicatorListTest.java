package org.marsad.rules.indicator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Schema;
import org.marsad.model.event.Transport;
import org.marsad.model.incident.Level;
import org.marsad.model.query.Query;
import org.marsad.model.query.QueryParser;
import org.marsad.model.rule.RuleWork;
import org.marsad.rules.detect.Re2;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.pack.Rule.IndicatorKind;

class IndicatorListTest {
  @TempDir private Path folder;

  /** Kind, entries, value, whether it is on the list. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "ADDRESS ~ 192.0.2.1 ~ 192.0.2.1 ~ true",
        "ADDRESS ~ 192.0.2.1 ~ 192.0.2.2 ~ false",
        "ADDRESS ~ 192.0.2.1 ~ ::ffff:192.0.2.1 ~ true",
        "ADDRESS ~ 192.0.2.0/24;192.0.2.7;198.51.100.0/30 ~ 192.0.2.255 ~ true",
        "ADDRESS ~ 192.0.2.0/24;198.51.100.0/30 ~ 198.51.100.4 ~ false",
        "ADDRESS ~ 2001:db8::/32 ~ 2001:DB8:0::9 ~ true",
        "ADDRESS ~ 2001:db8::/32 ~ 2001:db9::9 ~ false",
        "ADDRESS ~ 192.0.2[.]1 ~ 192.0.2.1 ~ true",
        "ADDRESS ~ 192.0.2.1 ~ no address ~ false",
        "DOMAIN ~ Evil.Example.com. ~ evil.example.com ~ true",
        "DOMAIN ~ evil.example.com ~ a.b.evil.example.com ~ true",
        "DOMAIN ~ *.evil.example.com ~ a.evil.example.com ~ true",
        "DOMAIN ~ evil.example.com ~ notevil.example.com ~ false",
        "DOMAIN ~ evil.example.com ~ example.com ~ false",
        "HASH ~ D41D8CD98F00B204E9800998ECF8427E ~ d41d8cd98f00b204e9800998ecf8427e ~ true",
        "HASH ~ d41d8cd98f00b204e9800998ecf8427e ~"
            + " SHA1=00,MD5=D41D8CD98F00B204E9800998ECF8427E,X=1 ~ true",
        "HASH ~ d41d8cd98f00b204e9800998ecf8427e ~ d41d8cd98f00b204e9800998ecf8427f ~ false",
        "URL ~ hxxp://Evil.example[.]com/a?b#c ~ https://evil.example.com:443/a?b ~ true",
        "URL ~ http://evil.example.com ~ http://evil.example.com/ ~ true",
        "URL ~ http://evil.example.com/a ~ http://evil.example.com/A ~ false",
      })
  void findsWhatAListMeans(IndicatorKind kind, String entries, String value, boolean found)
      throws IOException {
    Path file = folder.resolve("list");
    Files.write(file, List.of(("# c;" + entries).split(";")));
    IndicatorList list = IndicatorList.read(kind, file);
    assertEquals(0, list.refused());
    assertEquals(found, list.find(value) != null);
  }

  @Test
  void countsLinesThatAreNoEntries() throws IOException {
    Path file = folder.resolve("list");
    Files.write(file, List.of("192.0.2.1", "", "# x", "192.0.2.300", "example.com", "; y"));
    IndicatorList list = IndicatorList.read(IndicatorKind.ADDRESS, file);
    assertEquals(1, list.size());
    assertEquals(2, list.refused());
    assertEquals(4, list.firstRefused());
  }

  @Test
  void tellsWhatARuleWithAListDoes() throws IOException {
    Path file = Files.writeString(folder.resolve("list"), "192.0.2.1\n192.0.2.2\n");
    var meta = new Rule.Meta("r", 1, "R", "", "", Level.LOW, List.of(), "test");
    var rule =
        new Rule.Indicator(
            meta,
            QueryParser.parse("kind:flow"),
            List.of("source.ip", "destination.ip"),
            IndicatorKind.ADDRESS,
            file,
            List.of());
    var schema = new Schema();
    var detector = new IndicatorDetector(List.of(rule), schema, new Re2());
    assertEquals(RuleWork.Readiness.NEVER_EVALUATED, work(detector).readiness());
    detector.match(event(schema, "kind", "flow"), 0, (_, _) -> {});
    assertEquals(RuleWork.Readiness.BLIND, work(detector).readiness());
    assertEquals(List.of("source.ip or destination.ip"), work(detector).blind());
    detector.match(event(schema, "kind", "flow", "source.ip", "192.0.2.1"), 0, (_, _) -> {});
    detector.match(event(schema, "kind", "dns", "destination.ip", "192.0.2.2"), 0, (_, _) -> {});
    detector.match(event(schema, "kind", "flow", "source.ip", "192.0.2.3"), 0, (_, _) -> {});
    var after = new IndicatorDetector(List.of(rule), schema, new Re2(), detector);
    for (IndicatorDetector each : List.of(detector, after)) {
      RuleWork work = work(each);
      assertEquals(RuleWork.Readiness.ARMED, work.readiness());
      assertEquals(4, work.events());
      assertEquals(3, work.candidates());
      assertEquals(1, work.matches());
      assertEquals(Map.of("kind:flow", 1L), work.nearMisses());
    }
  }

  private static RuleWork work(IndicatorDetector detector) {
    return Objects.requireNonNull(detector.work().get("r"));
  }

  private static EventBatch event(Schema schema, String... fields) {
    EventBatch.Builder row =
        EventBatch.single(schema).begin(1, 1, Origin.of("test", Transport.FILE, ""), 0, 0);
    for (int i = 0; i < fields.length; i += 2) {
      row.add(fields[i], fields[i + 1]);
    }
    return row.end().build();
  }

  @Test
  void aChangedFileIsReadAgainAndABrokenOneLeavesWhatWas() throws IOException {
    Path file = folder.resolve("list");
    Files.writeString(file, "192.0.2.1\n");
    var meta = new Rule.Meta("r", 1, "R", "", "", Level.LOW, List.of(), "test");
    var rule =
        new Rule.Indicator(
            meta, new Query.All(), List.of("x"), IndicatorKind.ADDRESS, file, List.of());
    var live = new ListFile(rule);
    assertNotNull(live.list().find("192.0.2.1"));
    Files.writeString(file, "192.0.2.2\n192.0.2.3\n");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1));
    live.look();
    assertNull(live.list().find("192.0.2.1"));
    assertNotNull(live.list().find("192.0.2.3"));
    Files.delete(file);
    live.look();
    assertNotNull(live.list().find("192.0.2.3"));
  }

  @Test
  @Tag("extended")
  void aMillionEntriesAreFoundExactly() throws IOException {
    var domains = new ArrayList<String>();
    var addresses = new ArrayList<String>();
    for (int i = 0; i < 1_000_000; i++) {
      domains.add("d" + i + ".example.com");
      addresses.add("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255));
    }
    Path file = folder.resolve("domains");
    IndicatorList names = IndicatorList.read(IndicatorKind.DOMAIN, Files.write(file, domains));
    IndicatorList numbers = IndicatorList.read(IndicatorKind.ADDRESS, Files.write(file, addresses));
    assertEquals(1_000_000, names.size());
    for (int i = 0; i < 1_000_000; i += 997) {
      assertNotNull(names.find("www." + domains.get(i)));
      assertNotNull(numbers.find(addresses.get(i)));
    }
    assertNull(names.find("d1000000.example.com"));
    assertNull(numbers.find("10.200.0.1"));
    assertTrue(names.find("example.com") == null);
  }
}
