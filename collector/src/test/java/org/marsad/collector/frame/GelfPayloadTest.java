package org.marsad.collector.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.marsad.model.event.FrameFlag;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Transport;
import org.marsad.model.random.Seeds;

class GelfPayloadTest {
  private static final int MAX = 10_000;
  private static final Origin ORIGIN = Origin.of("gelf-udp", Transport.UDP, "192.0.2.1");
  private static final byte[] OBJECT = "{\"short_message\":\"hello hello hello\"}".getBytes(UTF_8);

  private final GelfPayload payloads = new GelfPayload(MAX);
  private @Nullable GelfFault fault;
  private int flags;

  @AfterEach
  void close() {
    payloads.close();
  }

  private byte[] frame(byte[] payload) {
    RawBatch.Builder batch = RawBatch.builder(ORIGIN, 0).add(new byte[] {1, 2, 3});
    fault = payloads.add(payload, batch);
    RawBatch built = batch.build();
    if (built.size() < 2) {
      return new byte[0];
    }
    flags = built.flags(1);
    int at = built.offset(1);
    return Arrays.copyOfRange(built.bytes(), at, at + built.length(1));
  }

  private static byte[] gzip(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  @Test
  void takesPlainZlibAndGzip() {
    for (byte[] payload : new byte[][] {OBJECT, LumberjackStream.deflate(OBJECT), gzip(OBJECT)}) {
      assertArrayEquals(OBJECT, frame(payload));
      assertNull(fault);
    }
    assertArrayEquals(OBJECT, frame((new String(OBJECT, UTF_8) + "\r\n\0").getBytes(UTF_8)));
    assertEquals(0, frame(new byte[] {0}).length);
  }

  @Test
  void takesPackedPayloadsWhoseChecksumEndsAsALineDoes() {
    int ends = 0;
    for (int i = 0; i < 2_000; i++) {
      byte[] object = ("{\"n\":" + i + "}").getBytes(UTF_8);
      for (byte[] packed : new byte[][] {LumberjackStream.deflate(object), gzip(object)}) {
        byte last = packed[packed.length - 1];
        ends += last == '\n' || last == '\r' || last == 0 ? 1 : 0;
        assertArrayEquals(object, frame(packed));
        assertNull(fault);
      }
    }
    assertTrue(ends > 10, () -> "the test shows nothing");
  }

  @Test
  void readsOverTheOptionalPartsOfAGzipHeader() {
    byte[] plain = gzip(OBJECT);
    var full = new ByteArrayOutputStream();
    full.write(plain, 0, 3);
    full.write(2 | 4 | 8 | 16);
    full.write(plain, 4, 6);
    full.writeBytes(new byte[] {3, 0, 'x', 'y', 'z'});
    full.writeBytes("name\0comment\0".getBytes(UTF_8));
    full.writeBytes(new byte[] {0, 0});
    full.write(plain, 10, plain.length - 10);
    assertArrayEquals(OBJECT, frame(full.toByteArray()));
    assertNull(fault);
  }

  @Test
  void unpacksABombUpToTheLimit() {
    byte[] zeros = new byte[50 << 20];
    for (byte[] bomb : new byte[][] {gzip(zeros), LumberjackStream.deflate(zeros)}) {
      assertArrayEquals(new byte[MAX], frame(bomb));
      assertEquals(GelfFault.OVERSIZE, fault);
      assertEquals(FrameFlag.OVERSIZE, flags);
    }
    assertArrayEquals(new byte[MAX], frame(gzip(new byte[MAX])));
    assertNull(fault);
  }

  @Test
  void keepsWhatCannotBeUnpackedAsItCame() {
    byte[] whole = gzip(OBJECT);
    byte[] wrongSum = whole.clone();
    wrongSum[wrongSum.length - 8] ^= 1;
    byte[] half = Arrays.copyOf(LumberjackStream.deflate(OBJECT), 20);
    byte[] header = {0x1f, (byte) 0x8b, 8};
    for (byte[] bad : new byte[][] {wrongSum, half, header, Arrays.copyOf(whole, 25)}) {
      assertArrayEquals(bad, frame(bad));
      assertEquals(GelfFault.UNREADABLE, fault);
    }
  }

  @Test
  void neverThrows() {
    long seed = Seeds.next();
    var random = new Random(seed);
    for (int round = 0; round < 5_000; round++) {
      byte[] bytes = random.nextBoolean() ? gzip(OBJECT) : LumberjackStream.deflate(OBJECT);
      for (int i = 0; i < 1 + random.nextInt(4); i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      byte[] frame = frame(Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length)));
      assertTrue(frame.length <= MAX, () -> "seed " + seed);
    }
  }
}
