package org.marsad.rules.correlate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.marsad.model.incident.Level;
import org.marsad.model.query.Query;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.Rule;

/** Packs for tests, with two rules for single events: {@code tool} and {@code dump}. */
final class TestPacks {
  private TestPacks() {}

  static Pack resource(String name, String resource) throws IOException {
    return of(name, text(resource));
  }

  static String text(String resource) throws IOException {
    try (InputStream in = TestPacks.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("no such resource: " + resource);
      }
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  static Pack of(String name, String drl) {
    return new Pack(
        name,
        "1",
        name,
        "",
        List.of(detection(name, "tool", "T1588.002"), detection(name, "dump", "T1003.001")),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Map.of(name + "/correlate/rules.drl", drl),
        Map.of());
  }

  private static Rule.Detection detection(String pack, String id, String attack) {
    return new Rule.Detection(
        new Rule.Meta(id, 1, id, "", "", Level.HIGH, List.of(attack), pack),
        new Query.All(),
        List.of());
  }
}
