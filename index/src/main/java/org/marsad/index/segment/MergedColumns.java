package org.marsad.index.segment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.LeafReader;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.FieldNames;
import org.marsad.index.field.IndexFields;
import org.marsad.model.event.Schema;

/**
 * Which fields of several segments become columns of one: those that many of its events have, where
 * most of these are in a segment with a column of the field. What other segments have of it is read
 * from their events. One thread.
 */
final class MergedColumns {
  private final List<LeafReader> segments;
  private final MergeOrder order;
  private final Schema schema;
  private final List<Map<String, GatheredColumn>> gathered = new ArrayList<>();

  private MergedColumns(List<LeafReader> segments, MergeOrder order, Schema schema) {
    this.segments = segments;
    this.order = order;
    this.schema = schema;
  }

  /**
   * The columns, those of most documents first; null where numbers that are in a column alone would
   * be in none, as where a field has numbers here and texts there, or there would be too many.
   */
  static @Nullable List<MergedColumn> of(List<LeafReader> segments, MergeOrder order, Schema schema)
      throws IOException {
    return new MergedColumns(segments, order, schema).build();
  }

  private @Nullable List<MergedColumn> build() throws IOException {
    List<String> names = choose();
    if (names.size() > Columns.MOST) {
      return null;
    }
    for (LeafReader segment : segments) {
      gathered.add(gather(segment, names));
    }
    var columns = new ArrayList<MergedColumn>();
    for (String name : names) {
      List<ColumnPart> parts = parts(name);
      boolean fits = parts.stream().allMatch(ColumnPart::fits);
      boolean numbersAlone = parts.stream().anyMatch(ColumnPart::hasNumbersAlone);
      if (numbersAlone && !(fits && parts.stream().allMatch(ColumnPart::areNumbers))) {
        return null;
      }
      if (fits) {
        columns.add(new MergedColumn(name, parts, order));
      }
    }
    return basesFirst(columns);
  }

  /** Those that follow from others in all segments stand behind these. */
  private static List<MergedColumn> basesFirst(List<MergedColumn> columns) {
    var byName = new HashMap<String, MergedColumn>();
    columns.forEach(column -> byName.put(column.name(), column));
    var sorted = new ArrayList<MergedColumn>();
    var following = new ArrayList<MergedColumn>();
    for (MergedColumn column : columns) {
      String name = column.follows();
      MergedColumn base = name == null ? null : byName.get(name);
      if (base != null && base.follows() == null) {
        column.follow(base);
        following.add(column);
      } else {
        sorted.add(column);
      }
    }
    sorted.addAll(following);
    return sorted;
  }

  private List<String> choose() throws IOException {
    var documents = new TreeMap<String, Integer>();
    for (LeafReader segment : segments) {
      for (FieldInfo info : segment.getFieldInfos()) {
        if (info.getAttribute(IndexFields.COLUMN) != null) {
          documents.putIfAbsent(info.name, 0);
        }
      }
    }
    for (var each : documents.entrySet()) {
      int all = 0;
      int inColumns = 0;
      boolean numbersAlone = false;
      for (LeafReader segment : segments) {
        int of = documents(segment, each.getKey());
        all += of;
        FieldInfo column = ColumnPart.column(segment, each.getKey());
        inColumns += column == null ? 0 : of;
        numbersAlone |= column != null && ColumnPart.isNumbers(column);
      }
      boolean wanted = all >= order.size() / Columns.SHARE && inColumns >= all - inColumns;
      wanted |= numbersAlone;
      each.setValue(wanted ? all : -1);
    }
    return documents.entrySet().stream()
        .filter(each -> each.getValue() >= 0)
        .sorted(Comparator.comparingInt((Map.Entry<String, Integer> each) -> -each.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** How many of its events have the field. */
  private static int documents(LeafReader segment, String name) throws IOException {
    return FieldNames.count(segment, name);
  }

  private Map<String, GatheredColumn> gather(LeafReader segment, List<String> names)
      throws IOException {
    var missing = new HashMap<String, GatheredColumn>();
    for (String name : names) {
      if (ColumnPart.column(segment, name) == null && documents(segment, name) > 0) {
        missing.put(name, new GatheredColumn());
      }
    }
    if (!missing.isEmpty()) {
      new ColumnGathering(segment, schema, missing).run();
    }
    return missing;
  }

  private List<ColumnPart> parts(String name) {
    var parts = new ArrayList<ColumnPart>();
    for (int i = 0; i < segments.size(); i++) {
      GatheredColumn of = gathered.get(i).get(name);
      parts.add(new ColumnPart(segments.get(i), name, of));
    }
    return parts;
  }
}
