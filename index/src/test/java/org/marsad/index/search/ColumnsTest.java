package org.marsad.index.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.NumericUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.marsad.index.column.Patience;
import org.marsad.index.column.Remembered;
import org.marsad.index.field.DocumentBuilder;
import org.marsad.index.field.IndexFields;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;
import org.marsad.model.expr.Value;
import org.marsad.model.query.RandomQueries;
import org.marsad.model.query.TestRegex;
import org.marsad.model.random.Seeds;
import org.marsad.model.store.Aggregation;
import org.marsad.model.store.Groups;
import org.marsad.model.store.NaiveEventStore;
import org.marsad.model.store.RandomCommands;
import org.marsad.model.store.SearchRequest;

/** Segments with columns of every kind give what their events give. */
class ColumnsTest {
  private static final long SECOND = 1_000_000_000;

  private final Schema schema = new Schema();
  private final List<DirectoryReader> readers = new ArrayList<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private int inColumns;

  @AfterEach
  void close() throws IOException {
    threads.shutdown();
    for (DirectoryReader reader : readers) {
      reader.close();
    }
  }

  @Test
  void agreeWithTheEventsThemselves() throws Exception {
    agree(250);
  }

  @Test
  @Tag("extended")
  void agreeWithTheEventsThemselvesAtLength() throws Exception {
    for (int round = 0; round < 20; round++) {
      agree(2_000);
    }
  }

  private void agree(int queries) throws Exception {
    long seed = Seeds.next();
    var random = new Random(seed);
    var oracle = new NaiveEventStore(schema, new TestRegex());
    for (DirectoryReader reader : readers) {
      reader.close();
    }
    readers.clear();
    int id = 0;
    for (int segment = 0; segment < 12; segment++) {
      int size = 1 + random.nextInt(40);
      EventBatch events = Samples.random(schema, random, id, size);
      id += size;
      oracle.accept(events);
      readers.add(segment(events, random));
    }
    for (int i = 0; i < queries; i++) {
      String text =
          (random.nextBoolean() ? "*" : RandomQueries.query(random, 2).toString())
              + RandomCommands.commands(random);
      boolean ranged = random.nextBoolean();
      long from = ranged ? Samples.NOW - random.nextLong(1_200) * SECOND : Long.MIN_VALUE;
      long to = ranged ? Samples.NOW + random.nextLong(1_200) * SECOND : Long.MAX_VALUE;
      assertEquals(
          RandomCommands.run(oracle, (_, _, _) -> false, text, from, to),
          RandomCommands.run(oracle, this::aggregate, text, from, to),
          () -> "seed " + seed + ", query " + text + " from " + from + " to " + to);
    }
    assertTrue(inColumns > queries / 4, () -> inColumns + " segments were answered from columns");
  }

  private boolean aggregate(SearchRequest request, Aggregation aggregation, Groups groups)
      throws IOException {
    var patience = new Patience(Long.MAX_VALUE / 2 + System.nanoTime(), () -> false, 1 << 30);
    var remembered = new Remembered(1 << 20);
    var search = new GroupSearch(aggregation, schema, groups, patience, remembered, threads, 2);
    for (DirectoryReader reader : readers) {
      search.add(new ShardSearch(reader, request, schema, new TestRegex(), patience, remembered));
    }
    search.run();
    inColumns += search.inColumns();
    return true;
  }

  /** A segment as the store writes it, with columns for most of the fields. */
  private DirectoryReader segment(EventBatch events, Random random) throws IOException {
    var columns = new TreeMap<String, FieldType>();
    for (String name : names(events)) {
      if (random.nextInt(6) > 0) {
        columns.put(name, column(events, name));
      }
    }
    var directory = new ByteBuffersDirectory();
    var config = new IndexWriterConfig();
    if (random.nextBoolean()) {
      config.setIndexSort(
          new Sort(
              new SortField(IndexFields.TIMESTAMP, SortField.Type.LONG, true),
              new SortField(IndexFields.ID, SortField.Type.LONG, true)));
    }
    try (var writer = new IndexWriter(directory, config)) {
      var builder = new DocumentBuilder();
      for (int row = 0; row < events.size(); row++) {
        Document document = new Document();
        builder.build(events, row, 0).forEach(document::add);
        values(events, row, columns, document);
        writer.addDocument(document);
      }
    }
    return DirectoryReader.open(directory);
  }

  private static Set<String> names(EventBatch events) {
    var names = new HashSet<String>();
    for (int row = 0; row < events.size(); row++) {
      for (int slice = events.firstSlice(row); slice < events.endSlice(row); slice++) {
        var field = events.schema().field(events.field(slice));
        if (field.type() != org.marsad.model.event.FieldType.TEXT) {
          names.add(field.name());
        }
      }
    }
    return names;
  }

  private static FieldType column(EventBatch events, String name) {
    boolean number = true;
    boolean repeats = false;
    int kinds = 0;
    for (int row = 0; row < events.size(); row++) {
      var seen = new HashSet<String>();
      for (int slice = events.firstSlice(row); slice < events.endSlice(row); slice++) {
        if (events.schema().field(events.field(slice)).name().equals(name)) {
          String text = events.text(slice);
          repeats |= !seen.add(text);
          kinds |= 1 << events.kind(slice).code();
          number &= events.kind(slice) == ValueKind.NUMBER && isExact(text);
        }
      }
    }
    var type = new FieldType();
    type.setDocValuesType(number ? DocValuesType.SORTED_NUMERIC : DocValuesType.SORTED_SET);
    type.putAttribute(
        IndexFields.COLUMN, number ? IndexFields.COLUMN_NUMBER : IndexFields.COLUMN_TEXT);
    type.putAttribute(IndexFields.KINDS, Integer.toString(kinds));
    if (repeats) {
      type.putAttribute(IndexFields.REPEATS, "true");
    }
    type.freeze();
    return type;
  }

  private static boolean isExact(String text) {
    return Value.of(Value.parse(text).number()).text().equals(text);
  }

  private static void values(
      EventBatch events, int row, TreeMap<String, FieldType> columns, Document document) {
    for (int slice = events.firstSlice(row); slice < events.endSlice(row); slice++) {
      String name = events.schema().field(events.field(slice)).name();
      FieldType type = columns.get(name);
      if (type != null) {
        String text = events.text(slice);
        document.add(
            type.docValuesType() == DocValuesType.SORTED_SET
                ? new ColumnValue(
                    name, type, new BytesRef(text.getBytes(StandardCharsets.UTF_8)), 0)
                : new ColumnValue(
                    name,
                    type,
                    null,
                    NumericUtils.doubleToSortableLong(Value.parse(text).number())));
      }
    }
  }

  private static final class ColumnValue extends Field {
    ColumnValue(String name, FieldType type, @Nullable BytesRef bytes, long number) {
      super(name, type);
      fieldsData = bytes == null ? (Object) number : bytes;
    }
  }
}
