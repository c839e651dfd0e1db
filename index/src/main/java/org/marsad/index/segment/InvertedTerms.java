package org.marsad.index.segment;

import org.apache.lucene.index.BaseTermsEnum;
import org.apache.lucene.index.ImpactsEnum;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Sorted terms, each with its documents, to be read from the first to the last. A document that
 * stands twice at a term is given once.
 */
final class InvertedTerms extends Terms {
  private final SortedTerms terms;
  private final int[] documents;

  InvertedTerms(SortedTerms terms, int[] documents) {
    this.terms = terms;
    this.documents = documents;
  }

  @Override
  public TermsEnum iterator() {
    return new Forward();
  }

  @Override
  public long size() {
    return terms.size();
  }

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

  /** Goes forward alone. */
  private final class Forward extends BaseTermsEnum {
    private final BytesRef term = new BytesRef();
    private final Documents found = new Documents();
    private int at = -1;

    @Override
    public @Nullable BytesRef next() {
      return terms.get(++at, term) ? term : null;
    }

    @Override
    public PostingsEnum postings(@Nullable PostingsEnum reuse, int flags) {
      // What is offered for reuse may be of another field.
      found.begin(terms.documentsFrom(at), terms.documentsTo(at));
      return found;
    }

    @Override
    public BytesRef term() {
      return term;
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

  /** Documents of a term. */
  private final class Documents extends PostingsEnum {
    private int next;
    private int end;
    private int document = -1;

    void begin(int from, int to) {
      next = from;
      end = to;
      document = -1;
    }

    @Override
    public int nextDoc() {
      while (next < end && documents[next] == document) {
        next++;
      }
      document = next == end ? NO_MORE_DOCS : documents[next++];
      return document;
    }

    @Override
    public int docID() {
      return document;
    }

    @Override
    public int advance(int target) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long cost() {
      return end - (long) next;
    }

    @Override
    public int freq() {
      return 1;
    }

    @Override
    public int nextPosition() {
      return -1;
    }

    @Override
    public int startOffset() {
      return -1;
    }

    @Override
    public int endOffset() {
      return -1;
    }

    @Override
    public @Nullable BytesRef getPayload() {
      return null;
    }
  }
}
