package org.marsad.index.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.marsad.index.column.Column;
import org.marsad.index.column.Patience;
import org.marsad.index.column.Remembered;
import org.marsad.model.event.Schema;
import org.marsad.model.query.Query;
import org.marsad.model.query.RegexCompiler;
import org.marsad.model.store.Aggregation;
import org.marsad.model.store.SearchPlan;
import org.marsad.model.store.SearchRequest;

/**
 * Looks at each clause of a query alone, to tell what decides it, how much it touches and what it
 * costs. One thread.
 */
public final class PlanSearch {
  /** Clauses that are looked at. */
  private static final int CLAUSES = 200;

  /** Events that must be read are counted up to here. */
  private static final long COUNT_UP_TO = 10_000;

  private static final long SLOW = 20_000_000;

  private final SearchRequest request;
  private final Schema schema;
  private final RegexCompiler regexes;
  private final Patience patience;
  private final Remembered remembered;
  private final Set<String> notes = new LinkedHashSet<>();

  /** For a search. */
  public PlanSearch(
      SearchRequest request,
      Schema schema,
      RegexCompiler regexes,
      Patience patience,
      Remembered remembered) {
    this.remembered = remembered;
    this.request = request;
    this.schema = schema;
    this.regexes = regexes;
    this.patience = patience;
  }

  /** What is worth telling about what was looked at so far. */
  public List<String> notes() {
    return new ArrayList<>(notes);
  }

  /** Looks at the clauses, over the shards that are searched. */
  public List<SearchPlan.Clause> clauses(List<DirectoryReader> readers) throws IOException {
    var leaves = new ArrayList<Query>();
    leaves(request.query(), leaves);
    if (leaves.size() > CLAUSES) {
      notes.add(
          "the query has " + leaves.size() + " clauses; the first " + CLAUSES + " are looked at");
    }
    var clauses = new ArrayList<SearchPlan.Clause>();
    for (Query leaf : leaves.subList(0, Math.min(CLAUSES, leaves.size()))) {
      if (patience.isOver()) {
        break;
      }
      clauses.add(clause(leaf, readers));
    }
    return clauses;
  }

  private static void leaves(Query query, List<Query> into) {
    switch (query) {
      case Query.And and -> and.clauses().forEach(clause -> leaves(clause, into));
      case Query.Or or -> or.clauses().forEach(clause -> leaves(clause, into));
      case Query.Not not -> leaves(not.clause(), into);
      default -> into.add(query);
    }
  }

  private SearchPlan.Clause clause(Query clause, List<DirectoryReader> readers) throws IOException {
    long begin = System.nanoTime();
    var alone =
        new SearchRequest(clause, request.earliest(), request.latest(), 0, null, request.timeout());
    var structures = new LinkedHashSet<String>();
    long estimated = 0;
    long matching = 0;
    boolean exact = true;
    for (DirectoryReader reader : readers) {
      if (patience.isOver()) {
        exact = false;
        break;
      }
      var search = new ShardSearch(reader, alone, schema, regexes, patience, remembered);
      structures.addAll(search.structures());
      estimated += search.cost();
      if (matching < COUNT_UP_TO || !search.looksIntoEvents()) {
        matching += search.countUpTo(Math.max(1, COUNT_UP_TO - matching));
      }
      exact &= !search.looksIntoEvents() || matching < COUNT_UP_TO;
    }
    long nanos = System.nanoTime() - begin;
    var told =
        new SearchPlan.Clause(
            clause.toString(), new ArrayList<>(structures), estimated, matching, exact, nanos);
    note(told);
    return told;
  }

  private void note(SearchPlan.Clause clause) {
    List<String> by = clause.servedBy();
    String text = "`" + shortened(clause.text()) + "`: ";
    if (by.equals(List.of("nothing"))) {
      notes.add(text + "no event has such a field or value");
      return;
    }
    boolean verified = by.contains(Structures.VERIFIED);
    if (verified && by.contains(Structures.ALL)) {
      notes.add(
          text
              + "no index decides it, so that each of "
              + clause.estimated()
              + " events is read that the other clauses leave");
    } else if (verified && clause.nanos() > SLOW) {
      notes.add(
          text
              + clause.estimated()
              + " events are candidates and must be read; a clause that narrows them down helps");
    } else if (clause.nanos() > SLOW && by.stream().anyMatch(s -> s.startsWith("terms that fit"))) {
      notes.add(text + "all terms of the field were compared with the pattern");
    }
  }

  private static String shortened(String text) {
    return text.length() > 120 ? text.substring(0, 120) + "..." : text;
  }

  /** Why segments cannot be added up in columns, by the field; how many for each. */
  public Map<String, Integer> withoutColumns(Aggregation aggregation, List<DirectoryReader> readers)
      throws IOException {
    var without = new LinkedHashMap<String, Integer>();
    for (DirectoryReader reader : readers) {
      for (LeafReaderContext leaf : reader.leaves()) {
        for (String name : fields(aggregation)) {
          if (Column.open(leaf.reader(), name, schema, remembered) == null) {
            without.merge(name, 1, Integer::sum);
          }
        }
      }
    }
    without.forEach(
        (name, segments) ->
            notes.add(
                "the field "
                    + name
                    + " has no column in "
                    + segments
                    + " segments, which are answered by reading their events"));
    return without;
  }

  private static Set<String> fields(Aggregation aggregation) {
    var names = new LinkedHashSet<String>();
    for (Aggregation.Key key : aggregation.keys()) {
      switch (key) {
        case Aggregation.Whole(String field) -> names.add(field);
        case Aggregation.Each(String field) -> names.add(field);
        case Aggregation.Span _ -> {}
      }
    }
    for (Aggregation.Argument argument : aggregation.arguments()) {
      if (argument.need() != Aggregation.Need.EVENTS) {
        names.add(argument.field());
      }
    }
    return names;
  }
}
