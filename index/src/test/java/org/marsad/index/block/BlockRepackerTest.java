package org.marsad.index.block;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.random.Seeds;

/** Blocks whose texts are compressed once more, against the same as they were written. */
class BlockRepackerTest {
  private static final int BLOCKS = 60;

  private final Schema schema = new Schema();
  private final long seed = Seeds.next();
  private final RandomEvents random = new RandomEvents(seed);

  @Test
  void givesBackTheSameEventsInFewerBytes() throws IOException {
    List<EventBlock> built = opened(written(BLOCKS), null);
    TextDictionary dictionary = trained(built);
    List<EventBlock> repacked = repacked(built, dictionary);
    assertSame(built, repacked);
    assertTrue(bytes(repacked) < bytes(built) * 0.97, () -> "seed " + seed);
  }

  @Test
  void repacksOnceMoreAfterAnother() throws IOException {
    List<EventBlock> built = opened(written(BLOCKS), null);
    List<EventBlock> once = repacked(built, trained(built));
    List<EventBlock> others = opened(written(BLOCKS), null);
    List<EventBlock> twice = repacked(once, trained(others));
    assertSame(built, twice);
  }

  @Test
  void keepsEventsWithoutColumnsAsTheyAre() throws IOException {
    EventBatch events = RandomEvents.withTooManyValues(schema);
    List<EventBlock> mixed = opened(written(List.of(events)), null);
    assertEquals(3, mixed.getFirst().head().frames());
    assertSame(mixed, repacked(mixed, trained(opened(written(BLOCKS), null))));
  }

  @Test
  void makesNoDictionaryOfLittleAndOfNothing() throws IOException {
    assertNull(new TextDictionary.Training().train());
    var training = new TextDictionary.Training();
    for (EventBlock block : opened(written(3), null)) {
      training.add(block);
    }
    assertNull(training.train());
  }

  @Test
  void aDictionaryComesBackAsItWasStored() throws IOException {
    TextDictionary dictionary = trained(opened(written(BLOCKS), null));
    byte[] stored = dictionary.stored();
    assertArrayEquals(dictionary.bytes(), TextDictionary.open(new BytesRef(stored)).bytes());
    for (int at = 0; at < stored.length; at++) {
      byte[] changed = stored.clone();
      changed[at] = (byte) (changed[at] ^ 0x10);
      assertThrows(IOException.class, () -> TextDictionary.open(new BytesRef(changed)));
    }
    for (int length = 0; length < stored.length; length++) {
      var cut = new BytesRef(stored, 0, length);
      assertThrows(IOException.class, () -> TextDictionary.open(cut));
    }
  }

  @Test
  void refusesBlocksWithoutTheirDictionaryOrWithAnother() throws IOException {
    List<EventBlock> built = opened(written(BLOCKS), null);
    byte[] block = repacked(built, trained(built)).getFirst().bytes();
    TextDictionary other = trained(opened(written(BLOCKS), null));
    for (TextDictionary wrong : new TextDictionary[] {null, other}) {
      EventBlock opened = EventBlock.open(new BytesRef(block), null, wrong);
      assertThrows(IOException.class, () -> opened.row(0, EventBatch.single(schema)));
    }
  }

  @Test
  void readsBlocksOfTheVersionBefore() throws IOException {
    List<byte[]> blocks = written(2);
    List<EventBlock> now = opened(blocks, null);
    for (int i = 0; i < blocks.size(); i++) {
      blocks.set(i, withVersion(now.get(i), EventBlock.OLDEST));
    }
    assertSame(now, opened(blocks, null));
    byte[] older = withVersion(now.getFirst(), (byte) (EventBlock.OLDEST - 1));
    byte[] newer = withVersion(now.getFirst(), (byte) (EventBlock.VERSION + 1));
    for (byte[] unknown : List.of(older, newer)) {
      var refused = assertThrows(IOException.class, () -> EventBlock.open(unknown, null));
      assertEquals(
          "a block of events has version " + unknown[3] + ", expecting 6 to 7",
          refused.getMessage());
    }
  }

