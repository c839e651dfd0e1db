package org.marsad.collector.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.marsad.collector.journal.Disk.DiskFile;
import org.marsad.collector.journal.RecordHeader.Kind;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Transport;
import org.marsad.model.random.Seeds;

class RecordFormatTest {
  private static final Path FILE = JournalFixture.FOLDER.resolve("00000000000000000007.log");
  private static final long MARKER = 0x0123456789abcdefL;

  private final FaultyDisk disk = new FaultyDisk();

  @Test
  void bytesOfVersionOneDoNotChange() throws Exception {
    RawBatch batch =
        RawBatch.builder(new Origin("syslog", Transport.TLS, "192.0.2.7", "auto"), 0x1122334455L)
            .add("one".getBytes(StandardCharsets.UTF_8), 0, 3, 0)
            .add("three".getBytes(StandardCharsets.UTF_8), 0, 5, 0x81)
            .build();
    var bytes = new StringBuilder();
    bytes.append(hex(new SegmentHeader(7, 0x66, MARKER).encode())).append('\n');
    try (var encoder = new RecordEncoder(MARKER, true)) {
      encoder.add(batch, 7, 48);
      bytes.append(hex(encoder.staged())).append('\n');
    }
    bytes.append(hex(RecordHeader.mark(145, 9).encode(MARKER))).append('\n');
    bytes.append(hex(RecordHeader.gap(10, 201, 9, 300).encode(MARKER))).append('\n');
    assertEquals(
        """
        4d41525341444a0a000000010000000000000000000000070000000000000066\
        0123456789abcdef0000000037c77e84
        0123456789abcdef00000000000000280000000800000030000000000000000700000000000000020000001122334455\
        9a94a19968c0c2b0\
        0200067379736c6f6700093139322e302e322e3700046175746f\
        0006000b81016f6e657468726565
        0123456789abcdef01000000000000000000000000000091000000000000000900000000000000000000000000000000\
        0000000092dc74af
        0123456789abcdef020000000000000a00000000000000c90000000000000009000000000000012c0000000000000000\
        00000000fd3f452c
        """,
        bytes.toString());
  }

  @Test
  void randomBatchesComeBack() throws Exception {
    long seed = Seeds.next();
    var random = new Random(seed);
    for (boolean compress : new boolean[] {false, true}) {
      var batches = new ArrayList<RawBatch>();
      for (int i = 0; i < 500; i++) {
        batches.add(random.nextInt(5) == 0 ? compressible(random) : randomBatch(random));
      }
      List<RawBatch> found = decode(encode(batches, compress));
      assertEquals(batches.size(), found.size());
      for (int i = 0; i < batches.size(); i++) {
        assertTrue(JournalFixture.isSame(batches.get(i), found.get(i)), "seed " + seed);
      }
    }
  }

  @Test
  void packsWhatCanBePacked() throws Exception {
    RawBatch batch = compressible(new Random(1));
    int plain = encode(List.of(batch), false).length;
    int packed = encode(List.of(batch), true).length;
    assertTrue(packed < plain / 3, packed + " of " + plain);
  }

  @Test
  void growsForALargeBatchAndShrinksAgain() throws Exception {
    try (var encoder = new RecordEncoder(MARKER, false)) {
      for (int size : new int[] {100, 20 << 20, 100}) {
        encoder.clear();
        encoder.add(RawBatch.builder(JournalFixture.ORIGIN, 0).add(new byte[size]).build(), 0, 0);
        assertTrue(encoder.size() > size);
      }
      encoder.clear();
      assertTrue(encoder.staged().capacity() < 20 << 20);
    }
  }

  /** As an attacker may who can write the disk but wants the program to break. */
  @Test
  void numbersThatMakeNoSenseAreRefusedThoughTheChecksumFits() {
    List<RecordHeader> senseless =
        List.of(
            header(Kind.BATCH, -1, 0, 0, 0),
            header(Kind.BATCH, RecordHeader.MAX_BODY + 1, 0, 0, 0),
            header(Kind.BATCH, 10, -1, 0, 0),
            header(Kind.BATCH, 10, RecordHeader.MAX_BLOCK + 1, 0, 0),
            header(Kind.BATCH, 10, 1, -1, 0),
            header(Kind.BATCH, 10, 1, 0, -1),
            header(Kind.BATCH, 10, 1, 0, RecordHeader.MAX_FRAMES + 1),
            header(Kind.BATCH, 10, 1, Long.MAX_VALUE, 1),
            header(Kind.MARK, 1, 0, 0, 0),
            header(Kind.MARK, 0, 0, 0, 1),
            header(Kind.GAP, 0, 0, 1, Long.MAX_VALUE));
    for (RecordHeader header : senseless) {
      ByteBuffer bytes = header.encode(MARKER);
      assertThrows(BadRecord.class, () -> RecordHeader.decode(bytes, 0, MARKER), header.toString());
    }
  }

