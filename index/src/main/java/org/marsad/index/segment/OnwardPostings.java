package org.marsad.index.segment;

import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** Documents for a codec to read from the first to the last, without offsets and payloads. */
abstract class OnwardPostings extends PostingsEnum {
  @Override
  public final int advance(int target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public final int startOffset() {
    return -1;
  }

  @Override
  public final int endOffset() {
    return -1;
  }

  @Override
  public final @Nullable BytesRef getPayload() {
    return null;
  }
}
