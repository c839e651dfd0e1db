package org.marsad.index.block;

import java.io.IOException;
import java.util.zip.CRC32C;

/** What an {@link EventBlock} begins with: where its frames lie, and how many events they have. */
final class BlockHead {
  /** How many events there are up to the end of each frame. */
  final int[] rowEnds;

  /** Where each frame begins in the array, and where the last ends. */
  final int[] starts;

  /** Where its {@link HexTable} begins, and where that ends. */
  final int table;

  final int tableEnd;
  private final byte[] array;

  private BlockHead(byte[] array, int table, int tableEnd, int[] rowEnds, int[] starts) {
    this.array = array;
    this.table = table;
    this.tableEnd = tableEnd;
    this.rowEnds = rowEnds;
    this.starts = starts;
  }

  /** Reads the head of a block and checks its sum. */
  static BlockHead read(byte[] bytes, int from, int length) throws IOException {
    var in = new Input(bytes, from, length);
    for (byte b : EventBlock.MAGIC) {
      if (in.next() != b) {
        throw Input.corrupt("it does not begin as one");
      }
    }
    byte version = in.next();
    if (version < EventBlock.OLDEST || version > EventBlock.VERSION) {
      throw new IOException(
          "a block of events has version "
              + version
              + ", expecting "
              + EventBlock.OLDEST
              + " to "
              + EventBlock.VERSION);
    }
    int count = in.count(EventBlock.MAX_ROWS);
    var rowEnds = new int[count];
    var starts = new int[count + 1];
    int rows = 0;
    long end = 0;
    for (int i = 0; i < count; i++) {
      rows += in.count(EventBlock.MAX_ROWS - rows);
      rowEnds[i] = rows;
      end += in.count(length);
      starts[i + 1] = (int) end;
    }
    int table = in.at();
    HexTable.skip(in);
    int tableEnd = in.at();
    var checksum = new CRC32C();
    checksum.update(bytes, from, tableEnd - from);
    if (in.int32() != (int) checksum.getValue() || end != in.left()) {
      throw Input.corrupt("its head is not what was written");
    }
    for (int i = 0; i <= count; i++) {
      starts[i] += in.at();
    }
    return new BlockHead(bytes, table, tableEnd, rowEnds, starts);
  }

  /** Begins a block of so many frames; how many events each has and its length follow. */
  static void begin(Bytes block, int frames) {
    block.clear();
    block.add(EventBlock.MAGIC);
    block.add(EventBlock.VERSION);
    block.varint(frames);
  }

  /** Ends the head with its sum; the frames follow. */
  static void seal(Bytes block) {
    var checksum = new CRC32C();
    checksum.update(block.array(), 0, block.length());
    block.int32((int) checksum.getValue());
  }

  int frames() {
    return rowEnds.length;
  }

  /** How many events a frame has. */
  int rows(int frame) {
    return rowEnds[frame] - firstRow(frame);
  }

  int firstRow(int frame) {
    return frame == 0 ? 0 : rowEnds[frame - 1];
  }

  int size() {
    return rowEnds.length == 0 ? 0 : rowEnds[rowEnds.length - 1];
  }

  /** A frame, to be read. */
  Input frame(int frame) throws IOException {
    return new Input(array, starts[frame], starts[frame + 1] - starts[frame]);
  }

  /** What its events point at. */
  HexTable table() throws IOException {
    return HexTable.read(new Input(array, table, tableEnd - table));
  }
}
