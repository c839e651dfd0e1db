package org.marsad.rules.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;
import org.marsad.model.query.Matcher;
import org.marsad.model.query.Query;
import org.marsad.model.query.RegexCompiler;
import org.marsad.model.rule.RuleWork;
import org.marsad.model.rule.RuleWork.Readiness;

/** A query at work, clause by clause, with what is counted of it. Thread-safe. */
final class QueryCounts {
  /** One evaluation of so many is timed. */
  private static final int SAMPLED = 64;

  private final List<Query> clauses;
  private final List<Matcher> matchers = new ArrayList<>();
  private final LongAdder candidates = new LongAdder();
  private final LongAdder matches = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final AtomicLong lastMatch = new AtomicLong(RuleWork.NEVER);
  private final List<LongAdder> misses = new ArrayList<>();

  QueryCounts(Query query, Schema schema, RegexCompiler regexes) {
    clauses = clauses(query);
    for (Query clause : clauses) {
      matchers.add(Matcher.compile(clause, schema, regexes));
      misses.add(new LongAdder());
    }
  }

  private static List<Query> clauses(Query query) {
    return query instanceof Query.And(List<Query> all) ? all : List.of(query);
  }

  /** Whether it is this query. */
  boolean isOf(Query query) {
    return clauses.equals(clauses(query));
  }

  /** Whether the query matches the event of a row. */
  boolean matches(EventBatch batch, int row) {
    candidates.increment();
    boolean isTimed = batch.id(row) % SAMPLED == 0;
    long begin = isTimed ? System.nanoTime() : 0;
    int missed = missed(batch, row);
    if (isTimed) {
      nanos.add((System.nanoTime() - begin) * SAMPLED);
    }
    if (missed == clauses.size()) {
      matches.increment();
      lastMatch.accumulateAndGet(batch.timestamp(row), Math::max);
      return true;
    }
    if (missed >= 0) {
      misses.get(missed).increment();
    }
    return false;
  }

  /** The one clause that does not match; the number of clauses if all do, -1 if several do not. */
  private int missed(EventBatch batch, int row) {
    int missed = clauses.size();
    for (int clause = 0; clause < matchers.size(); clause++) {
      if (!matchers.get(clause).matches(batch, row)) {
        if (missed < clauses.size()) {
          return -1;
        }
        missed = clause;
      }
    }
    return missed;
  }

  RuleWork work(long events) {
    Map<String, Long> named = new TreeMap<>();
    for (int clause = 0; clause < clauses.size(); clause++) {
      long count = misses.get(clause).sum();
      if (count > 0) {
        named.put(clauses.get(clause).toString(), count);
      }
    }
    boolean isReached = candidates.sum() > 0;
    return new RuleWork(
        isReached ? Readiness.ARMED : Readiness.NEVER_EVALUATED,
        List.of(),
        events,
        candidates.sum(),
        matches.sum(),
        named,
        nanos.sum(),
        lastMatch.get());
  }
}
