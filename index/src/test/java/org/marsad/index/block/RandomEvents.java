package org.marsad.index.block;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.event.Transport;
import org.marsad.model.event.ValueKind;

/**
 * Events that come in kinds, as those of a site do, and in each of which anything may be odd:
 * values that overlap, lie outside, are empty, repeat, have escapes; bytes that are no text.
 */
final class RandomEvents {
  private static final List<Origin> ORIGINS =
      List.of(
          Samples.TCP,
          Samples.HTTP,
          new Origin("syslog-tls", Transport.TLS, "2001:db8::7", "auto").withIdentity("CN=a, O=b"));
  private static final String MARKS =
      "\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u000b\u000e\u0010\u0011";

  private final Random random;
  private final List<List<String>> kinds = new ArrayList<>();

  RandomEvents(long seed) {
    random = new Random(seed);
    for (int i = 0; i < 6; i++) {
      var fields = new ArrayList<String>();
      for (int field = random.nextInt(12); field >= 0; field--) {
        fields.add("field." + random.nextInt(30));
      }
      kinds.add(fields);
    }
  }

  /** Three events, the second of which has more values than a block cuts out. */
  static EventBatch withTooManyValues(Schema schema) {
    EventBatch.Builder batch = EventBatch.builder(schema);
    Samples.begin(batch, 0, "few").add(Fields.MESSAGE, "a").end();
    Samples.begin(batch, 1, "many");
    for (int i = 0; i < RowCutter.MAX_SLICES + 1; i++) {
      batch.add(Fields.TAGS, "v" + i);
    }
    batch.end();
    Samples.begin(batch, 2, "few").add(Fields.MESSAGE, "b").end();
    return batch.build();
  }

  EventBatch batch(Schema schema, int count) {
    EventBatch.Builder batch = EventBatch.builder(schema);
    for (int i = 0; i < count; i++) {
      event(batch, i);
    }
    return batch.build();
  }

  private void event(EventBatch.Builder batch, int number) {
    List<String> kind = kinds.get(random.nextInt(kinds.size()));
    var spans = new ArrayList<int[]>();
    var values = new ArrayList<byte[]>();
    var original = new Bytes();
    add(original, random.nextInt(20) == 0 ? text() : time(number) + " {");
    for (String field : kind) {
      add(original, "\"" + field + "\":\"");
      byte[] value = text().getBytes(random.nextInt(8) == 0 ? ISO_8859_1 : UTF_8);
      boolean escaped = random.nextInt(4) == 0;
      int from = original.length();
      original.add(escaped ? escape(value) : value);
      spans.add(new int[] {from, original.length(), escaped ? 1 : 0});
      values.add(value);
      add(original, "\",");
    }
    if (random.nextInt(30) == 0) {
      original.shorten(0);
      spans.clear();
    }
    int at = batch.append(original.array(), 0, original.length());
    Origin origin = ORIGINS.get(random.nextInt(ORIGINS.size()));
    batch.begin(id(number), time(), origin, at, original.length());
    batch.timestamp(
        random.nextInt(10) == 0 ? random.nextLong() : Samples.NOW + number * 1_000_000L);
    for (int i = 0; i < spans.size(); i++) {
      int field = batch.schema().id(kind.get(i));
      int[] span = spans.get(i);
      if (span[2] == 1) {
        int outside = batch.append(values.get(i), 0, values.get(i).length);
        batch.add(field, kind(), outside, values.get(i).length);
      } else {
        batch.add(field, kind(), at + span[0], span[1] - span[0]);
      }
    }
    odd(batch, at, original.length());
    batch.end();
  }

