package org.marsad.rules;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.marsad.model.rule.RuleReport;

/** How often each rule held, and when last. Thread-safe. */
final class Tally {
  private final Map<String, Row> rows = new ConcurrentHashMap<>();

  /** A rule held for something of this event time. */
  void count(String rule, long time) {
    Row row = rows.computeIfAbsent(rule, _ -> new Row());
    row.last.accumulateAndGet(time, Math::max);
    row.matches.incrementAndGet();
  }

  long matches(String rule) {
    Row row = rows.get(rule);
    return row == null ? 0 : row.matches.get();
  }

  long last(String rule) {
    Row row = rows.get(rule);
    return row == null ? RuleReport.NEVER : row.last.get();
  }

  private static final class Row {
    final AtomicLong matches = new AtomicLong();
    final AtomicLong last = new AtomicLong(RuleReport.NEVER);
  }
}
