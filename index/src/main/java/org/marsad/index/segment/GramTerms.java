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

/** {@link Grams} as terms with runs as documents, to be read from the first to the last. */
final class GramTerms extends Terms {
  private final Grams grams;

  GramTerms(Grams grams) {
    this.grams = grams;
  }

  @Override
  public TermsEnum iterator() {
    return new Forward();
  }

  @Override
  public long size() {
    return grams.gramCount();
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
    private final BytesRef term = new BytesRef(new byte[64]);
    private final Runs found = new Runs();
    private int name;
    private int at = -1;

    @Override
    public @Nullable BytesRef next() {
      if (++at == grams.gramCount()) {
        return null;
      }
      while (at >= grams.nameEnd(name)) {
        name++;
      }
      byte[] prefix = grams.name(name);
      int length = 0;
      term.bytes = ArrayUtil.growNoCopy(term.bytes, prefix.length + 1 + Grams.SIZE);
      if (prefix.length > 0) {
        System.arraycopy(prefix, 0, term.bytes, 0, prefix.length);
        term.bytes[prefix.length] = IndexFields.SEPARATOR;
        length = prefix.length + 1;
      }
      int gram = grams.gram(at);
      for (int shift = 16; shift >= 0; shift -= Byte.SIZE) {
        term.bytes[length++] = (byte) (gram >>> shift);
      }
      term.length = length;
      return term;
    }

    @Override
    public PostingsEnum postings(@Nullable PostingsEnum reuse, int flags) {
      found.begin(grams.firstRun(at), grams.endRun(at));
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

  /** Runs of a gram. */
  private final class Runs extends PostingsEnum {
    private int next;
    private int end;
    private int run = -1;

    void begin(int from, int to) {
      next = from;
      end = to;
      run = -1;
    }

    @Override
    public int nextDoc() {
      run = next == end ? NO_MORE_DOCS : grams.run(next++);
      return run;
    }

    @Override
    public int docID() {
      return run;
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
