package org.marsad.collector.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Transport;

final class SourceSettingsTest {
  private static final ZoneId QATAR = ZoneId.of("Asia/Qatar");

  private static boolean matches(String match, Origin origin) {
    return SourceMatch.parse(match).matches(origin);
  }

  private static Origin udp(String peer) {
    return Origin.of("syslog-udp", Transport.UDP, peer);
  }

  @Test
  void matchesAddressesNetworksInputsAndProvenNames() {
    assertTrue(matches("192.0.2.7", udp("192.0.2.7")));
    assertFalse(matches("192.0.2.7", udp("192.0.2.8")));
    assertTrue(matches("2001:DB8:0::1", udp("2001:db8::1")));
    assertTrue(matches("198.51.100.1, 192.0.2.0/24", udp("192.0.2.8")));
    assertTrue(matches("input:syslog-udp", udp("192.0.2.8")));
    assertFalse(matches("input:syslog-tcp", udp("192.0.2.8")));
    assertTrue(matches("*", udp("")));
    Origin proven = udp("192.0.2.8").withIdentity("CN=fw1.example.com,O=Example");
    assertTrue(matches("host:*.EXAMPLE.com", proven));
    assertFalse(matches("host:*.example.com", udp("192.0.2.8")));
    assertFalse(matches("host:O=*", proven));
  }

  @Test
  void nonsenseIsNoMatch() {
    for (String text : List.of("", " ", "web1", "192.0.2.300", "192.0.2.0/33", "host:", "a,*")) {
      assertThrows(IllegalArgumentException.class, () -> SourceMatch.parse(text), text);
    }
  }

  @Test
  void firstEntryThatSaysSomethingCountsAndLabelsAreJoined() {
    var device =
        new SourceConfig(
            "192.0.2.7", null, "json", Map.of("role", "fw"), null, 100, null, null, null);
    var network =
        new SourceConfig(
            "192.0.2.0/24",
            QATAR,
            "syslog-3164",
            Map.of("role", "any", "site", "doha"),
            4,
            null,
            null,
            null,
            true);
    var settings = new SourceSettings(List.of(device, network));

    SourceRules rules = settings.of(udp("192.0.2.7"));

    assertEquals(
        new SourceRules(
            QATAR, "json", Map.of("role", "fw", "site", "doha"), 4, 100, 200, null, true),
        rules);
    assertEquals(SourceRules.NONE, settings.of(udp("198.51.100.1")));
  }

  @Test
  void replacedEntriesHaveAnotherGeneration() {
    var settings = new SourceSettings(List.of());
    int before = settings.generation();
    settings.replace(List.of(SourceConfig.of("*")));

    assertTrue(settings.generation() != before);
  }
}
