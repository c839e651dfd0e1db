package org.marsad.index.search;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.marsad.index.field.IndexFields;
import org.marsad.index.segment.HexTerms;

/**
 * Goes through the values of a field that are {@link HexTerms}, unpacks them and hands on the
 * documents of those that fit. One thread.
 */
final class HexWalk {
  /** How many terms are looked at before it is asked whether to go on. */
  private static final int ASK_EVERY = 1_024;

  private HexWalk() {}

  /**
   * Goes through those that begin with some text.
   *
   * @param name of the field and what ends it
   * @param over whether to end, with {@link SearchEnded}
   * @return whether any fits
   */
  static boolean go(
      LeafReader segment,
      byte[] name,
      byte[] begin,
      TermWalk.Fit fit,
      BooleanSupplier over,
      TermWalk.Sink sink)
      throws IOException {
    var value = new BytesRef();
    int length = name.length;
    return go(
        segment,
        name,
        0,
        begin,
        term -> {
          HexTerms.unpack(term, length, value);
          return fit.fits(value.bytes, 0, value.length);
        },
        over,
        sink);
  }

  /** Goes through the UUIDs one of whose three short words is some word, as above. */
  static boolean shortWords(
      LeafReader segment, byte[] name, int word, BooleanSupplier over, TermWalk.Sink sink)
      throws IOException {
    int length = name.length;
    return go(
        segment,
        name,
        HexTerms.UUIDS,
        new byte[0],
        term -> HexTerms.hasShortWord(term, length, word),
        over,
        sink);
  }

  /** Whether a term fits as it is. */
  @FunctionalInterface
  private interface Packed {
    boolean fits(BytesRef term);
  }

  private static boolean go(
      LeafReader segment,
      byte[] name,
      int firstKind,
      byte[] begin,
      Packed fit,
      BooleanSupplier over,
      TermWalk.Sink sink)
      throws IOException {
    Terms terms = segment.terms(IndexFields.HEX_VALUES);
    if (terms == null) {
      return false;
    }
    TermsEnum each = terms.iterator();
    PostingsEnum documents = null;
    boolean any = false;
    int looked = 0;
    for (int kind = firstKind; kind < HexTerms.KINDS; kind++) {
      BytesRef start = HexTerms.start(name, kind, begin);
      boolean there = each.seekCeil(start) != TermsEnum.SeekStatus.END;
      for (; there && StringHelper.startsWith(each.term(), start); there = each.next() != null) {
        if (++looked % ASK_EVERY == 0 && over.getAsBoolean()) {
          throw new SearchEnded();
        }
        if (fit.fits(each.term())) {
          documents = each.postings(documents, PostingsEnum.NONE);
          sink.add(documents);
          any = true;
        }
      }
    }
    return any;
  }
}
