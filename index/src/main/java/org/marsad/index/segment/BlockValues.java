package org.marsad.index.segment;

import java.util.List;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.util.BytesRef;

/** Values at every so manyth document, given one after the other. */
final class BlockValues extends BinaryDocValues {
  private final List<byte[]> blocks;
  private final int every;
  private int at = -1;

  BlockValues(List<byte[]> blocks, int every) {
    this.blocks = blocks;
    this.every = every;
  }

  @Override
  public BytesRef binaryValue() {
    return new BytesRef(blocks.get(at));
  }

  @Override
  public int nextDoc() {
    at++;
    return docID();
  }

  @Override
  public int docID() {
    if (at < 0) {
      return -1;
    }
    return at < blocks.size() ? at * every : NO_MORE_DOCS;
  }

  @Override
  public int advance(int target) {
    at = (target + every - 1) / every;
    return docID();
  }

  @Override
  public boolean advanceExact(int target) {
    at = target / every;
    return target == docID();
  }

  @Override
  public long cost() {
    return blocks.size();
  }
}
