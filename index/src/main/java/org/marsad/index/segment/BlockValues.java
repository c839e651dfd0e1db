package org.marsad.index.segment;

import java.util.List;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.util.BytesRef;

/** Blocks of events at their first documents, given one after the other. */
final class BlockValues extends BinaryDocValues {
  private final List<byte[]> blocks;
  private int at = -1;

  BlockValues(List<byte[]> blocks) {
    this.blocks = blocks;
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
    return at < blocks.size() ? at * StoredEvents.BLOCK : NO_MORE_DOCS;
  }

  @Override
  public int advance(int target) {
    at = (target + StoredEvents.BLOCK - 1) / StoredEvents.BLOCK;
    return docID();
  }

  @Override
  public boolean advanceExact(int target) {
    at = target / StoredEvents.BLOCK;
    return target == docID();
  }

  @Override
  public long cost() {
    return blocks.size();
  }
}
