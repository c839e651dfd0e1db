package org.marsad.index.block;

import com.github.luben.zstd.ZstdDictDecompress;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.zip.CRC32C;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;

/**
 * Up to 256 events as one block of bytes, each of which comes back as it was put in: its original
 * to the byte, its values in their order and where they lie in the original, its times and its
 * origin. A frame is read when one of its events is wanted, a column of it when one of its values
 * is. Version 6:
 *
 * <pre>
 * "MEB", version (1), number of frames (varint), for each: its events and its length (varints)
 * in the first block of a segment its {@link HexTable}, in others 0
 * CRC32C of all that (4); then the frames:
 *   CRC32C of the rest (4), kind (1), events, length of text, of its first part and of its second,
 *   length of the text compressed, of the bits, of the outline and of the digits (varints)
 *   the {@link Outline}
 *   the text, compressed with zstd, if the kind says so after the first 64 KiB of the text of the
 *   first frame of the segment's first block:
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
  static final byte VERSION = 6;

  private final byte[] bytes;
  private final int[] rowEnds;
  private final int[] starts;
  private final AtomicReferenceArray<@Nullable FrameReader> frames;
  private final @Nullable EventBlock first;
  private final HexTable table;
  private volatile @Nullable ZstdDictDecompress dictionary;

  private EventBlock(
      byte[] bytes, int[] rowEnds, int[] starts, HexTable table, @Nullable EventBlock first) {
    this.first = first;
    this.table = first == null ? table : first.table;
    this.bytes = bytes;
    this.rowEnds = rowEnds;
    this.starts = starts;
    this.frames = new AtomicReferenceArray<>(rowEnds.length);
  }

  /**
   * The block that these bytes are; they are copied.
   *
   * @param first the first block of the same segment, null if this is it
   * @throws IOException if they are none, or of another version
   */
  public static EventBlock open(BytesRef block, @Nullable EventBlock first) throws IOException {
    return open(Arrays.copyOfRange(block.bytes, block.offset, block.offset + block.length), first);
  }

  /** As above, for bytes that nobody writes to any more. */
  public static EventBlock open(byte[] bytes, @Nullable EventBlock first) throws IOException {
    var in = new Input(bytes, 0, bytes.length);
    version(in);
    int count = in.count(MAX_ROWS);
    var rowEnds = new int[count];
    var starts = new int[count + 1];
    int rows = 0;
    long length = 0;
    for (int i = 0; i < count; i++) {
      rows += in.count(MAX_ROWS - rows);
      rowEnds[i] = rows;
      starts[i] = (int) length;
      length += in.count(bytes.length);
    }
    HexTable table = HexTable.read(in);
    int end = in.at();
    var checksum = new CRC32C();
    checksum.update(bytes, 0, end);
    if (in.int32() != (int) checksum.getValue() || length != in.left()) {
      throw Input.corrupt("its head is not what was written");
    }
    for (int i = 0; i < count; i++) {
      starts[i] += in.at();
    }
    starts[count] = bytes.length;
    return new EventBlock(bytes, rowEnds, starts, table, first);
  }

  /** Goes over what every block begins with. */
  static void version(Input in) throws IOException {
    for (byte b : MAGIC) {
      if (in.next() != b) {
        throw Input.corrupt("it does not begin as one");
      }
    }
    byte version = in.next();
    if (version != VERSION) {
      throw new IOException("a block of events has version " + version + ", expecting " + VERSION);
    }
  }

  /** The number of events. */
  public int size() {
    return rowEnds.length == 0 ? 0 : rowEnds[rowEnds.length - 1];
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
    reader(frame).row(row - firstRow(frame), batch, null);
  }

  /**
   * As {@link #row}, but of its values only those of some fields, and an empty original. Costs what
   * reading these fields costs. An event that could not be kept as columns comes whole.
   *
   * @param fields their ids in the batch's schema
   */
  public void values(int row, BitSet fields, EventBatch.Builder batch) throws IOException {
    int frame = frame(row);
    reader(frame).row(row - firstRow(frame), batch, fields);
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
    while (rowEnds[frame] <= row) {
      frame++;
    }
    return frame;
  }

  private int firstRow(int frame) {
    return frame == 0 ? 0 : rowEnds[frame - 1];
  }

  /** What the text of the other blocks of the segment is compressed after. */
  private @Nullable ZstdDictDecompress dictionary() throws IOException {
    ZstdDictDecompress known = dictionary;
    return known == null && rowEnds.length > 0 ? makeDictionary() : known;
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

  private FrameReader reader(int number) throws IOException {
    FrameReader known = frames.get(number);
    if (known == null) {
      int length = starts[number + 1] - starts[number];
      ZstdDictDecompress after = first == null ? null : first.dictionary();
      known = FrameReader.open(bytes, starts[number], length, after, table);
      if (known.rows() != rowEnds[number] - firstRow(number)) {
        throw Input.corrupt("a frame has " + known.rows() + " events");
      }
      frames.set(number, known);
    }
    return known;
  }
}
