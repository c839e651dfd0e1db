package org.marsad.collector.frame;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.marsad.model.event.FrameFlag;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Transport;
import org.marsad.model.random.Seeds;

class LumberjackDecoderTest {
  private static final LumberjackLimits LIMITS = new LumberjackLimits(1000, 5000, 1 << 20, 200);
  private static final Origin ORIGIN = Origin.of("beats", Transport.TCP, "192.0.2.1");

  private final List<String> frames = new ArrayList<>();
  private final List<Integer> flags = new ArrayList<>();
  private final List<Integer> due = new ArrayList<>();
  private int last;
  private int largest;

  /** Reads the bytes in pieces, building a batch whenever one is due and after each piece. */
  private LumberjackDecoder read(LumberjackLimits limits, byte[] bytes, int... cuts) {
    var decoder = new LumberjackDecoder(limits);
    RawBatch.Builder batch = RawBatch.builder(ORIGIN, 0);
    int from = 0;
    for (int i = 0; i <= cuts.length; i++) {
      int to = i == cuts.length ? bytes.length : cuts[i];
      // Direct, as the network has it.
      ByteBuffer piece = ByteBuffer.allocateDirect(to - from).put(bytes, from, to - from).flip();
      while (!decoder.decode(piece, batch)) {
        take(decoder, batch);
      }
      take(decoder, batch);
      from = to;
    }
    return decoder;
  }

  private LumberjackDecoder read(LumberjackStream stream, int... cuts) {
    return read(LIMITS, stream.bytes(), cuts);
  }

  private void take(LumberjackDecoder decoder, RawBatch.Builder batch) {
    largest = Math.max(largest, batch.length());
    if (batch.size() == 0) {
      return;
    }
    RawBatch built = decoder.build(batch);
    for (int i = 0; i < built.size(); i++) {
      frames.add(new String(built.bytes(), built.offset(i), built.length(i), ISO_8859_1));
      flags.add(built.flags(i));
    }
    LumberjackAcks acks = decoder.acks();
    for (int window = 0; window < acks.size(); window++) {
      due.add(acks.due(window));
    }
    last = acks.last();
  }

  @Test
  void readsJsonAsItIs() {
    String umlaut = new String("{\"m\":\"gr\u00fc\u00df\"}".getBytes(UTF_8), ISO_8859_1);
    read(
        LumberjackStream.v2()
            .window(3)
            .json(1, "{\"message\":\"one\"}")
            .json(2, "{\"m\":\"gr\u00fc\u00df\"}")
            .json(3, ""));
    assertEquals(List.of("{\"message\":\"one\"}", umlaut, ""), frames);
    assertEquals(List.of(3), due);
  }

  @Test
  void readsPairsAsObjectsWithTodaysNames() {
    read(
        new LumberjackStream('1')
            .window(2)
            .pairs(1, "line", "a \"b\" \\ c\n", "host", "h1", "file", "/var/log/x", "offset", "7")
            .pairs(2)
            .pairs(3, "n".repeat(70), "", "", "v"));
    assertEquals(
        List.of(
            "{\"message\":\"a \\\"b\\\" \\\\ c\\u000a\",\"host.name\":\"h1\","
                + "\"log.file.path\":\"/var/log/x\",\"log.offset\":\"7\"}",
            "{}",
            "{\"" + "n".repeat(70) + "\":\"\",\"\":\"v\"}"),
        frames);
    assertEquals(List.of(2, 3), due);
  }

  @Test
  void unpacksAndGoesOnBehindIt() {
    LumberjackStream inner = LumberjackStream.v2().json(1, "{\"a\":1}").json(2, "{\"a\":2}");
    read(LumberjackStream.v2().window(3).compressed(inner).json(3, "{\"a\":3}"));
    assertEquals(List.of("{\"a\":1}", "{\"a\":2}", "{\"a\":3}"), frames);
    assertEquals(List.of(3), due);
  }