  /** Values anywhere, inside and outside. */
  private void odd(EventBatch.Builder batch, int at, int length) {
    for (int i = random.nextInt(3) == 0 ? random.nextInt(6) : 0; i > 0; i--) {
      int field = batch.schema().id("field." + random.nextInt(40));
      if (random.nextBoolean()) {
        int from = random.nextInt(length + 1);
        batch.add(field, kind(), at + from, random.nextInt(length - from + 1));
      } else {
        byte[] value = text().getBytes(UTF_8);
        batch.add(field, kind(), batch.append(value, 0, value.length), value.length);
      }
    }
    if (length > 0 && at > 3 && random.nextInt(20) == 0) {
      batch.add(batch.schema().id("across"), ValueKind.TEXT, at - 3, 4);
    }
  }

  private long id(int number) {
    return random.nextInt(20) == 0 ? random.nextLong() & Long.MAX_VALUE : number * 3L;
  }

  private long time() {
    return random.nextInt(20) == 0 ? random.nextLong() : Samples.NOW + random.nextInt(3) * 1_000L;
  }

  private ValueKind kind() {
    return ValueKind.of(random.nextInt(3));
  }

  private String text() {
    return switch (random.nextInt(16)) {
      case 0 -> "";
      case 1 -> "user" + random.nextInt(100);
      case 2 -> "10.1." + random.nextInt(3) + "." + random.nextInt(256);
      case 3 -> Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
      case 4 -> "ABCDEF" + Long.toHexString(random.nextLong()).toUpperCase(Locale.ROOT) + "0123";
      case 5 -> uuid();
      case 6 -> time(random.nextInt(100_000)) + (random.nextBoolean() ? "Z" : "");
      case 7 ->
          "Mar "
              + (random.nextBoolean() ? " " : "")
              + random.nextInt(40)
              + " 10:20:3"
              + random.nextInt(10);
      case 8 -> Long.toString(random.nextLong());
      case 9 -> "00" + random.nextInt(1_000) + "." + random.nextInt(10) + "e-" + random.nextInt(5);
      case 10 ->
          MARKS.charAt(random.nextInt(MARKS.length()))
              + "mark"
              + MARKS.charAt(random.nextInt(MARKS.length()));
      case 11 -> "C:\\Windows\\\"x\" " + random.nextInt(9) + "\n\u00e9\u20ac\ud83d\ude00/";
      case 12 -> "base" + random.nextInt() + "aGVsbG8gd29ybGQ4" + random.nextInt();
      case 13 -> "\u00ff\u00fe" + (char) random.nextInt(256);
      case 14 -> "12345678901234567890123456789".substring(random.nextInt(20));
      default -> "the same";
    };
  }

  private String time(int number) {
    String day = "2026-03-" + (10 + random.nextInt(25));
    String clock = random.nextBoolean() ? "T10:20:30" : " 23:59:5" + random.nextInt(10);
    return switch (random.nextInt(4)) {
      case 0 -> day + clock;
      case 1 -> day + clock + ".0" + number;
      case 2 -> day + clock + ",123456789123";
      default -> "2026-03-18T10:20:30.123Z";
    };
  }

  private String uuid() {
    String uuid = new UUID(random.nextLong(), random.nextLong()).toString();
    return random.nextInt(5) == 0
        ? uuid.toUpperCase(Locale.ROOT)
        : random.nextInt(5) == 0 ? uuid.substring(1) : uuid;
  }

  private byte[] escape(byte[] value) {
    var escaped = new Bytes();
    for (byte b : value) {
      switch (b) {
        case '\\', '"' -> add(escaped, "\\" + (char) b);
        case '\n' -> add(escaped, "\\n");
        case '/' -> add(escaped, random.nextBoolean() ? "\\/" : "\\u002f");
        default -> {
          if (b >= 0 && b < ' ') {
            add(escaped, String.format(Locale.ROOT, "\\u%04X", b));
          } else {
            escaped.add(b);
          }
        }
      }
    }
    return Arrays.copyOf(escaped.array(), escaped.length());
  }

  private static void add(Bytes to, String text) {
    to.add(text.getBytes(UTF_8));
  }
}