  /** The same with another version in its head. */
  private static byte[] withVersion(EventBlock block, byte version) {
    byte[] changed = block.bytes().clone();
    changed[EventBlock.MAGIC.length] = version;
    int sumAt = block.head().tableEnd;
    var checksum = new CRC32C();
    checksum.update(changed, 0, sumAt);
    for (int i = 0; i < Integer.BYTES; i++) {
      changed[sumAt + i] = (byte) (checksum.getValue() >>> 8 * i);
    }
    return changed;
  }

  private List<byte[]> written(int count) throws IOException {
    var batches = new ArrayList<EventBatch>();
    for (int i = 0; i < count; i++) {
      batches.add(random.batch(schema, EventBlock.MAX_ROWS));
    }
    return written(batches);
  }

  private static List<byte[]> written(List<EventBatch> batches) throws IOException {
    var blocks = new ArrayList<byte[]>();
    try (var writer = new EventBlockWriter()) {
      writer.beginSegment(new HexTable());
      for (EventBatch batch : batches) {
        writer.begin();
        for (int row = 0; row < batch.size(); row++) {
          writer.add(batch, row, Samples.NOW);
        }
        blocks.add(BytesRef.deepCopyOf(writer.finish()).bytes);
      }
    }
    return blocks;
  }

  private static List<EventBlock> opened(List<byte[]> blocks, @Nullable TextDictionary after)
      throws IOException {
    var opened = new ArrayList<EventBlock>();
    for (byte[] block : blocks) {
      EventBlock first = opened.isEmpty() ? null : opened.getFirst();
      opened.add(EventBlock.open(new BytesRef(block), first, after));
    }
    return opened;
  }

  private static TextDictionary trained(List<EventBlock> blocks) throws IOException {
    var training = new TextDictionary.Training();
    for (EventBlock block : blocks) {
      training.add(block);
    }
    return requireNonNull(training.train());
  }

  private static List<EventBlock> repacked(List<EventBlock> blocks, TextDictionary after)
      throws IOException {
    var packed = new ArrayList<byte[]>();
    try (var repacker = new BlockRepacker(after)) {
      for (EventBlock block : blocks) {
        packed.add(BytesRef.deepCopyOf(repacker.repack(block)).bytes);
      }
    }
    return opened(packed, after);
  }

  private static long bytes(List<EventBlock> blocks) {
    return blocks.stream().mapToLong(EventBlock::length).sum();
  }

  private void assertSame(List<EventBlock> expected, List<EventBlock> found) throws IOException {
    assertEquals(expected.size(), found.size());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).size(), found.get(i).size());
      for (int row = 0; row < expected.get(i).size(); row++) {
        EventBatch.Builder one = EventBatch.single(schema);
        EventBatch.Builder other = EventBatch.single(schema);
        expected.get(i).row(row, one);
        found.get(i).row(row, other);
        assertSame(one.build(), other.build());
      }
    }
  }

  private void assertSame(EventBatch expected, EventBatch found) {
    assertArrayEquals(
        expected.event(0).original(), found.event(0).original(), () -> "seed " + seed);
    assertEquals(expected.id(0), found.id(0));
    assertEquals(expected.timestamp(0), found.timestamp(0));
    assertEquals(expected.origin(0), found.origin(0));
    int slices = expected.endSlice(0) - expected.firstSlice(0);
    assertEquals(slices, found.endSlice(0) - found.firstSlice(0), () -> "seed " + seed);
    for (int i = 0; i < slices; i++) {
      int one = expected.firstSlice(0) + i;
      int other = found.firstSlice(0) + i;
      assertEquals(expected.field(one), found.field(other), () -> "seed " + seed);
      assertArrayEquals(value(expected, one), value(found, other), () -> "seed " + seed);
    }
  }

  private static byte[] value(EventBatch batch, int slice) {
    int from = batch.offset(slice);
    return Arrays.copyOfRange(batch.bytes(), from, from + batch.length(slice));
  }
}
