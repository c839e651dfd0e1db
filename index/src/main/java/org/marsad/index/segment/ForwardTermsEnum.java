package org.marsad.index.segment;

import java.io.IOException;
import org.apache.lucene.index.BaseTermsEnum;
import org.apache.lucene.index.ImpactsEnum;
import org.apache.lucene.util.BytesRef;

/** Goes from the first term to the last, once; what a writer of segments does not ask fails. */
abstract class ForwardTermsEnum extends BaseTermsEnum {
  /** Instead of the only document of a term. */
  static final int SEVERAL = -1;

  /**
   * The only document of the term at hand, which then nobody asks for its postings, or {@link
   * #SEVERAL}, which says nothing.
   */
  int single() throws IOException {
    return SEVERAL;
  }

  @Override
  public SeekStatus seekCeil(BytesRef text) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void seekExact(long ord) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long ord() {
    throw new UnsupportedOperationException();
  }

  @Override
  public int docFreq() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long totalTermFreq() {
    throw new UnsupportedOperationException();
  }

  @Override
  public ImpactsEnum impacts(int flags) {
    throw new UnsupportedOperationException();
  }
}
