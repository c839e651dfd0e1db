package org.marsad.index.search;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.TermQuery;
import org.marsad.index.field.IndexFields;

/** What of an index decides a query, in words. One thread. */
final class Structures extends QueryVisitor {
  /** The events are read. */
  static final String VERIFIED = "verified on the event";

  /** Nothing narrows it down. */
  static final String ALL = "every event";

  private final Set<String> found = new LinkedHashSet<>();

  private Structures() {}

  /** The structures that decide a query. */
  static List<String> of(Query query) {
    var structures = new Structures();
    query.visit(structures);
    return new ArrayList<>(structures.found);
  }

  @Override
  public void visitLeaf(Query query) {
    found.add(
        switch (query) {
          case MatchAllDocsQuery _ -> ALL;
          case MatchNoDocsQuery _ -> "nothing";
          case VerifyQuery _ -> VERIFIED;
          case TimeQuery _ -> "time";
          case GlobQuery glob -> of(glob);
          case ColumnMatchQuery _ -> "column: value";
          case NumberColumnQuery _ -> "column: number";
          case AddressQuery _ -> "address";
          case HexWordQuery _, HexValueQuery _ -> "values of digits";
          case TermListQuery list -> (list.isOne() ? "" : "list of terms: ") + of(list.field());
          case WordingQuery words -> words.isWhole() ? of(words.field()) : "wordings";
          case TermSpanQuery span -> of(span);
          case TermQuery term -> of(term.getTerm().field());
          default -> other(query);
        });
  }

  @Override
  public void consumeTerms(Query query, Term... terms) {
    boolean places = query instanceof PhraseQuery;
    found.add(places ? "places of words: phrase" : of(terms[0].field()));
  }

  @Override
  public QueryVisitor getSubVisitor(Occur occur, Query parent) {
    return this;
  }

  private static String of(GlobQuery glob) {
    if (glob.hasParts()) {
      return "trigram: part of a " + (glob.isOfValues() ? "value" : "word");
    }
    String field = of(glob.isOfValues() ? IndexFields.VALUES : IndexFields.WORDS);
    return (glob.hasStart() ? "range of terms: prefix of a " : "terms that fit a pattern: ")
        + field;
  }

  private static String of(TermSpanQuery span) {
    return "range of terms: " + (span.isPrefix() ? "prefix of a " : "") + of(span.field());
  }

  private static String of(String field) {
    return switch (field) {
      case IndexFields.VALUES, IndexFields.HEX_VALUES -> "term: whole value";
      case IndexFields.NUMBERS -> "number";
      case IndexFields.ADDRESSES -> "address";
      case IndexFields.MESSAGE_WORDS, IndexFields.WORDS -> "term: word";
      case IndexFields.NAMES -> "term: name of a field";
      default -> "column " + field;
    };
  }

  private static String other(Query query) {
    String name = query.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    return name.contains("docvalues") ? "column" : name.replace("query", "");
  }
}
