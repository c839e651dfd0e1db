package org.marsad.index.segment;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.IndexFields;

/**
 * In which block of a segment the event of a document is, and in which row. A segment that was
 * built has its events in blocks in the order of documents. One that was merged has the blocks of
 * those it was made from as they were, one behind the other, and documents of several of them in
 * turn: {@link IndexFields#PLACES} has then a page for every 256 documents, the page of documents
 * 256 n to 256 n + 255 at document n. Version 1:
 *
 * <pre>
 * version (1), number of blocks (varint), for each:
 *   its number, the row of the first of these documents in it (varints)
 *   how far before it the block is that its segment was built with first (varint)
 * for each document which of these blocks it is in, in 0, 1, 2, 4 or 8 bits, as few as will do
 * </pre>
 *
 * <p>Further documents in a block are in the rows behind. One thread.
 */
final class EventPlaces {
  private static final int PAGE = StoredEvents.BLOCK;
  private static final byte VERSION = 1;

  private final LeafReader reader;
  private final int size;
  private final boolean paged;
  private final int[] blocks;
  private final int[] rows;
  private final int[] firsts;
  private @Nullable BinaryDocValues pages;
  private int page = -1;
  private int block;
  private int row;
  private int first;

  /** The places in a segment that has its events in blocks. */
  EventPlaces(LeafReader reader) {
    this.reader = reader;
    size = reader.maxDoc();
    FieldInfo info = reader.getFieldInfos().fieldInfo(IndexFields.PLACES);
    paged = info != null && info.getDocValuesType() == DocValuesType.BINARY;
    blocks = new int[paged ? PAGE : 0];
    rows = new int[blocks.length];
    firsts = new int[blocks.length];
  }

  /** Goes to a document. */
  void go(int document) throws IOException {
    int at = document % PAGE;
    if (!paged) {
      block = document / PAGE;
      row = at;
      return;
    }
    if (page != document / PAGE) {
      page = -1;
      read(document / PAGE);
      page = document / PAGE;
    }
    block = blocks[at];
    row = rows[at];
    first = firsts[at];
  }

  /** The number of the block that holds its event. */
  int block() {
    return block;
  }

  /** The document that has the block as its value. */
  int document() {
    return paged ? block : block * PAGE;
  }

  /** The row of the event in the block. */
  int row() {
    return row;
  }

  /** The block that is needed to read it; itself if it is the first of its segment. */
  int first() {
    return first;
  }

  /** The document that has that block as its value. */
  int firstDocument() {
    return paged ? first : first * PAGE;
  }

  private void read(int number) throws IOException {
    BinaryDocValues values = pages;
    if (values == null || values.docID() > number) {
      values = DocValues.getBinary(reader, IndexFields.PLACES);
      pages = values;
    }
    if (values.docID() != number && !values.advanceExact(number)) {
      throw new IOException(
          "where the events of documents " + number * PAGE + " on are is missing");
    }
    try {
      read(values.binaryValue(), Math.min(PAGE, size - number * PAGE));
    } catch (IndexOutOfBoundsException e) {
      throw new IOException("where events are cannot be read: page " + number, e);
    }
  }

  private void read(BytesRef bytes, int documents) throws IOException {
    var in = new Varints(bytes);
    if (in.next() != VERSION) {
      throw new IOException("where events are was written by another version");
    }
    int count = in.varint();
    if (count > PAGE) {
      throw new IndexOutOfBoundsException(count);
    }
    var numbers = new int[count];
    var nextRows = new int[count];
    var firstOf = new int[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = in.varint();
      nextRows[i] = in.varint();
      firstOf[i] = numbers[i] - in.varint();
    }
    int bits = bits(count);
    int mask = (1 << bits) - 1;
    int held = 0;
    int left = 0;
    for (int i = 0; i < documents; i++) {
      if (left < bits) {
        held = in.next() & 0xff;
        left = Byte.SIZE;
      }
      int of = held & mask;
      held >>>= bits;
      left -= bits;
      blocks[i] = numbers[of];
      rows[i] = nextRows[of]++;
      firsts[i] = firstOf[of];
    }
  }

  /** How many bits tell one of so many. */
  private static int bits(int count) {
    int bits = count <= 1 ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros(count - 1);
    return bits == 0 ? 0 : Integer.highestOneBit(bits * 2 - 1);
  }

  /** Bytes that are read one after the other. */
  private static final class Varints {
    private final BytesRef bytes;
    private int at;

    Varints(BytesRef bytes) {
      this.bytes = bytes;
    }

    byte next() {
      if (at >= bytes.length) {
        throw new IndexOutOfBoundsException(at);
      }
      return bytes.bytes[bytes.offset + at++];
    }

    int varint() {
      int value = 0;
      for (int shift = 0; shift < Integer.SIZE; shift += 7) {
        byte b = next();
        value |= (b & 0x7f) << shift;
        if (b >= 0) {
          return value;
        }
      }
      return value;
    }
  }

  /** Writes a page: its documents in their order, then {@link #finish}. Used over and over. */
  static final class Writer {
    private final int[] numbers = new int[PAGE];
    private final int[] rowOf = new int[PAGE];
    private final int[] firstOf = new int[PAGE];
    private final byte[] which = new byte[PAGE];
    private int blocks;
    private int documents;

    /** Adds a document. */
    void add(int block, int row, int first) {
      int of = blocks - 1;
      while (of >= 0 && numbers[of] != block) {
        of--;
      }
      if (of < 0) {
        of = blocks++;
        numbers[of] = block;
        rowOf[of] = row;
        firstOf[of] = first;
      }
      which[documents++] = (byte) of;
    }

    /** Whether it has as many documents as a page has. */
    boolean isFull() {
      return documents == PAGE;
    }

    boolean isEmpty() {
      return documents == 0;
    }

    /** The page; what is added next belongs to another. */
    byte[] finish() {
      int bits = bits(blocks);
      var page = new byte[16 + blocks * 15 + documents];
      page[0] = VERSION;
      int at = varint(page, 1, blocks);
      for (int i = 0; i < blocks; i++) {
        at = varint(page, at, numbers[i]);
        at = varint(page, at, rowOf[i]);
        at = varint(page, at, numbers[i] - firstOf[i]);
      }
      if (bits > 0) {
        int each = Byte.SIZE / bits;
        for (int i = 0; i < documents; i++) {
          page[at + i / each] |= (byte) (which[i] << i % each * bits);
        }
        at += (documents + each - 1) / each;
      }
      blocks = 0;
      documents = 0;
      return Arrays.copyOf(page, at);
    }

    private static int varint(byte[] page, int from, int value) {
      int at = from;
      int left = value;
      while (left > 0x7f) {
        page[at++] = (byte) (left | 0x80);
        left >>>= 7;
      }
      page[at++] = (byte) left;
      return at;
    }
  }
}
