package org.marsad.collector.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.HashMap;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.marsad.collector.format.JsonPlaces.Place;

final class JsonPlacesTest {
  private final JsonPlaces places = new JsonPlaces();

  @Test
  void sameNameInTheSamePlaceIsOnePlace() {
    Place host = member(places.root(), null, "host");
    Place name = member(host, null, "name");
    Place user = member(places.root(), host, "user");
    assertNotSame(name, member(user, null, "name"));
    assertSame(name, member(host, null, "name"));
    assertSame(user, member(places.root(), null, "user"));
    assertSame(host, member(places.root(), user, "host"));
    assertEquals("host.name", path(name));
  }

  @Test
  void namesThatAreEmptyJoinAsTheyAlwaysDid() {
    Place empty = member(places.root(), null, "");
    assertEquals("a", path(member(empty, null, "a")));
    assertEquals("", path(member(empty, null, "")));
    Place inside = member(member(places.root(), empty, "x"), null, "");
    assertEquals("x.", path(inside));
    assertEquals("x..a", path(member(inside, null, "a")));
  }

  @Test
  void longNamesAreNotRemembered() {
    String longName = "n".repeat(JsonPlaces.MAX_NAME + 1);
    Place first = member(places.root(), null, longName);
    assertEquals(longName, path(first));
    assertNotSame(first, member(places.root(), null, longName));
  }

  @Test
  void findsTheSameWhateverTheOrderAndForgetsWhenFull() {
    var random = new Random(7);
    for (int round = 0; round < 2; round++) {
      var known = new HashMap<String, Place>();
      Place root = places.root();
      @Nullable Place before = null;
      for (int i = 0; i < JsonPlaces.MAX_PLACES / 2; i++) {
        String name = "name-" + random.nextInt(JsonPlaces.MAX_PLACES / 4);
        Place found = member(root, before, name);
        assertEquals(name, path(found));
        assertSame(found, known.computeIfAbsent(name, _ -> found));
        before = found;
      }
      for (int i = 0; i < JsonPlaces.MAX_PLACES; i++) {
        assertEquals("new-" + i, path(member(places.root(), null, "new-" + i)));
      }
    }
  }

  private Place member(Place parent, @Nullable Place before, String name) {
    byte[] bytes = ("<" + name + ">").getBytes(UTF_8);
    return places.member(parent, before, bytes, 1, bytes.length - 2);
  }

  private static String path(Place place) {
    return new String(place.path(), UTF_8);
  }
}