  @Test
  void bodiesThatAreNoBatchAreRefusedThoughTheChecksumFits() throws Exception {
    long seed = Seeds.next();
    var random = new Random(seed);
    byte[] good = encode(List.of(compressible(random), randomBatch(random)), true);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = good.clone();
      int length = ByteBuffer.wrap(bytes).getInt(SegmentHeader.SIZE + 12);
      int body = SegmentHeader.SIZE + RecordHeader.SIZE;
      bytes[body + random.nextInt(random.nextBoolean() ? 60 : length)] ^= 1 << random.nextInt(8);
      seal(bytes, length);
      try {
        decode(bytes);
      } catch (BadRecord _) {
        continue;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  @Test
  void aSegmentOfANewerVersionIsLeftAlone() throws Exception {
    ByteBuffer header = new SegmentHeader(7, 0, MARKER).encode();
    header.putInt(8, 2);
    header.putInt(44, RecordHeader.checksum(header, 0, 44));
    disk.put(FILE, header.array());
    var thrown =
        assertThrows(IOException.class, () -> SegmentHeader.read(disk.openToRead(FILE), FILE));
    assertFalse(thrown instanceof CorruptJournalException);
    String message = String.valueOf(thrown.getMessage());
    assertTrue(message.contains("version 2"), message);
    assertThrows(
        IOException.class,
        () -> JournalRepair.repair(disk, JournalFixture.FOLDER, new JournalFixture()::now));
    assertEquals(1, disk.segments().size());
  }

  private static RecordHeader header(Kind kind, int length, int plain, long firstId, long count) {
    return new RecordHeader(kind, false, length, plain, 0, firstId, count, 0, 0);
  }

  /** Gives the first record the checksums that fit. */
  private static void seal(byte[] bytes, int length) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    int at = SegmentHeader.SIZE;
    buffer.putInt(at + 48, RecordHeader.checksum(buffer, at + RecordHeader.SIZE, length));
    buffer.putInt(at + 52, RecordHeader.checksum(buffer, at, 52));
  }

  private static byte[] encode(List<RawBatch> batches, boolean compress) {
    try (var encoder = new RecordEncoder(MARKER, compress)) {
      long id = 7;
      for (RawBatch batch : batches) {
        encoder.add(batch, id, SegmentHeader.SIZE);
        id += batch.size();
      }
      var bytes = new byte[SegmentHeader.SIZE + encoder.size()];
      new SegmentHeader(7, 0, MARKER).encode().get(bytes, 0, SegmentHeader.SIZE);
      encoder.staged().get(bytes, SegmentHeader.SIZE, encoder.size());
      return bytes;
    }
  }

  private List<RawBatch> decode(byte[] bytes) throws IOException, BadRecord {
    disk.put(FILE, bytes);
    var batches = new ArrayList<RawBatch>();
    try (DiskFile file = disk.openToRead(FILE);
        var scanner = new RecordScanner(file, MARKER)) {
      scanner.limit(bytes.length);
      scanner.moveTo(SegmentHeader.SIZE);
      while (scanner.next()) {
        batches.add(scanner.batch());
      }
    }
    return batches;
  }

  private static RawBatch compressible(Random random) {
    RawBatch.Builder builder = RawBatch.builder(JournalFixture.ORIGIN, 1);
    for (int i = 0; i < 100; i++) {
      String line = "<38>Jan  2 03:04:05 host sshd[" + random.nextInt(9999) + "]: Failed password";
      builder.add(line.getBytes(StandardCharsets.UTF_8));
    }
    return builder.build();
  }

  /** Slices anywhere in a block, in any order. */
  private static RawBatch randomBatch(Random random) {
    Transport[] transports = Transport.values();
    var origin =
        new Origin(
            "i".repeat(1 + random.nextInt(255)),
            transports[random.nextInt(transports.length)],
            "\u20ac".repeat(random.nextInt(256)),
            random.nextBoolean() ? Origin.AUTO : "",
            "\u00fc".repeat(random.nextInt(3) * 127));
    RawBatch.Builder builder = RawBatch.builder(origin, random.nextLong());
    int size = 1 + random.nextInt(2000);
    builder.claim(size);
    var noise = new byte[size];
    random.nextBytes(noise);
    System.arraycopy(noise, 0, builder.block(), 0, size);
    for (int i = random.nextInt(10); i >= 0; i--) {
      int offset = random.nextInt(size + 1);
      int flags = random.nextBoolean() ? 0 : random.nextInt();
      builder.close(offset, random.nextInt(size - offset + 1), flags);
    }
    return builder.build();
  }

  private static String hex(ByteBuffer buffer) {
    var bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
