package org.marsad.index.segment;

import java.io.IOException;
import org.apache.lucene.index.Fields;
import org.apache.lucene.index.FilterLeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** Terms that are about to be written, and give searches the right of way between them. */
final class GivingTerms extends FilterLeafReader.FilterFields {
  /** Of so many terms one asks; a power of two. */
  private static final int EVERY = 1 << 10;

  private final RightOfWay.Lane lane;

  GivingTerms(Fields fields, RightOfWay.Lane lane) {
    super(fields);
    this.lane = lane;
  }

  @Override
  public @Nullable Terms terms(String field) throws IOException {
    lane.giveWay();
    Terms terms = super.terms(field);
    return terms == null ? null : new Giving(terms);
  }

  /** Those of one field. */
  private final class Giving extends FilterLeafReader.FilterTerms {
    Giving(Terms terms) {
      super(terms);
    }

    @Override
    public TermsEnum iterator() throws IOException {
      TermsEnum each = in.iterator();
      return new ForwardTermsEnum() {
        private int count;

        @Override
        public @Nullable BytesRef next() throws IOException {
          if ((++count & (EVERY - 1)) == 0) {
            lane.giveWay();
          }
          return each.next();
        }

        @Override
        int single() throws IOException {
          return each instanceof ForwardTermsEnum forward ? forward.single() : SEVERAL;
        }

        @Override
        public PostingsEnum postings(@Nullable PostingsEnum reuse, int flags) throws IOException {
          return each.postings(reuse, flags);
        }

        @Override
        public BytesRef term() throws IOException {
          return each.term();
        }
      };
    }
  }
}
