package org.marsad.index.block;

import com.github.luben.zstd.ZstdDictDecompress;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;

/**
 * Up to 256 events as one block of bytes, each of which comes back as it was put in: its original
 * to the byte, its values in their order and where they lie in the original, its times and its
 * origin. A frame is read when one of its events is wanted, a column of it when one of its values
 * is. Version 7:
 *
 * <pre>
 * "MEB", version (1), number of frames (varint), for each: its events and its length (varints)
 * in the first block of a segment its {@link HexTable}, in others 0
 * CRC32C of all that (4); then the frames:
 *   CRC32C of the rest (4), kind (1), events, length of text, of its first part and of its second,
 *   length of the text compressed, of the bits, of the outline and of the digits (varints)
 *   the {@link Outline}
 *   the text, compressed with zstd, if the kind says so after the first 64 KiB of the text of the
 *   first frame of the segment's first block, or after the {@link TextDictionary} of the segment:
 *     head: names of fields, origins, structures; the columns of ids and times, those of when events
 *           were received and taken over in the order of ids; for each slot of
 *           each structure that is neither a copy nor digits the length + 1 of what all events have there, or 0 if it is
 *           in a column;
 *           for each column how long its parts are
 *     about the columns; what all events of a structure have; the texts of the columns
 *   the bits, which would not become shorter; the {@link Digits} of slots
 * </pre>
 *
 * <p>What an event is cut into is told by {@code RowCutter}, a column by {@code ColumnWriter}.
 * Frames keep a large event from making the reading of others expensive.
 *
 * <p>Thread-safe. Bytes that are no block give an {@link IOException}.
 */
public final class EventBlock {
  /** The most events of a block. */
  public static final int MAX_ROWS = 256;

  static final byte[] MAGIC = {'M', 'E', 'B'};
  static final byte VERSION = 7;

  /** The first version that can still be read: it has no kind that needs a dictionary. */
  static final byte OLDEST = 6;

  private final byte[] bytes;
  private final BlockHead head;
  private final AtomicReferenceArray<@Nullable FrameReader> frames;
  private final @Nullable EventBlock first;
  private final @Nullable TextDictionary after;
  private final HexTable table;
  private volatile @Nullable ZstdDictDecompress dictionary;

  private EventBlock(byte[] bytes, @Nullable EventBlock first, @Nullable TextDictionary after)
      throws IOException {
    this.bytes = bytes;
    this.head = BlockHead.read(bytes, 0, bytes.length);
    this.frames = new AtomicReferenceArray<>(head.frames());
    this.first = first;
    this.after = after;
    this.table = first == null ? head.table() : first.table;
  }

  /**
   * The block that these bytes are; they are copied.
   *
   * @param first the first block of the same segment as it was built, null if this is it
   * @param after what the segment has for its blocks to be compressed after, if it has that
   * @throws IOException if they are none, or of another version
   */
  public static EventBlock open(
      BytesRef block, @Nullable EventBlock first, @Nullable TextDictionary after)
      throws IOException {
    byte[] bytes = Arrays.copyOfRange(block.bytes, block.offset, block.offset + block.length);
    return new EventBlock(bytes, first, after);
  }

  /** As above, for bytes of a segment that was built; nobody writes to them any more. */
  public static EventBlock open(byte[] bytes, @Nullable EventBlock first) throws IOException {
    return new EventBlock(bytes, first, null);
  }

  /** The number of events. */
  public int size() {
    return head.size();
  }

  /** How many bytes it has as it is stored. */
  public int length() {
    return bytes.length;
  }

  /** What its events point at; all of its segment's do. */
  public HexTable shared() {
    return table;
  }

  /** Puts an event into a batch as its next row. */
  public void row(int row, EventBatch.Builder batch) throws IOException {
    int frame = frame(row);
    reader(frame).row(row - head.firstRow(frame), batch, null);
  }

  /**
   * As {@link #row}, but of its values only those of some fields, and an empty original. Costs what
   * reading these fields costs. An event that could not be kept as columns comes whole.
   *
   * @param fields their ids in the batch's schema
   */
  public void values(int row, BitSet fields, EventBatch.Builder batch) throws IOException {
    int frame = frame(row);
    reader(frame).row(row - head.firstRow(frame), batch, fields);
  }

  /** About how many bytes of memory it takes, which grows as more of it is read. */
  public long ramBytes() {
    long sum = bytes.length;
    for (int i = 0; i < frames.length(); i++) {
      FrameReader frame = frames.get(i);
      sum += frame == null ? 0 : frame.ramBytes();
    }
    return sum;
  }

  private int frame(int row) {
    if (row < 0 || row >= size()) {
      throw new IndexOutOfBoundsException("row " + row + " of " + size());
    }
    int frame = 0;
    while (head.rowEnds[frame] <= row) {
      frame++;
    }
    return frame;
  }

  /** What the text of the other blocks of the segment is compressed after. */
  private @Nullable ZstdDictDecompress dictionary() throws IOException {
    ZstdDictDecompress known = dictionary;
    return known == null && head.frames() > 0 ? makeDictionary() : known;
  }

  /** It lies outside of the heap until nobody has it any more, so that it is made once. */
  private synchronized @Nullable ZstdDictDecompress makeDictionary() throws IOException {
    ZstdDictDecompress known = dictionary;
    if (known == null) {
      byte[] text = reader(0).text();
      known = text == null ? null : new ZstdDictDecompress(text);
      dictionary = known;
    }
    return known;
  }

  /** What the text of a frame of some kind is compressed after. */
  private @Nullable ZstdDictDecompress after(byte kind) throws IOException {
    return switch (kind) {
      case FrameWriter.PLAIN, FrameWriter.COLUMNS -> null;
      case FrameWriter.COLUMNS_AFTER_FIRST ->
          needed(first == null ? null : first.dictionary(), "the first frame of its segment");
      case FrameWriter.COLUMNS_AFTER_DICTIONARY ->
          needed(after == null ? null : after.unpacking(), "the dictionary of its segment");
      default -> throw Input.corrupt("unknown kind of frame " + kind);
    };
  }

  private static ZstdDictDecompress needed(@Nullable ZstdDictDecompress known, String what)
      throws IOException {
    if (known == null) {
      throw Input.corrupt(what + " is missing");
    }
    return known;
  }

  BlockHead head() {
    return head;
  }

  byte[] bytes() {
    return bytes;
  }

  /** The text of a frame, which is not kept. */
  byte[] text(FrameHead frame) throws IOException {
    try {
      return frame.text(after(frame.kind));
    } catch (ZstdException e) {
      throw new IOException("a block of events is corrupt: " + e.getMessage(), e);
    }
  }

  private FrameReader reader(int number) throws IOException {
    FrameReader known = frames.get(number);
    if (known == null) {
      known = FrameReader.open(head.frame(number), this::after, table);
      if (known.rows() != head.rows(number)) {
        throw Input.corrupt("a frame has " + known.rows() + " events");
      }
      frames.set(number, known);
    }
    return known;
  }
}
