package org.marsad.index.segment;

import org.apache.lucene.index.BinaryDocValues;

/** Blocks for a codec to read from the first to the last. */
abstract class OnwardBlocks extends BinaryDocValues {
  @Override
  public final int advance(int target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public final boolean advanceExact(int target) {
    throw new UnsupportedOperationException();
  }
}
