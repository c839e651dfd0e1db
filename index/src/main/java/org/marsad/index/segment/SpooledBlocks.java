package org.marsad.index.segment;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.util.BytesRef;

/**
 * Blocks of a segment in a file of their own while it is written: the codec asks for all of them
 * again and again, and making them is dear. The file is gone when this is closed, and a crash
 * leaves it among those of the segment. One thread.
 */
final class SpooledBlocks implements Closeable {
  private final Directory directory;
  private final String file;
  private final IndexInput in;
  private int[] lengths = new int[256];
  private int count;

  /**
   * Writes them.
   *
   * @param segment the name of the segment
   * @param blocks those of the first documents, one each
   * @param lane searches have the way, this gives it
   */
  SpooledBlocks(Directory directory, String segment, BinaryDocValues blocks, RightOfWay.Lane lane)
      throws IOException {
    this.directory = directory;
    try (IndexOutput out = directory.createTempOutput(segment, "blocks", IOContext.DEFAULT)) {
      file = out.getName();
      while (blocks.nextDoc() != BinaryDocValues.NO_MORE_DOCS) {
        lane.giveWay();
        BytesRef block = blocks.binaryValue();
        out.writeBytes(block.bytes, block.offset, block.length);
        if (count == lengths.length) {
          lengths = Arrays.copyOf(lengths, count * 2);
        }
        lengths[count++] = block.length;
      }
    }
    in = directory.openInput(file, IOContext.DEFAULT);
  }

  /** The same once more, valid until the next is asked for. */
  BinaryDocValues values() {
    return new Values();
  }

  @Override
  public void close() throws IOException {
    in.close();
    directory.deleteFile(file);
  }

  private final class Values extends OnwardBlocks {
    private final BytesRef block = new BytesRef();
    private int at = -1;
    private long begin;

    @Override
    public int nextDoc() {
      if (at >= 0 && at < count) {
        begin += lengths[at];
      }
      at = at + 1 < count ? at + 1 : NO_MORE_DOCS;
      return at;
    }

    @Override
    public BytesRef binaryValue() throws IOException {
      block.length = lengths[at];
      if (block.bytes.length < block.length) {
        block.bytes = new byte[block.length * 2];
      }
      in.seek(begin);
      in.readBytes(block.bytes, 0, block.length);
      return block;
    }

    @Override
    public int docID() {
      return at;
    }

    @Override
    public long cost() {
      return count;
    }
  }
}
