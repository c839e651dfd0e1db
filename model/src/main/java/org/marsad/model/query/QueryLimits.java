package org.marsad.model.query;

/**
 * How deep and how long a query may grow while it is read. What goes beyond is told once, and then
 * nothing more is read. One thread.
 */
final class QueryLimits {
  private final Source in;
  private int depth;
  private int clauses;

  QueryLimits(Source in) {
    this.in = in;
  }

  /** Counts a clause; false if it is one too many, and then nothing more is read. */
  boolean count() {
    if (++clauses > QueryParser.MAX_CLAUSES) {
      if (!in.gaveUp()) {
        int from = in.at();
        in.problem(
            "SQ191", from, from, "the query has more than " + QueryParser.MAX_CLAUSES + " clauses");
      }
      in.giveUp();
      return false;
    }
    return true;
  }

  /** As {@link #count}, for a query that was read elsewhere and has so many clauses. */
  boolean count(int leaves) {
    clauses += Math.max(0, leaves - 1);
    return count();
  }

  /** Whether so many more may lie inside of each other here. */
  boolean holds(int more) {
    return depth + more <= QueryParser.MAX_DEPTH;
  }

  /** Goes so much deeper; {@link #leave} comes back. */
  void enter(int levels) {
    depth += levels;
  }

  void leave(int levels) {
    depth -= levels;
  }

  /** Tells that what is there lies too deep; nothing more is read. */
  Query tooDeep(int from) {
    in.problem(
        "SQ192", from, from + 1, "brackets and NOT lie deeper than " + QueryParser.MAX_DEPTH);
    in.giveUp();
    return QueryParser.ERROR;
  }
}
