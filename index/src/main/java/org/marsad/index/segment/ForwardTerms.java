package org.marsad.index.segment;

import org.apache.lucene.index.Terms;

/** Terms that are there to be written: without any statistics, and each only with its documents. */
abstract class ForwardTerms extends Terms {
  @Override
  public long getSumTotalTermFreq() {
    return -1;
  }

  @Override
  public long getSumDocFreq() {
    return -1;
  }

  @Override
  public int getDocCount() {
    return -1;
  }

  @Override
  public boolean hasFreqs() {
    return false;
  }

  @Override
  public boolean hasOffsets() {
    return false;
  }

  @Override
  public boolean hasPositions() {
    return false;
  }

  @Override
  public boolean hasPayloads() {
    return false;
  }
}
