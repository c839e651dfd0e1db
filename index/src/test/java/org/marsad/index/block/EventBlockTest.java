package org.marsad.index.block;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.event.Transport;
import org.marsad.model.event.ValueKind;
import org.marsad.model.random.Seeds;

class EventBlockTest {
  private static final long INDEXED = Samples.NOW + 5;

  private final Schema schema = new Schema();
  private final EventBlockWriter writer = new EventBlockWriter();

  @AfterEach
  void close() {
    writer.close();
  }

  @Test
  void givesBackTheEventsOfTheSamples() throws IOException {
    assertKept(Samples.random(schema, new Random(5), 0, 256));
    assertEquals(0, writer.uncut());
  }

  @Test
  void givesBackRandomEvents() throws IOException {
    long seed = Seeds.next();
    randomly(seed, 60);
  }

  @Test
  @Tag("extended")
  void givesBackManyRandomEvents() throws IOException {
    long seed = Seeds.next();
    for (int i = 0; i < 100; i++) {
      randomly(seed + i, 60);
    }
  }

  private void randomly(long seed, int blocks) throws IOException {
    var random = new Random(seed);
    var events = new RandomEvents(seed);
    for (int i = 0; i < blocks; i++) {
      EventBatch batch = events.batch(schema, 1 + random.nextInt(random.nextBoolean() ? 256 : 8));
      try {
        assertKept(batch);
      } catch (IOException | AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ", block " + i, e);
      }
    }
    assertEquals(0, writer.uncut(), () -> "seed " + seed);
  }

  @Test
  void keepsBytesThatAreNoText() throws IOException {
    var bytes = new byte[600];
    new Random(3).nextBytes(bytes);
    EventBatch.Builder batch = EventBatch.builder(schema);
    int at = batch.append(bytes, 0, bytes.length);
    for (int i = 0; i < 200; i++) {
      batch.begin(i, Samples.NOW, Samples.TCP, at + i, 300);
      batch.add(Fields.MESSAGE, at + i + 7, 200).add(Fields.TAGS, at + i, 0).end();
    }
    batch.begin(200, Samples.NOW, Samples.TCP, at, 0).end();
    assertKept(batch.build());
  }

  @Test
  void keepsValuesThatOverlapAndFieldsThatRepeat() throws IOException {
    EventBatch.Builder batch = EventBatch.builder(schema);
    for (int i = 0; i < 20; i++) {
      String line = "user=alice src=192.0.2." + i + " user=bob user=alice";
      Samples.begin(batch, i, line);
      int at = batch.length() - line.length();
      batch.add(Fields.MESSAGE, at, line.length());
      batch.add(Fields.USER_NAME, at + 5, 5).add(Fields.USER_NAME, at + 5, 5);
      batch.add(Fields.SOURCE_IP, at + 15, 10).add(Fields.TAGS, at + 8, 14);
      batch.add(Fields.USER_NAME, "alice").end();
    }
    assertKept(batch.build());
  }

  @Test
  void keepsLargeEventsApartFromSmallOnes() throws IOException {
    var random = new Random(11);
    EventBatch.Builder batch = EventBatch.builder(schema);
    for (int i = 0; i < 40; i++) {
      var bytes = new byte[i % 10 == 0 ? 1 << 20 : 50];
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] = (byte) (i % 20 == 0 ? 'a' : random.nextInt(256));
      }
      int at = batch.append(bytes, 0, bytes.length);
      batch.begin(i, Samples.NOW, Samples.TCP, at, bytes.length);
      batch.add(Fields.MESSAGE, at, bytes.length).end();
    }
    EventBatch events = batch.build();
    assertKept(events);
    EventBlock block = EventBlock.open(write(events), null);
    long head = block.ramBytes();
    block.row(35, EventBatch.single(schema));
    assertTrue(block.ramBytes() - head < 1 << 20, "a small event needs no large one");
  }

  @Test
  void readsTheBlocksOfASegmentWithItsFirst() throws IOException {
    long seed = Seeds.next();
    var events = new RandomEvents(seed);
    EventBatch one = events.batch(schema, 200);
    EventBatch two = events.batch(schema, 200);
    EventBlock first = EventBlock.open(write(one), null);
    byte[] next = writeNext(two);
    assertKept(two, EventBlock.open(next, first));
    assertTrue(next.length < write(two).length, () -> "seed " + seed);
    var alone = EventBlock.open(next, null);
    assertThrows(IOException.class, () -> alone.row(0, EventBatch.single(schema)));
    var other = EventBlock.open(write(events.batch(schema, 9)), null);
    var wrong = EventBlock.open(next, other);
    assertThrows(IOException.class, () -> wrong.row(0, EventBatch.single(schema)));
  }

  @Test
  void columnsThatAreEqualWhereAnotherIsPointAtIt() throws IOException {
    var sizes = new int[2];
    for (int round = 0; round < 2; round++) {
      EventBatch.Builder batch = EventBatch.builder(schema);
      for (int i = 0; i < 256; i++) {
        int host = i * 31 % 97;
        int other = round == 0 ? host : (host + i % 2) % 97;
        String one = "host" + host;
        String two = "10.1." + other;
        String line = one + " at " + two + ";";
        Samples.begin(batch, i, line);
        int at = batch.length() - line.length();
        batch.add(Fields.HOST_NAME, at, one.length());
        batch.add(Fields.SOURCE_IP, at + one.length() + 4, two.length()).end();
      }
      EventBatch events = batch.build();
      assertKept(events);
      sizes[round] = write(events).length;
    }
    assertTrue(sizes[0] + 150 < sizes[1], sizes[0] + " and " + sizes[1]);
  }

  @Test
  void whatAFieldHasIsNotWrittenAgainInAnother() throws IOException {
    var sizes = new int[2];
    for (int round = 0; round < 2; round++) {
      var random = new Random(7);
      EventBatch.Builder batch = EventBatch.builder(schema);
      for (int i = 0; i < 256; i++) {
        String user = "user" + Integer.toString(random.nextInt(1 << 30), 36);
        String path = "C:\\\\Temp\\\\" + Integer.toString(random.nextInt(1 << 30), 36) + ".exe";
        String told = i % 10 == 9 ? "nobody" : round == 0 ? user : user.replace("user", "User");
        String message = "run of " + path + " by " + told + (i % 5 == 4 ? " again" : "");
        String line =
            "{\"user\":\""
                + user
                + "\",\"path\":\""
                + path
                + "\",\"m\":\""
                + message
                + "\",\"p\":\""
                + path
                + "\"}";
        Samples.begin(batch, i, line);
        int at = batch.length() - line.length();
        batch.add(Fields.USER_NAME, at + line.indexOf(user), user.length());
        batch.add("process.executable", path.replace("\\\\", "\\"));
        batch.add("message", message.replace("\\\\", "\\"));
        batch.add(Fields.TAGS, at + line.lastIndexOf(path), path.length()).end();
      }
      EventBatch events = batch.build();
      assertKept(events);
      sizes[round] = write(events).length;
    }
    assertEquals(0, writer.uncut());
    assertTrue(sizes[0] + 500 < sizes[1], sizes[0] + " and " + sizes[1]);
  }

  @Test
  void whatComesAgainInASegmentIsWrittenOnce() throws IOException {
    String[] values = {
      "0123456789abcdef0123456789abcdef",
      "FEDCBA9876543210FEDCBA9876543210",
      "00112233-4455-6677-8899-aabbccddeeff",
      "00112233-4455-6677-8899-AABBCCDDEEFF",
      "00112233445566778899aabbccddeeff",
      "00112233445566778899AABBCCDDEEFF0",
      "abcdef0123456789a"
    };
    EventBatch.Builder batch = EventBatch.builder(schema);
    for (int i = 0; i < 200; i++) {
      String value = values[i % values.length];
      Samples.begin(batch, i, "of " + value + "," + value + " and \u000e\u0011x" + i % 3);
      batch.add(Fields.TAGS, batch.length() - 3, 2).end();
    }
    EventBatch events = batch.build();
    writer.beginSegment(again(events));
    byte[] one = writeNext(events);
    byte[] two = writeNext(events);
    EventBlock first = EventBlock.open(one, null);
    assertEquals(5, first.shared().size(), "cases and dashes are not told apart");
    assertKept(events, first);
    assertKept(events, EventBlock.open(two, first));
    writer.beginSegment(new HexTable());
    int without = writeNext(events).length;
    int withoutAgain = writeNext(events).length;
    assertTrue(two.length < withoutAgain, two.length + " and not less than " + withoutAgain);
    assertTrue(one.length < without, one.length + " and not less than " + without);
    EventBlock wrong =
        EventBlock.open(
            two, EventBlock.open(write(Samples.random(schema, new Random(5), 0, 9)), null));
    assertThrows(IOException.class, () -> wrong.row(0, EventBatch.single(schema)));
  }

  @Test
  void keepsAnEventOfTooManyValuesAsItIs() throws IOException {
    assertKept(RandomEvents.withTooManyValues(schema));
    assertEquals(1, writer.uncut());
  }

  @Test
  void keepsWhoTheSenderProvedToBe() throws IOException {
    EventBatch.Builder batch = EventBatch.builder(schema);
    Origin origin = Origin.of("syslog-tls", Transport.TLS, "192.0.2.3").withIdentity("CN=x");
    batch.begin(1, Samples.NOW, origin, batch.append(new byte[] {'a'}, 0, 1), 1).end();
    EventBlock block = EventBlock.open(write(batch.build()), null);
    EventBatch.Builder read = EventBatch.builder(schema);
    block.row(0, read);
    assertEquals(origin, read.build().origin(0));
  }

  @Test
  void filesValuesWhoseNamesFindNoRoom() throws IOException {
    EventBatch.Builder batch = EventBatch.builder(schema);
    Samples.begin(batch, 0, "x").add("unheard.of", "value").end();
    EventBlock block = EventBlock.open(write(batch.build()), null);
    var full = new Schema(Fields.ALL.size());
    EventBatch.Builder read = EventBatch.builder(full);
    block.row(0, read);
    assertEquals("unheard.of=value", read.build().event(0).text(Fields.OVERFLOW));
  }

  @Test
  void readsSomeFieldsAlone() throws IOException {
    long seed = Seeds.next();
    EventBatch events = new RandomEvents(seed).batch(schema, 200);
    EventBlock block = EventBlock.open(write(events), null);
    int wanted = schema.id("field.3");
    var fields = new BitSet();
    fields.set(wanted);
    for (int row = 0; row < events.size(); row++) {
      EventBatch.Builder builder = EventBatch.single(schema);
      block.values(row, fields, builder);
      EventBatch some = builder.build();
      assertEquals(events.id(row), some.id(0));
      int slice = some.firstSlice(0);
      for (int all = events.find(row, wanted);
          all != EventBatch.NONE;
          all = events.next(row, all)) {
        assertEquals(wanted, some.field(slice));
        assertArrayEquals(value(events, all), value(some, slice++), () -> "seed " + seed);
      }
      assertEquals(some.endSlice(0), slice);
    }
  }

  @Test
  void takesFewBytesForLinesThatDifferInNumbersAlone() throws IOException {
    EventBatch.Builder batch = EventBatch.builder(schema);
    var random = new Random(1);
    long raw = 0;
    for (int i = 0; i < 256; i++) {
      String line =
          "Mar 18 10:20:"
              + (10 + i / 6)
              + " web-1 sshd["
              + random.nextInt(30_000)
              + "]: Failed password for root from 192.0.2."
              + random.nextInt(256)
              + " port "
              + random.nextInt(60_000);
      raw += line.length();
      Samples.begin(batch, i, line).timestamp(Samples.NOW - i * 100_000_000L);
      int at = batch.length() - line.length();
      batch.add(
          Fields.MESSAGE, at + line.indexOf("Failed"), line.length() - line.indexOf("Failed"));
      batch.end();
    }
    int length = write(batch.build()).length;
    assertTrue(length < raw / 8, () -> length + " bytes");
  }

  @Test
  void refusesWhatIsNoBlockAndWhatWasChanged() throws IOException {
    byte[] block = write(new RandomEvents(4).batch(schema, 30));
    for (int at = 0; at < block.length; at++) {
      byte[] changed = block.clone();
      changed[at] = (byte) (changed[at] ^ 0x10);
      assertThrows(IOException.class, () -> readAll(changed));
      assertThrows(IOException.class, () -> readDigits(changed));
    }
    for (int length = 0; length < block.length; length++) {
      byte[] cut = Arrays.copyOf(block, length);
      assertThrows(IOException.class, () -> readAll(cut));
      assertThrows(IOException.class, () -> readDigits(cut));
    }
  }

  private static void readDigits(byte[] block) throws IOException {
    BlockDigits.each(
        new BytesRef(block),
        new byte[0],
        new BlockDigits.Sink() {
          @Override
          public void value(int row, int form, byte[] bytes, int at, int digits) {
            throw new AssertionError("a field without a name");
          }

          @Override
          public void other(int row) {
            assertTrue(row >= 0);
          }
        });
  }

  @Test
  void keepsDigitsApartThatAreThereOnce() throws IOException {
    var random = new Random(7);
    EventBatch.Builder batch = EventBatch.builder(schema);
    for (int i = 0; i < 200; i++) {
      String id = uuid(random);
      String large = uuid(random).toUpperCase(Locale.ROOT);
      String hash = HexFormat.of().formatHex(bytes(random, 20)) + (i % 2 == 0 ? "a" : "b");
      String line =
          "{\"id\":\"" + id + "\",\"guid\":\"{" + large + "}\",\"hash\":\"" + hash + "\"}";
      Samples.begin(batch, i, line);
      int at = batch.length() - line.length();
      batch.add(schema.id("id"), ValueKind.TEXT, at + line.indexOf(id), id.length());
      batch.add(schema.id("guid"), ValueKind.TEXT, at + line.indexOf("{" + large), 38);
      batch.add(schema.id("hash"), ValueKind.TEXT, at + line.indexOf(hash), hash.length());
      batch.add("beside", uuid(random));
      batch.add("mixed", i % 2 == 0 ? uuid(random) : "none");
      batch.end();
    }
    EventBatch events = batch.build();
    writer.beginSegment(new HexTable());
    byte[] block = writeNext(events);
    assertKept(events, EventBlock.open(block, null));
    int dice = 16 + 16 + 21 + 16 + 8;
    assertTrue(block.length < 200 * (dice + 6), () -> block.length / 200 + " bytes an event");
  }

  private static String uuid(Random random) {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private static byte[] bytes(Random random, int count) {
    var bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  @Test
  void readsHostileColumnsWithoutHarm() throws IOException {
    hostile(1_500);
  }

  @Test
  @Tag("extended")
  void readsManyHostileColumnsWithoutHarm() throws IOException {
    hostile(200_000);
  }

  /** Changes what the checksums are of, so that they are right. */
  private void hostile(int rounds) throws IOException {
    long seed = Seeds.next();
    var random = new Random(seed);
    byte[] block = write(new RandomEvents(seed).batch(schema, 40));
    int begin = block.length - frameLength(block);
    var in = new Input(block, begin, block.length - begin);
    in.int32();
    byte kind = in.next();
    int rows = in.count(EventBlock.MAX_ROWS);
    int length = in.count(1 << 24);
    int head = in.count(length);
    int about = in.count(length);
    int size = in.count(block.length);
    int bits = in.count(block.length);
    int outlined = in.count(block.length);
    int digits = in.count(block.length);
    int outlineAt = in.skip(outlined);
    byte[] outline = Arrays.copyOfRange(block, outlineAt, outlineAt + outlined);
    byte[] text = Zstd.decompress(Arrays.copyOfRange(block, in.at(), in.at() + size), length);
    in.skip(size);
    byte[] packed = Arrays.copyOfRange(block, in.skip(bits), block.length);
    assertEquals(bits + digits, packed.length);
    var dice = new Bytes();
    dice.add(packed, bits, digits);
    HexTable table = EventBlock.open(block, null).shared();
    int refused = 0;
    try (var frames = new FrameWriter(1)) {
      for (int i = 0; i < rounds; i++) {
        var changedText = new Bytes();
        changedText.add(text);
        for (int n = random.nextInt(3) + 1; n > 0; n--) {
          int most = random.nextBoolean() ? head + about : length;
          changedText.array()[random.nextInt(most)] = (byte) random.nextInt();
        }
        var changedBits = new Bytes();
        changedBits.add(packed, 0, random.nextInt(10) == 0 ? random.nextInt(bits) : bits);
        var changedOutline = new Bytes();
        changedOutline.add(outline);
        if (random.nextInt(4) == 0) {
          changedOutline.array()[random.nextInt(outlined)] = (byte) random.nextInt();
        }
        var frame = new Bytes();
        frames.frame(
            frame, kind, rows, changedText, head, about, changedBits, changedOutline, dice);
        try {
          FrameReader reader =
              FrameReader.open(new Input(frame.array(), 0, frame.length()), _ -> null, table);
          for (int row = 0; row < rows; row++) {
            reader.row(row, EventBatch.single(schema), null);
          }
        } catch (IOException e) {
          assertTrue(e.getMessage() != null, () -> "seed " + seed);
          refused++;
        } catch (RuntimeException | Error e) {
          throw new AssertionError("seed " + seed + ", round " + i, e);
        }
      }
    }
    assertTrue(refused > 0, () -> "seed " + seed);
  }

  private static int frameLength(byte[] block) throws IOException {
    var in =
        new Input(block, EventBlock.MAGIC.length + 1, block.length - EventBlock.MAGIC.length - 1);
    assertEquals(1, in.count(EventBlock.MAX_ROWS));
    in.count(EventBlock.MAX_ROWS);
    return in.count(block.length);
  }

  @Test
  void readsJsonStringsAsTheCollectorDoes() {
    assertUnescaped("a\"\\/\b\f\n\r\t", "a\\\"\\\\\\/\\b\\f\\n\\r\\t");
    assertUnescaped("\u00e9\u20ac\ud83d\ude00", "\\u00e9\\u20AC\\ud83d\\uDE00");
    assertUnescaped("\ufffdx\ufffd", "\\ud83dx\\udc00");
    for (String none : new String[] {"\\", "\\x", "\\u12", "\\u12g4"}) {
      byte[] json = none.getBytes(UTF_8);
      assertFalse(JsonEscapes.unescape(json, 0, json.length, new Bytes()), none);
    }
  }

  private static void assertUnescaped(String text, String escaped) {
    byte[] json = (escaped + "\"").getBytes(UTF_8);
    var out = new Bytes();
    assertTrue(JsonEscapes.unescape(json, 0, json.length - 1, out));
    byte[] bytes = Arrays.copyOf(out.array(), out.length());
    assertEquals(text, new String(bytes, UTF_8));
    assertEquals(json.length - 1, JsonEscapes.end(json, 0, json.length, bytes, 0, bytes.length));
    assertEquals(-1, JsonEscapes.end(json, 0, json.length, bytes, 0, bytes.length - 1));
  }

  @Test
  void numbersOfEverySizeComeBack() throws IOException {
    var random = new Random(8);
    for (int i = 0; i < 400; i++) {
      var values = new long[1 + random.nextInt(100)];
      int shift = random.nextInt(64);
      long step = random.nextInt(3) == 0 ? 1_000_000 : 1;
      for (int at = 0; at < values.length; at++) {
        values[at] = (random.nextLong() >> shift) * step;
      }
      var about = new Bytes();
      var packed = new Bytes();
      Longs.write(values, 0, values.length, about, packed);
      long[] read =
          Longs.read(
              values.length,
              new Input(about.array(), 0, about.length()),
              new Input(packed.array(), 0, packed.length()));
      assertArrayEquals(values, read);
    }
  }

  @Test
  void timesComeBackOnlyIfEveryByteDoes() {
    assertTime("2026-03-18T10:20:30.123", true);
    assertTime("2024-02-29 23:59:59,000000001", true);
    assertTime("2199-12-31T00:00:00", true);
    assertTime("2026-02-29T00:00:00", false);
    assertTime("1969-12-31T23:59:59", false);
    assertTime("2026-03-18T24:00:00", false);
    assertTime("2026-13-18T10:00:60", false);
  }

  private static void assertTime(String text, boolean is) {
    byte[] bytes = text.getBytes(US_ASCII);
    assertTrue(Times.looksIso(bytes, 0, bytes.length));
    int style = Times.isoStyle(bytes, 0, bytes.length);
    long nanos = Times.iso(bytes, 0, style);
    assertEquals(is, nanos != Times.NONE, text);
    if (is) {
      assertEquals(Nanos.parse(text.replace(' ', 'T').replace(',', '.') + "Z"), nanos);
      var out = new Bytes();
      assertTrue(Times.writeIso(nanos, style, out));
      assertEquals(text, new String(out.array(), 0, out.length(), US_ASCII));
    }
  }

  private byte[] write(EventBatch events) throws IOException {
    writer.beginSegment(again(events));
    byte[] block = writeNext(events);
    assertDigits(events, block);
    return block;
  }

  /** Values that are digits are found without the text, or their events are told. */
  private void assertDigits(EventBatch events, byte[] block) throws IOException {
    HexTable again = again(events);
    var expected = new HashMap<String, Set<String>>();
    var needed = new HashMap<String, Set<String>>();
    for (int row = 0; row < events.size(); row++) {
      for (int slice = events.firstSlice(row); slice < events.endSlice(row); slice++) {
        int from = events.offset(slice);
        int to = from + events.length(slice);
        if (Digits.areDice(events.bytes(), from, to)) {
          String name = schema.field(events.field(slice)).name();
          String value = row + " " + new String(events.bytes(), from, to - from, US_ASCII);
          expected.computeIfAbsent(name, _ -> new HashSet<>()).add(value);
          if (!Digits.comeAgain(again, events.bytes(), from, to)) {
            needed.computeIfAbsent(name, _ -> new HashSet<>()).add(value);
          }
        }
      }
    }
    for (String name : expected.keySet()) {
      var found = new HashSet<String>();
      var others = new HashSet<String>();
      BlockDigits.each(
          new BytesRef(block),
          name.getBytes(UTF_8),
          new BlockDigits.Sink() {
            @Override
            public void value(int row, int form, byte[] bytes, int at, int digits) {
              var text = new Bytes();
              Digits.write(form, digits, bytes, at, text);
              found.add(row + " " + new String(text.array(), 0, text.length(), US_ASCII));
            }

            @Override
            public void other(int row) {
              others.add(row + " ");
            }
          });
      for (String value : found) {
        String digits = value.substring(value.indexOf(' ') + 1);
        assertTrue(
            expected.get(name).contains(value) || digits.chars().noneMatch(Character::isLetter),
            value);
      }
      for (String value : needed.getOrDefault(name, Set.of())) {
        String row = value.substring(0, value.indexOf(' ') + 1);
        assertTrue(found.contains(value) || others.contains(row), value);
      }
    }
  }

  /** What comes again if it is told of every other event. */
  private static HexTable again(EventBatch events) {
    var table = new HexTable();
    for (int row = 0; row < events.size(); row += 2) {
      int from = events.originalOffset(row);
      table.addFrom(events.bytes(), from, from + events.originalLength(row));
    }
    return table;
  }

  private byte[] writeNext(EventBatch events) throws IOException {
    writer.begin();
    for (int row = 0; row < events.size(); row++) {
      writer.add(events, row, INDEXED + row % 3);
    }
    assertEquals(events.size(), writer.size());
    BytesRef block = writer.finish();
    return Arrays.copyOfRange(block.bytes, block.offset, block.offset + block.length);
  }

  private void readAll(byte[] bytes) throws IOException {
    EventBlock block = EventBlock.open(bytes, null);
    EventBatch.Builder batch = EventBatch.builder(schema);
    for (int row = 0; row < block.size(); row++) {
      block.row(row, batch);
    }
  }

  private void assertKept(EventBatch events) throws IOException {
    assertKept(events, EventBlock.open(write(events), null));
  }

  private void assertKept(EventBatch events, EventBlock block) throws IOException {
    assertEquals(events.size(), block.size());
    EventBatch.Builder builder = EventBatch.builder(schema);
    for (int row = 0; row < block.size(); row++) {
      block.row(row, builder);
    }
    EventBatch read = builder.build();
    for (int row = 0; row < events.size(); row++) {
      assertSame(events, read, row);
    }
  }

  private static void assertSame(EventBatch expected, EventBatch read, int row) {
    assertEquals(expected.id(row), read.id(row));
    assertEquals(expected.timestamp(row), read.timestamp(row));
    assertEquals(expected.received(row), read.received(row));
    assertEquals(INDEXED + row % 3, read.indexed(row));
    assertEquals(expected.origin(row), read.origin(row));
    assertArrayEquals(expected.event(row).original(), read.event(row).original());
    int count = expected.endSlice(row) - expected.firstSlice(row);
    assertEquals(count, read.endSlice(row) - read.firstSlice(row));
    for (int i = 0; i < count; i++) {
      int one = expected.firstSlice(row) + i;
      int other = read.firstSlice(row) + i;
      assertEquals(expected.field(one), read.field(other));
      assertEquals(expected.kind(one), read.kind(other));
      assertArrayEquals(value(expected, one), value(read, other));
      int from = expected.offset(one) - expected.originalOffset(row);
      if (from >= 0 && from + expected.length(one) <= expected.originalLength(row)) {
        assertEquals(from, read.offset(other) - read.originalOffset(row));
      }
    }
  }

  private static byte[] value(EventBatch batch, int slice) {
    return Arrays.copyOfRange(
        batch.bytes(), batch.offset(slice), batch.offset(slice) + batch.length(slice));
  }
}
