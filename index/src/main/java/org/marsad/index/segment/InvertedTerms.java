package org.marsad.index.segment;

import org.apache.lucene.index.BaseTermsEnum;
import org.apache.lucene.index.ImpactsEnum;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.IndexFields;

/**
 * Sorted terms, each with its documents, to be read from the first to the last. A document that
 * stands twice at a term is given once.
 */
final class InvertedTerms extends Terms {
  private final Dictionary terms;
  private final byte[][] prefixes;
  private final int[] ids;
  private final int[] ends;
  private final int[] documents;

  /**
   * Terms with documents.
   *
   * @param prefixes the names that the terms begin with, by the number in their group; none if they
   *     begin with none
   * @param ends where the documents of a term end, by its place in {@code ids}
   */
  InvertedTerms(Dictionary terms, byte[][] prefixes, int[] ids, int[] ends, int[] documents) {
    this.terms = terms;
    this.prefixes = prefixes;
    this.ids = ids;
    this.ends = ends;
    this.documents = documents;
  }

  @Override
  public TermsEnum iterator() {
    return new Forward();
  }

  @Override
  public long size() {
    return ids.length;
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
    private final BytesRef term = new BytesRef(new byte[256]);
    private final Documents found = new Documents();
    private int at = -1;

    @Override
    public @Nullable BytesRef next() {
      if (++at == ids.length) {
        return null;
      }
      int id = ids[at];
      int size = terms.length(id);
      int start = 0;
      if (prefixes.length > 0) {
        byte[] prefix = prefixes[terms.group(id) / SegmentBuilder.KINDS];
        start = prefix.length + 1;
        term.bytes = ArrayUtil.growNoCopy(term.bytes, start + size);
        System.arraycopy(prefix, 0, term.bytes, 0, prefix.length);
        term.bytes[prefix.length] = IndexFields.SEPARATOR;
      } else {
        term.bytes = ArrayUtil.growNoCopy(term.bytes, size);
      }
      System.arraycopy(terms.pool(), terms.from(id), term.bytes, start, size);
      term.length = start + size;
      return term;
    }

    @Override
    public PostingsEnum postings(@Nullable PostingsEnum reuse, int flags) {
      // What is offered for reuse may be of another field.
      found.begin(at == 0 ? 0 : ends[at - 1], ends[at]);
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