  @Test
  void makesTheSameFramesOfAnyCut() {
    long seed = Seeds.next();
    var random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      byte[] bytes = random(random).bytes();
      read(LIMITS, bytes);
      var whole = List.copyOf(frames);
      var wholeFlags = List.copyOf(flags);
      var wholeDue = List.copyOf(due);
      clear();
      int[] cuts =
          random.ints(random.nextInt(40), 0, bytes.length + 1).sorted().distinct().toArray();
      LumberjackDecoder decoder = read(LIMITS, bytes, cuts);
      assertNull(decoder.broken(), () -> "seed " + seed);
      assertEquals(whole, frames, () -> "seed " + seed);
      assertEquals(wholeFlags, flags, () -> "seed " + seed);
      // Where no window is open an acknowledgement is due with each batch, so ends may differ.
      assertTrue(due.containsAll(wholeDue), () -> "seed " + seed);
      clear();
    }
  }

  private static LumberjackStream random(Random random) {
    LumberjackStream stream = LumberjackStream.v2();
    int sequence = 0;
    for (int part = 0; part < 1 + random.nextInt(6); part++) {
      LumberjackStream some = random.nextBoolean() ? LumberjackStream.v2() : stream;
      int count = random.nextInt(20);
      some.window(count);
      for (int i = 0; i < count; i++) {
        sequence++;
        String text = "x".repeat(random.nextInt(random.nextInt(10) == 0 ? 3000 : 60));
        if (random.nextInt(3) == 0) {
          some.pairs(sequence, "line", text, "k" + i, "v");
        } else {
          some.json(sequence, "{\"m\":\"" + text + "\"}");
        }
      }
      if (some != stream) {
        stream.compressed(some);
      }
    }
    return stream;
  }

  @Test
  void cutsWhatIsTooLongAndGoesOn() {
    String big = "{\"m\":\"" + "y".repeat(5000) + "\"}";
    LumberjackDecoder decoder =
        read(
            LumberjackStream.v2()
                .window(3)
                .json(1, big)
                .pairs(2, "line", "z".repeat(5000))
                .json(3, "{}"),
            1500,
            3000);
    assertEquals(big.substring(0, 1000), frames.get(0));
    assertEquals(1000, frames.get(1).length());
    assertEquals("{}", frames.get(2));
    assertEquals(List.of(FrameFlag.OVERSIZE, FrameFlag.OVERSIZE, 0), flags);
    assertEquals(2, decoder.oversize());
    assertEquals(List.of(3), due);
  }

  @Test
  void acknowledgesEachWindowThoughSequencesBeginAnew() {
    read(
        LumberjackStream.v2()
            .window(2)
            .json(1, "{}")
            .json(2, "{}")
            .window(2)
            .json(1, "{}")
            .json(2, "{}")
            .window(5)
            .json(1, "{}"));
    assertEquals(List.of(2, 2), due);
    assertEquals(1, last);
  }

  @Test
  void acknowledgesAWindowThatWasLeftUnfinished() {
    read(LumberjackStream.v2().window(9).json(1, "{}").window(1).json(2, "{}"));
    assertEquals(List.of(1, 2), due);
  }

  @Test
  void holdsNoMoreOfABombThanABatch() {
    var inner = LumberjackStream.v2();
    for (int i = 0; i < 2000; i++) {
      inner.json(i, "{\"m\":\"" + "a".repeat(400) + "\"}");
    }
    LumberjackStream stream = LumberjackStream.v2().window(2000).compressed(inner);
    assertTrue(stream.bytes().length < 12_000);
    assertNull(read(stream).broken());
    assertEquals(2000, frames.size());
    assertTrue(largest < (64 << 10) + 2000, () -> "held " + largest);
  }

  @Test
  void refusesBombsByRatioAndBySize() {
    byte[] zeros = new byte[3 << 20];
    LumberjackStream bomb = LumberjackStream.v2().compressed(LumberjackStream.v2().json(1, zeros));
    assertEquals(
        "ratio", read(new LumberjackLimits(1000, 1, 1L << 30, 100), bomb.bytes()).broken());
    assertEquals(
        "expanded", read(new LumberjackLimits(1000, 1, 1 << 20, 1100), bomb.bytes()).broken());
    assertEquals(List.of(), frames);
  }

  @Test
  void saysWhyAStreamIsBroken() {
    assertEquals("version", broken("GET / HTTP/1.1".getBytes(UTF_8)));
    assertEquals("type", broken(new byte[] {'2', 'X'}));
    assertEquals("type", broken(LumberjackStream.v2().head('A').number(1).bytes()));
    assertEquals("window", broken(LumberjackStream.v2().window(5001).bytes()));
    assertEquals("window", broken(LumberjackStream.v2().window(-1).bytes()));
    assertEquals("length", broken(LumberjackStream.v2().head('J').number(1).number(-1).bytes()));
    assertEquals("length", broken(LumberjackStream.v2().head('C').number(0).bytes()));
    assertEquals("pairs", broken(LumberjackStream.v2().head('D').number(1).number(-1).bytes()));
    assertEquals(
        "zlib", broken(LumberjackStream.v2().head('C').number(9).raw(new byte[9]).bytes()));
    LumberjackStream nested =
        LumberjackStream.v2()
            .compressed(LumberjackStream.v2().compressed(LumberjackStream.v2().json(1, "{}")));
    assertEquals("nested", broken(nested.bytes()));
    byte[] half = Arrays.copyOf(LumberjackStream.v2().json(1, "{\"a\":1}").bytes(), 12);
    assertEquals(
        "torn", broken(LumberjackStream.v2().compressed(LumberjackStream.v2().raw(half)).bytes()));
    assertEquals(List.of(), frames);
  }

  private String broken(byte[] bytes) {
    return String.valueOf(read(LIMITS, bytes).broken());
  }

  @Test
  void keepsWhatCameBeforeItBroke() {
    LumberjackDecoder decoder = read(LumberjackStream.v2().window(3).json(1, "{}").head('X'));
    assertEquals("type", decoder.broken());
    assertEquals(List.of("{}"), frames);
  }

  @Test
  void knowsWhetherAFrameIsOpen() {
    byte[] bytes = LumberjackStream.v2().json(1, "{}").bytes();
    assertFalse(read(LIMITS, bytes).isInFrame());
    for (int cut = 1; cut < bytes.length; cut++) {
      assertTrue(read(LIMITS, Arrays.copyOf(bytes, cut)).isInFrame());
    }
  }

  @Test
  void takesPackedFramesThatAreNotFinished() {
    // Some senders flush and never finish; what there is, is whole.
    byte[] plain = LumberjackStream.v2().json(1, "{\"a\":1}").bytes();
    var deflater = new java.util.zip.Deflater();
    deflater.setInput(plain);
    byte[] packed = new byte[200];
    int length = deflater.deflate(packed, 0, packed.length, java.util.zip.Deflater.SYNC_FLUSH);
    deflater.end();
    LumberjackDecoder decoder =
        read(
            LumberjackStream.v2()
                .head('C')
                .number(length)
                .raw(Arrays.copyOf(packed, length))
                .json(2, "{\"a\":2}"));
    assertNull(decoder.broken());
    assertEquals(List.of("{\"a\":1}", "{\"a\":2}"), frames);
  }

  @Test
  void neverThrows() {
    long seed = Seeds.next();
    var random = new Random(seed);
    for (int round = 0; round < 2000; round++) {
      byte[] bytes = random(random).bytes();
      for (int i = 0; i < 1 + random.nextInt(4); i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      read(LIMITS, bytes, random.nextInt(bytes.length));
      clear();
    }
    assertTrue(largest < (64 << 10) + 4000, () -> "held " + largest + ", seed " + seed);
  }

  private void clear() {
    frames.clear();
    flags.clear();
    due.clear();
  }
}
