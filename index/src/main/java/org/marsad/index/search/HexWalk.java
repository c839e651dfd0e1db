package org.marsad.index.search;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BitSetIterator;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.StringHelper;
import org.marsad.index.field.IndexFields;
import org.marsad.index.segment.HexTerms;
import org.marsad.index.segment.ShortTerms;

/**
 * Goes through the values of a field that are {@link HexTerms}, unpacks them and hands on the
 * documents of those that fit; those of which terms are short are read from blocks. One thread.
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
    if (ShortTerms.areIn(each, name)) {
      any |= fitting(segment, name, firstKind, begin, fit, over, sink);
    }
    return any;
  }

  private static boolean fitting(
      LeafReader segment,
      byte[] name,
      int firstKind,
      byte[] begin,
      Packed fit,
      BooleanSupplier over,
      TermWalk.Sink sink)
      throws IOException {
    var starts = new BytesRef[HexTerms.KINDS];
    Arrays.setAll(starts, kind -> HexTerms.start(name, kind, begin));
    var looked = new int[1];
    FixedBitSet found =
        new ShortTerms(
                segment,
                name,
                term -> {
                  if (++looked[0] % ASK_EVERY == 0 && over.getAsBoolean()) {
                    throw new SearchEnded();
                  }
                  int kind = term.bytes[term.offset + name.length];
                  return kind >= firstKind
                      && StringHelper.startsWith(term, starts[kind])
                      && fit.fits(term);
                })
            .find();
    int count = found.cardinality();
    if (count > 0) {
      sink.add(new BitSetIterator(found, count));
    }
    return count > 0;
  }

  /**
   * Hands on the documents of some values; whether there are any.
   *
   * @param sorted their terms, as they are if they are not short
   * @param nameLength how long what stands before each value is
   */
  static boolean lookUp(
      LeafReader segment,
      BytesRef[] sorted,
      int nameLength,
      BooleanSupplier over,
      TermWalk.Sink sink)
      throws IOException {
    Terms terms = segment.terms(IndexFields.HEX_VALUES);
    if (terms == null || sorted.length == 0) {
      return false;
    }
    TermsEnum each = terms.iterator();
    PostingsEnum documents = null;
    boolean any = false;
    int looked = 0;
    for (BytesRef term : sorted) {
      if (++looked % ASK_EVERY == 0 && over.getAsBoolean()) {
        throw new SearchEnded();
      }
      if (each.seekExact(term)) {
        documents = each.postings(documents, PostingsEnum.NONE);
        sink.add(documents);
        any = true;
      }
    }
    BytesRef first = sorted[0];
    byte[] name = Arrays.copyOfRange(first.bytes, first.offset, first.offset + nameLength);
    if (ShortTerms.areIn(each, name)) {
      any |= shorts(segment, each, name, sorted, over, sink);
    }
    return any;
  }

  private static boolean shorts(
      LeafReader segment,
      TermsEnum each,
      byte[] name,
      BytesRef[] wanted,
      BooleanSupplier over,
      TermWalk.Sink sink)
      throws IOException {
    Set<BytesRef> all = new HashSet<>(Arrays.asList(wanted));
    var values = new ShortTerms(segment, name, all::contains);
    var hashes = new TreeSet<BytesRef>();
    for (BytesRef term : wanted) {
      hashes.add(HexTerms.shortened(term, name.length));
    }
    PostingsEnum documents = null;
    boolean any = false;
    for (BytesRef hash : hashes) {
      if (!each.seekExact(hash)) {
        continue;
      }
      documents = each.postings(documents, PostingsEnum.NONE);
      while (documents.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
        if (over.getAsBoolean()) {
          throw new SearchEnded();
        }
        int document = documents.docID();
        if (values.isIn(document)) {
          sink.add(DocIdSetIterator.range(document, document + 1));
          any = true;
        }
      }
    }
    return any;
  }
}
