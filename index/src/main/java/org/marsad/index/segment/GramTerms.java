package org.marsad.index.segment;

import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.IndexFields;

/** {@link Grams} as terms with runs as documents, to be read from the first to the last. */
final class GramTerms extends ForwardTerms {
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

  /** Goes forward alone. */
  private final class Forward extends ForwardTermsEnum {
    private final BytesRef term = new BytesRef(new byte[64]);
    private final ForwardPostings found = new ForwardPostings(grams.runs(), null);
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
  }
}
