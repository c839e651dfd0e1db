package org.marsad.model.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.marsad.model.aggregate.Aggregate;

/** All commands by their names, and what other languages call them. */
public final class Commands {
  private static final Map<String, CommandReader> OURS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("bin", Bin::read),
              Map.entry("context", Context::read),
              Map.entry("dedup", Dedup::read),
              Map.entry("eval", EvalCommand::read),
              Map.entry("eventstats", EventStats::read),
              Map.entry("expand", Expand::read),
              Map.entry("facets", Facets::read),
              Map.entry("fields", FieldsCommand::read),
              Map.entry("fillnull", FillNull::read),
              Map.entry("grok", Grok::read),
              Map.entry("head", Head::read),
              Map.entry("incidents", IncidentsCommand::read),
              Map.entry("join", Join::read),
              Map.entry("lookup", Lookup::read),
              Map.entry("parse", Parse::read),
              Map.entry("patterns", Patterns::read),
              Map.entry("rare", Top::readRare),
              Map.entry("rename", Rename::read),
              Map.entry("reverse", Reverse::read),
              Map.entry("rex", Rex::read),
              Map.entry("sample", Sample::read),
              Map.entry("sequence", Sequence::read),
              Map.entry("sort", Sort::read),
              Map.entry("stats", Stats::read),
              Map.entry("table", FieldsCommand::readTable),
              Map.entry("tail", Tail::read),
              Map.entry("timechart", TimeChart::read),
              Map.entry("top", Top::read),
              Map.entry("transaction", Transaction::read),
              Map.entry("union", Union::read),
              Map.entry("where", Where::read)));

  /** Names of Kusto, ES|QL and others; the printer writes ours. */
  private static final Map<String, CommandReader> THEIRS =
      Map.ofEntries(
          Map.entry("bucket", Bin::read),
          Map.entry("chart", Stats::read),
          Map.entry(
              "count",
              _ -> List.of(new Stats(List.of(new Aggregate("count", null, 0, "")), List.of()))),
          Map.entry("distinct", Distinct::read),
          Map.entry("drop", FieldsCommand::readDrop),
          Map.entry("enrich", Lookup::read),
          Map.entry("extend", EvalCommand::read),
          Map.entry("filter", Where::read),
          Map.entry("inlinestats", EventStats::read),
          Map.entry("keep", FieldsCommand::readTable),
          Map.entry("limit", Head::read),
          Map.entry("mv_expand", Expand::read),
          Map.entry("mv-expand", Expand::read),
          Map.entry("mvexpand", Expand::read),
          Map.entry("order", Sort::read),
          Map.entry("project", FieldsCommand::readProject),
          Map.entry("project-away", FieldsCommand::readDrop),
          Map.entry("project-keep", FieldsCommand::readTable),
          Map.entry("project-rename", Rename::read),
          Map.entry("summarize", Stats::read),
          Map.entry("take", Head::read));

  private Commands() {}

  /** The reader of a name in small letters, ours or another language's; null if there is none. */
  static @Nullable CommandReader find(String name) {
    CommandReader ours = OURS.get(name);
    return ours == null ? THEIRS.get(name) : ours;
  }

  /** Our names, in their order. */
  public static List<String> names() {
    return List.copyOf(OURS.keySet());
  }

  /** All names that are understood. */
  static List<String> known() {
    var known = new ArrayList<>(OURS.keySet());
    known.addAll(THEIRS.keySet());
    return known;
  }
}
