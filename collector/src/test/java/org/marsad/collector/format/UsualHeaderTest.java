package org.marsad.collector.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Schema;
import org.marsad.model.event.Transport;

/** What is read in one pass must be what the whole format reads of it. */
class UsualHeaderTest {
  private static final String MINUTE = "2026-03-18T10:14:00Z";
  private static final Pattern STAMP = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d");
  private static final Path GOLDEN = Path.of("src/test/resources/golden/format");
  private static final List<String> PRIORITIES =
      List.of("<134>", "<0>", "<7>", "<191>", "<192>", "<00>", "<013>", "<>", "<1345>", "<:5>", "");
  private static final List<String> VERSIONS = List.of("1 ", "1 ", "9 ", "0 ", "12 ", "x ", "1  ");
  private static final List<String> TIMES =
      List.of(
          "2026-03-18T10:14:15Z",
          "2026-03-18T10:14:16.5Z",
          "2026-03-18T10:14:17.678Z",
          "2026-03-18T10:14:17.678901Z",
          "2026-03-18T10:14:17.12345678Z",
          "2026-03-18T10:14:59.999999999Z",
          "2026-03-18T10:14:59.9999999990Z",
          "2026-03-18T10:14:60Z",
          "2026-03-18T10:14:17.Z",
          "2026-03-18t10:14:17z",
          "2026-03-18 10:14:17Z",
          "2026-03-18T10:14:17+01:00",
          "2031-03-18T10:14:17Z",
          "-");
  private static final List<String> WORDS =
      List.of("-", "a", "web-1.example.com", "1234", "01", "12345678901234567890", "ä", "a\tb", "");
  private static final List<String> DATA =
      List.of("- ", "- ", "- ", "-", "-x", "[a b=\"c\"] ", "[a] ", "[", " - ");
  private static final List<String> TEXTS =
      List.of(
          "x",
          "Accepted password for alice from 192.0.2.1 port 22 ssh2",
          "café, and more than eight bytes of it",
          " begins with a blank",
          "ends with a feed\n",
          "ends with a blank ",
          "\ufeffmarked",
          "latin \u00e9",
          "");

  private final Schema schema = new Schema();

  @Test
  void readsWhatTheFormatReads() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    int usual = 0;
    for (int i = 0; i < 60_000; i++) {
      byte[] frame = frame(random);
      usual +=
          agrees(frame, MINUTE, random.nextInt(20) == 0 ? 7_000_000_000L : 0, "seed " + seed)
              ? 1
              : 0;
    }
    assertTrue(usual > 1_000, usual + " were usual, seed " + seed);
  }

  @Test
  void readsTheGoldenFramesAlike() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(GOLDEN)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    int usual = 0;
    for (Path file : files) {
      for (String line : Files.readAllLines(file, ISO_8859_1)) {
        usual += agrees(line.getBytes(ISO_8859_1), minute(line), 0, line) ? 1 : 0;
      }
    }
    assertTrue(usual > 0, usual + " were usual");
  }

  @Test
  void leavesTheRowAloneWhereItDoesNotRead() {
    byte[] frame = "<134>1 2026-03-18T10:14:15Z web-1 app - - - ends with a feed\n".getBytes(UTF_8);
    EventBatch.Builder row = open(frame, MINUTE, 0);
    var times = new Times(ZoneOffset.UTC);
    assertFalse(header(times, MINUTE).read(row, 0, frame.length));
    assertEquals(row.firstSlice(), row.endSlice());
    assertEquals(EventBatch.NO_CLAIM, row.claimed());
    assertEquals(Nanos.parse(MINUTE), row.timestamp());
  }

  /** The minute that a line claims, so that it is in the minute of the one before. */
  private static String minute(String line) {
    Matcher stamp = STAMP.matcher(line);
    try {
      String minute = stamp.find() ? stamp.group() + ":00Z" : MINUTE;
      return Nanos.parse(minute) > 0 ? minute : MINUTE;
    } catch (DateTimeParseException _) {
      return MINUTE;
    }
  }

  /** Whether it was read; fails if the format reads anything else of it. */
  private boolean agrees(byte[] frame, String minute, long clockOffset, String hint) {
    String about = new String(frame, ISO_8859_1) + ", " + hint;
    var times = new Times(ZoneOffset.UTC);
    EventBatch.Builder one = open(frame, minute, clockOffset);
    boolean read = header(times, minute).read(one, 0, frame.length);
    if (!read) {
      assertEquals(one.firstSlice(), one.endSlice(), about);
      return false;
    }
    var others = new Times(ZoneOffset.UTC);
    header(others, minute);
    var format = new Rfc5424Format(others, new ClaimedTime(TimeBounds.defaults()));
    assertTrue(format.claims(frame, 0, frame.length), about);
    EventBatch.Builder other = open(frame, minute, clockOffset);
    assertNull(format.decode(other, 0, frame.length), about);
    assertEquals(other.claimed(), one.claimed(), about);
    assertEquals(others.isComplete(), times.isComplete(), about);
    assertEquals(text(other), text(one), about);
    return true;
  }

  /** One that has read a time of this minute. */
  private static UsualHeader header(Times times, String time) {
    byte[] bytes = time.getBytes(UTF_8);
    times.iso(new Cursor().over(bytes, 0, bytes.length));
    return new UsualHeader(times, new ClaimedTime(TimeBounds.defaults()));
  }

  private EventBatch.Builder open(byte[] frame, String minute, long clockOffset) {
    EventBatch.Builder row = EventBatch.single(schema);
    int at = row.append(frame, 0, frame.length);
    row.begin(
        1, Nanos.parse(minute), Origin.of("test", Transport.TCP, "192.0.2.1"), at, frame.length);
    return row.clockOffset(clockOffset);
  }

  private String text(EventBatch.Builder row) {
    var text = new StringBuilder();
    EventBatch batch = row.end().build();
    text.append(batch.timestamp(0));
    for (int slice = batch.firstSlice(0); slice < batch.endSlice(0); slice++) {
      text.append('\n')
          .append(schema.field(batch.field(slice)).name())
          .append(' ')
          .append(batch.kind(slice))
          .append(' ')
          .append(batch.text(slice));
    }
    return text.toString();
  }

  private static byte[] frame(Random random) {
    var text = new StringBuilder();
    // The first of each list is what most senders write.
    text.append(any(random, PRIORITIES)).append(any(random, VERSIONS)).append(any(random, TIMES));
    for (int i = 0; i < 4; i++) {
      text.append(random.nextInt(40) == 0 ? "  " : " ").append(any(random, WORDS));
    }
    text.append(' ').append(any(random, DATA)).append(any(random, TEXTS));
    byte[] frame = text.toString().getBytes(random.nextInt(10) == 0 ? ISO_8859_1 : UTF_8);
    if (random.nextInt(4) == 0) {
      frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
    }
    return frame;
  }

  private static String any(Random random, List<String> list) {
    return list.get(random.nextInt(3) > 0 ? 0 : random.nextInt(list.size()));
  }
}
