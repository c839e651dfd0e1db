package org.marsad.index.field;

import java.io.IOException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Schema;

/**
 * The names of fields that the events of an index have, as terms of {@link IndexFields#NAMES} or in
 * {@link IndexFields#SHAPES}. A schema learns them from what is written; after a start it knows
 * none of what was written before, and queries would not find it.
 */
public final class FieldNames {
  private FieldNames() {}

  /** Makes the names of an index known to a schema, as long as it has room. */
  public static void learn(IndexReader reader, Schema schema) throws IOException {
    for (LeafReaderContext leaf : reader.leaves()) {
      each(leaf.reader(), (name, _) -> schema.id(name));
    }
  }

  /** Takes a name, and a term whose documents have the field. */
  @FunctionalInterface
  public interface Sink {
    void take(String name, TermsEnum term) throws IOException;
  }

  /** Hands on the names in a segment, each as often as there are terms that tell it. */
  public static void each(LeafReader segment, Sink sink) throws IOException {
    Terms names = segment.terms(IndexFields.NAMES);
    if (names != null) {
      TermsEnum each = names.iterator();
      for (BytesRef name = each.next(); name != null; name = each.next()) {
        if (isName(name)) {
          sink.take(name.utf8ToString(), each);
        }
      }
    }
    for (TermsEnum shapes = shapes(segment); shapes != null && shapes.next() != null; ) {
      for (String name : ShapeTerms.names(shapes.term())) {
        sink.take(name, shapes);
      }
    }
  }

  /** How many documents of a segment have a field. */
  public static int count(LeafReader segment, String name) throws IOException {
    int count = segment.docFreq(new Term(IndexFields.NAMES, name));
    for (TermsEnum shapes = shapes(segment); shapes != null && shapes.next() != null; ) {
      count += ShapeTerms.hasName(shapes.term(), name) ? shapes.docFreq() : 0;
    }
    return count;
  }

  /** Adds the documents of a segment that have a field. */
  public static void add(LeafReader segment, String name, FixedBitSet to) throws IOException {
    PostingsEnum documents = segment.postings(new Term(IndexFields.NAMES, name), PostingsEnum.NONE);
    if (documents != null) {
      to.or(documents);
    }
    for (TermsEnum shapes = shapes(segment); shapes != null && shapes.next() != null; ) {
      if (ShapeTerms.hasName(shapes.term(), name)) {
        to.or(shapes.postings(null, PostingsEnum.NONE));
      }
    }
  }

  private static @Nullable TermsEnum shapes(LeafReader segment) throws IOException {
    Terms shapes = segment.terms(IndexFields.SHAPES);
    return shapes == null ? null : shapes.iterator();
  }

  /** Whether a term of {@link IndexFields#NAMES} is a name and no mark. */
  public static boolean isName(BytesRef name) {
    byte last = name.bytes[name.offset + name.length - 1];
    String text = name.utf8ToString();
    return last != IndexFields.LONG_VALUE
        && name.bytes[name.offset] != IndexFields.LEFT_OUT
        && !text.equals(IndexFields.LONG_WORD)
        && !text.equals(IndexFields.FOREIGN_WORD);
  }
}
