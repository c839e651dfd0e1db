package org.marsad.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;
import org.marsad.model.query.Query;
import org.marsad.model.query.QueryParser;
import org.marsad.model.query.TestRegex;
import org.marsad.model.random.Seeds;
import org.marsad.model.store.NaiveEventStore;
import org.marsad.model.store.SearchRequest;

/** Values of hexadecimal digits, of which most terms are short, against a look at every event. */
class DigitsSearchTest {
  private static final int EVENTS = 3_000;

  @TempDir Path folder;

  private final Schema schema = new Schema();
  private final long seed = Seeds.next();
  private final Random random = new Random(seed);
  private final List<String> values = new ArrayList<>();

  @Test
  void areFoundWholeInPartsAndAsWords() throws Exception {
    var oracle = new NaiveEventStore(schema, new TestRegex());
    try (LuceneEventStore store = TestStores.open(folder, schema)) {
      for (int part = 0; part < 2; part++) {
        EventBatch events = events(part * EVENTS);
        store.accept(events);
        oracle.accept(events);
        store.commit();
      }
      store.refresh();
      int found = 0;
      for (int i = 0; i < 120; i++) {
        String text = query();
        Query query = QueryParser.parse(text);
        SearchRequest request = SearchRequest.of(query, 0);
        long expected = oracle.search(request).total();
        assertEquals(
            expected, store.search(request).total(), () -> "seed " + seed + ", query " + text);
        found += expected > 0 ? 1 : 0;
      }
      assertTrue(found > 30, () -> "seed " + seed + ": few queries found anything");
    }
  }

  private String query() {
    String field = "f" + random.nextInt(5);
    String value = values.get(random.nextInt(values.size()));
    String digits = value.replace("{", "").replace("}", "");
    String[] words = digits.split("-", -1);
    int from = random.nextInt(digits.length() - 3);
    String part = digits.substring(from, from + 3 + random.nextInt(digits.length() - from - 2));
    return switch (random.nextInt(8)) {
      case 0 -> field + ":\"" + value + '"';
      case 1 ->
          field + " IN (\"" + value + "\", \"" + values.get(random.nextInt(values.size())) + "\")";
      case 2 -> field + ":*" + part + "*";
      case 3 -> field + ":" + digits.substring(0, 5) + "*";
      case 4 -> words[random.nextInt(words.length)];
      case 5 -> "*" + part.replace("-", "") + "*";
      case 6 -> "\"" + value.toUpperCase(Locale.ROOT) + '"';
      default -> "f0:\"" + value.toLowerCase(Locale.ROOT) + "\" OR f2:*" + part + "*";
    };
  }

  private EventBatch events(int firstId) {
    EventBatch.Builder batch = EventBatch.builder(schema);
    for (int i = 0; i < EVENTS; i++) {
      String id = value();
      String other = random.nextInt(3) == 0 ? id : value();
      String escaped = value();
      String line =
          "{\"f0\":\"" + id + "\",\"f1\":\"" + other + "\",\"f2\":\"" + value(escaped) + "\"}";
      Samples.begin(batch, firstId + i, line).timestamp(Samples.NOW + random.nextInt(1_000_000));
      int at = batch.length() - line.length();
      batch.add(schema.id("f0"), ValueKind.TEXT, at + 7, id.length());
      batch.add(schema.id("f1"), ValueKind.TEXT, at + 15 + id.length(), other.length());
      batch.add("f2", escaped);
      if (random.nextInt(4) == 0) {
        batch.add("f3", value()).add("f3", value());
      }
      batch.add("f4", random.nextInt(2) == 0 ? "-" : value());
      batch.end();
    }
    return batch.build();
  }

  /** A value as JSON may have it. */
  private String value(String value) {
    return random.nextInt(3) == 0
        ? "\\u00%02x".formatted((int) value.charAt(0)) + value.substring(1)
        : value;
  }

  private String value() {
    String value;
    if (values.size() > 100 && random.nextInt(20) == 0) {
      value = values.get(random.nextInt(100));
    } else {
      var bytes = new byte[8 + random.nextInt(3) * 12];
      random.nextBytes(bytes);
      String hex = HexFormat.of().formatHex(bytes);
      value =
          switch (random.nextInt(6)) {
            case 0 -> hex;
            case 1 -> hex.substring(1).toUpperCase(Locale.ROOT);
            case 2 -> '{' + uuid().toUpperCase(Locale.ROOT) + '}';
            case 3 -> "C" + hex;
            default -> uuid();
          };
    }
    values.add(value);
    return value;
  }

  private String uuid() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }
}
