package org.marsad.collector.frame;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.marsad.model.event.FrameFlag;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Transport;
import org.marsad.model.random.Seeds;

class GelfFrameDecoderTest {
  private static final int MAX = 60;
  private static final Origin ORIGIN = Origin.of("gelf-tcp", Transport.TCP, "192.0.2.1");

  private final List<Integer> flags = new ArrayList<>();

  /** The frames of a text, read in pieces that end at the cuts. */
  private List<String> read(String text, int... cuts) {
    var frames = new ArrayList<String>();
    flags.clear();
    var decoder = new GelfFrameDecoder(MAX);
    RawBatch.Builder batch = RawBatch.builder(ORIGIN, 0);
    byte[] bytes = text.getBytes(ISO_8859_1);
    int from = 0;
    int waiting = 0;
    for (int i = 0; i <= cuts.length; i++) {
      int to = i == cuts.length ? bytes.length : cuts[i];
      int at = batch.claim(to - from);
      System.arraycopy(bytes, from, batch.block(), at, to - from);
      waiting = decoder.decode(batch.block(), waiting, batch.length(), batch);
      from = to;
    }
    decoder.finish(batch.block(), waiting, batch.length(), batch);
    RawBatch built = batch.build();
    for (int i = 0; i < built.size(); i++) {
      frames.add(new String(built.bytes(), built.offset(i), built.length(i), ISO_8859_1));
      flags.add(built.flags(i));
    }
    return frames;
  }

  @Test
  void endsFramesAtNuls() {
    assertEquals(List.of("{\"a\":1}", "{\"b\":2}"), read("{\"a\":1}\0{\"b\":2}\0"));
    assertEquals(List.of(0, 0), flags);
  }

  @Test
  void endsFramesAtLineFeedsBetweenObjects() {
    assertEquals(List.of("{\"a\":1}", "{\"b\":2}"), read("{\"a\":1}\n{\"b\":2}\r\n"));
    assertEquals(
        List.of("hello", "{\"b\":{\"c\":\"}{\\\"\"}}"),
        read("hello\n{\"b\":{\"c\":\"}{\\\"\"}}\n"));
  }

  @Test
  void keepsObjectsThatArePrintedOverSeveralLines() {
    String pretty = "{\n  \"a\": 1\n}";
    assertEquals(List.of(pretty, pretty), read(pretty + "\0" + pretty + "\0"));
    assertEquals(List.of(pretty, pretty), read(pretty + "\n" + pretty + "\n"));
  }

  @Test
  void takesLineFeedsOfAStreamThatHasNulsAsText() {
    assertEquals(List.of("{}", "{\"a\":\"b\nc\"}\nx"), read("{}\0{\"a\":\"b\nc\"}\nx\0"));
  }

  @Test
  void findsItsFeetBehindALineThatLostItsEnd() {
    assertEquals(
        List.of("{\"a\":1}", "{\"b\":\"lost", "{\"c\":3}"),
        read("{\"a\":1}\n{\"b\":\"lost\n{\"c\":3}\n"));
  }

  @Test
  void cutsWhatIsTooLongAndGoesOn() {
    String big = "{\"a\":\"" + "x".repeat(200) + "\"}";
    assertEquals(List.of(big.substring(0, MAX), "{}"), read(big + "\0{}\0"));
    assertEquals(List.of(FrameFlag.OVERSIZE, 0), flags);
  }

  @Test
  void flagsAnObjectThatLostItsEnd() {
    assertEquals(List.of("{}", "{\"a\":1"), read("{}\0{\"a\":1"));
    assertEquals(List.of(0, FrameFlag.TORN), flags);
    assertEquals(List.of("{\"a\":1}"), read("{\"a\":1}"));
    assertEquals(List.of(0), flags);
  }

  @Test
  void makesTheSameFramesOfAnyCut() {
    long seed = Seeds.next();
    var random = new Random(seed);
    String letters = "{}\"\\\n\0\r a";
    for (int round = 0; round < 3000; round++) {
      var text = new StringBuilder();
      for (int i = 0; i < 1 + random.nextInt(200); i++) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      List<String> whole = read(text.toString());
      var wholeFlags = List.copyOf(flags);
      int[] cuts =
          random.ints(random.nextInt(10), 0, text.length() + 1).sorted().distinct().toArray();
      assertEquals(whole, read(text.toString(), cuts), () -> "seed " + seed);
      assertEquals(wholeFlags, flags, () -> "seed " + seed);
    }
  }
}
