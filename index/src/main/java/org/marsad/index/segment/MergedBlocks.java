package org.marsad.index.segment;

import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.util.BytesRef;
import org.marsad.index.field.IndexFields;

/** The blocks of several segments one behind the other, given once from the first to the last. */
class MergedBlocks extends OnwardBlocks {
  private final List<LeafReader> segments;
  private int source;
  private BinaryDocValues blocks;
  private int at = -1;

  /** Before the first block. */
  MergedBlocks(List<LeafReader> segments) throws IOException {
    this.segments = segments;
    blocks = DocValues.getBinary(segments.getFirst(), IndexFields.BLOCK);
  }

  /** How many blocks a segment has. */
  static int count(LeafReader segment) throws IOException {
    BinaryDocValues blocks = DocValues.getBinary(segment, IndexFields.BLOCK);
    int count = 0;
    while (blocks.nextDoc() != NO_MORE_DOCS) {
      count++;
    }
    return count;
  }

  /** The segment that the block is of. */
  LeafReader segment() {
    return segments.get(source);
  }

  @Override
  public int nextDoc() throws IOException {
    while (blocks.nextDoc() == NO_MORE_DOCS) {
      if (++source == segments.size()) {
        at = NO_MORE_DOCS;
        return at;
      }
      blocks = DocValues.getBinary(segments.get(source), IndexFields.BLOCK);
    }
    return ++at;
  }

  @Override
  public BytesRef binaryValue() throws IOException {
    return blocks.binaryValue();
  }

  @Override
  public int docID() {
    return at;
  }

  @Override
  public long cost() {
    return segments.size();
  }
}
