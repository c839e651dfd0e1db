package org.marsad.collector.frame;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.marsad.model.event.FrameFlag;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Samples;
import org.marsad.model.random.Seeds;

class SyslogFrameDecoderTest {
  private static final int MAX = 40;

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "`<1>a\\n<2>b\\n`;`<1>a|<2>b`",
        "`<1>a\\r\\n<2>b\\r\\n`;`<1>a|<2>b`",
        "`4 <1>a4 <2>b`;`<1>a|<2>b`",
        "`5 <1>a\\n4 <2>b`;`<1>a|<2>b`",
        "`4 <1>a<2>b\\n4 <3>c<4>d\\n`;`<1>a|<2>b|<3>c|<4>d`",
        "`8 <1>a\\nb\\nc<2>d\\n`;`<1>a\\nb\\nc|<2>d`",
        "`\\n\\n\\n<1>a\\n\\n`;`<1>a`",
        "`2024 was a line\\n<1>b\\n`;`2024 was a line|<1>b`",
        "`12 monkeys\\n`;`12 monkeys`",
        "`4 <1>a11 no pri here`;`<1>a|no pri here`",
        "`12 no pri here\\n4 <1>a`;`no pri here|<1>a`",
        "`11 no pri here\\n`;`11 no pri here`",
        "`6 <1>a\\r\\n5 <2>b\\0<3>c\\n`;`<1>a|<2>b|<3>c`",
        "`<1>a\\0<2>b\\0`;`<1>a|<2>b`",
        "`<1>a\\0\\n`;`<1>a`",
        "`a\\0b\\0\\n`;`a\\0b\\0`",
        "`{\"a\": 1}\\n9 {\"a\": 1}`;`{\"a\": 1}|{\"a\": 1}`",
        "`99999999999 x\\n<1>a\\n`;`99999999999 x|<1>a`",
        "`0 <1>a\\n`;`0 <1>a`",
      })
  void tellsFramesApart(String stream, String frames) {
    assertEquals(List.of(plain(frames).split("\\|", -1)), texts(decode(plain(stream), 1_000)));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "`4 <1>abc4 <2>d`;`<1>a|bc|<2>d`",
        "`4 <1>abc\\n<2>d\\n`;`<1>a|bc|<2>d`",
        "`8 <1>a4 <2>b4 <3>c`;`<1>a4 <2|>b|<3>c`",
        "`4 <1>a0 4 <<4 x 12345678901 <9>4 <2>b`;`<1>a|0 4 <<4 x 12345678901 <9>|<2>b`",
        "`4 <1>a99999999 <9>x`;`<1>a|99999999 <9>x`",
      })
  void findsItsFeetBehindAWrongCount(String stream, String frames) {
    RawBatch batch = decode(plain(stream), 1_000).getFirst();
    assertEquals(List.of(frames.split("\\|", -1)), texts(List.of(batch)));
    assertEquals(0, batch.flags(0));
    assertEquals(FrameFlag.RESYNC, batch.flags(1) & FrameFlag.RESYNC);
  }

  @Test
  void keepsTheHeadOfLongStrayBytesAndGoesOn() {
    RawBatch batch = decode("4 <1>a" + "x".repeat(100) + "4 <2>b", 1_000).getFirst();
    assertEquals(List.of("<1>a", "x".repeat(MAX), "<2>b"), texts(List.of(batch)));
    assertEquals(FrameFlag.OVERSIZE | FrameFlag.RESYNC, batch.flags(1));
  }

  @Test
  void keepsTheHeadOfALongMessageThatNulEnds() {
    RawBatch batch = decode("<1>" + "a".repeat(100) + "\0<2>b\0", 1_000).getFirst();
    assertEquals(List.of("<1>" + "a".repeat(MAX - 3), "<2>b"), texts(List.of(batch)));
  }

  @Test
  void keepsALineOfExactlyTheLimitWhole() {
    String line = "<1>" + "a".repeat(MAX - 3);
    RawBatch batch = decode(line + "\r\n" + MAX + " " + line + line + "b\n", 1_000).getFirst();
    assertEquals(List.of(line, line, line), texts(List.of(batch)));
    assertEquals(0, batch.flags(0) | batch.flags(1));
    assertEquals(FrameFlag.OVERSIZE, batch.flags(2));
  }

  @Test
  void keepsTheHeadOfALongLineAndGoesOn() {
    List<RawBatch> batches = decode("<1>" + "a".repeat(100) + "\n<2>b\n", 1_000);
    assertEquals(List.of("<1>" + "a".repeat(MAX - 3), "<2>b"), texts(batches));
    assertEquals(FrameFlag.OVERSIZE, batches.getFirst().flags(0));
    assertEquals(0, batches.getFirst().flags(1));
  }

  @Test
  void keepsTheHeadOfALongCountedFrameAndGoesOn() {
    List<RawBatch> batches = decode("103 <1>" + "a".repeat(100) + "4 <2>b", 1_000);
    assertEquals(List.of("<1>" + "a".repeat(MAX - 3), "<2>b"), texts(batches));
    assertEquals(FrameFlag.OVERSIZE, batches.getFirst().flags(0));
  }

  @Test
  void keepsWhatTheEndCutsOff() {
    List<RawBatch> batches = decode("<1>a\n<2>unfinished", 1_000);
    assertEquals(List.of("<1>a", "<2>unfinished"), texts(batches));
    assertEquals(FrameFlag.TORN, batches.getFirst().flags(1));
    assertEquals(List.of("<1>abc"), texts(decode("20 <1>abc", 1_000)));
  }

  @Test
  void anyCutOfTheStreamGivesTheSameFrames() {
    long seed = Seeds.next();
    var random = new Random(seed);
    for (int i = 0; i < 3_000; i++) {
      String stream = stream(random);
      List<String> whole = texts(decode(stream, stream.length() + 1));
      List<String> cut = texts(decode(stream, 1 + random.nextInt(9)));
      assertEquals(whole, cut, () -> "seed " + seed + ": " + stream);
    }
  }

  @Test
  void anyCutOfNoiseGivesTheSameFrames() {
    long seed = Seeds.next();
    var random = new Random(seed);
    String alphabet = "0123456789 <>\n\r\0{ab<1 ";
    for (int i = 0; i < 5_000; i++) {
      var noise = new StringBuilder();
      for (int length = random.nextInt(300); length > 0; length--) {
        noise.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String stream = noise.toString();
      List<String> whole = described(decode(stream, stream.length() + 1));
      List<String> cut = described(decode(stream, 1 + random.nextInt(30)));
      assertEquals(whole, cut, () -> "seed " + seed + ": " + stream);
    }
  }

  @Test
  void everyByteOfAStreamWithoutLongFramesIsInAFrameOrFraming() {
    long seed = Seeds.next();
    var random = new Random(seed);
    for (int i = 0; i < 3_000; i++) {
      var bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      var decoder = new SyslogFrameDecoder(1_000);
      RawBatch.Builder batch = RawBatch.builder(Samples.TCP, 0);
      batch.claim(bytes.length);
      System.arraycopy(bytes, 0, batch.block(), 0, bytes.length);
      int rest = decoder.decode(batch.block(), 0, bytes.length, batch);
      decoder.finish(batch.block(), rest, bytes.length, batch);
      RawBatch frames = batch.build();
      int end = 0;
      for (int frame = 0; frame <= frames.size(); frame++) {
        int next = frame < frames.size() ? frames.offset(frame) : bytes.length;
        String between = new String(bytes, end, next - end, ISO_8859_1);
        assertTrue(between.matches("[\\n\\r\\x00]*([1-9][0-9]* )?"), () -> "seed " + seed);
        end = frame < frames.size() ? next + frames.length(frame) : next;
      }
    }
  }

  @Test
  void takesAnyBytesInBoundedMemory() {
    long seed = Seeds.next();
    var random = new Random(seed);
    var decoder = new SyslogFrameDecoder(MAX);
    RawBatch.Builder batch = RawBatch.builder(Samples.TCP, 0);
    int rest = 0;
    for (int i = 0; i < 20_000; i++) {
      var bytes = new byte[1 + random.nextInt(50)];
      random.nextBytes(bytes);
      int at = batch.claim(bytes.length);
      System.arraycopy(bytes, 0, batch.block(), at, bytes.length);
      rest = decoder.decode(batch.block(), rest, batch.length(), batch);
      int waiting = batch.length() - rest;
      assertTrue(
          waiting <= MAX + SyslogFrameDecoder.MAX_EXTRA,
          () -> "seed " + seed + ": " + waiting + " bytes wait");
      byte[] kept = java.util.Arrays.copyOfRange(batch.block(), rest, batch.length());
      batch.build();
      rest = batch.claim(kept.length);
      System.arraycopy(kept, 0, batch.block(), rest, kept.length);
    }
  }

  private static String stream(Random random) {
    var stream = new StringBuilder();
    for (int i = random.nextInt(6); i >= 0; i--) {
      String message = "<" + random.nextInt(192) + ">" + "m".repeat(random.nextInt(60));
      switch (random.nextInt(5)) {
        case 0 -> stream.append(message.length()).append(' ').append(message);
        case 1 -> stream.append(message.length() + 1).append(' ').append(message).append('\n');
        case 2 -> stream.append(message).append("\r\n");
        case 3 -> stream.append(random.nextInt(100_000)).append(" text\n");
        default -> stream.append(message).append('\n');
      }
    }
    return stream.toString();
  }

  /** Feeds the stream in pieces of this size and ends it. */
  private static List<RawBatch> decode(String stream, int piece) {
    byte[] bytes = stream.getBytes(ISO_8859_1);
    var decoder = new SyslogFrameDecoder(MAX);
    RawBatch.Builder batch = RawBatch.builder(Samples.TCP, 0);
    int rest = 0;
    for (int from = 0; from < bytes.length; from += piece) {
      int count = Math.min(piece, bytes.length - from);
      int at = batch.claim(count);
      System.arraycopy(bytes, from, batch.block(), at, count);
      rest = decoder.decode(batch.block(), rest, batch.length(), batch);
    }
    decoder.finish(batch.block(), rest, batch.length(), batch);
    return List.of(batch.build());
  }

  private static List<String> texts(List<RawBatch> batches) {
    var texts = new ArrayList<String>();
    for (RawBatch batch : batches) {
      for (int i = 0; i < batch.size(); i++) {
        texts.add(new String(batch.bytes(), batch.offset(i), batch.length(i), ISO_8859_1));
      }
    }
    return texts;
  }

  private static List<String> described(List<RawBatch> batches) {
    List<String> texts = texts(batches);
    RawBatch batch = batches.getFirst();
    for (int i = 0; i < batch.size(); i++) {
      texts.set(i, batch.flags(i) + " " + texts.get(i));
    }
    return texts;
  }

  private static String plain(String escaped) {
    return escaped.replace("\\n", "\n").replace("\\r", "\r").replace("\\0", "\0");
  }
}
