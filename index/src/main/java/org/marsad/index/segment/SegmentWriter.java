package org.marsad.index.segment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.DocValuesConsumer;
import org.apache.lucene.codecs.FieldsConsumer;
import org.apache.lucene.codecs.StoredFieldsWriter;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.DocValuesSkipIndexType;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.EmptyDocValuesProducer;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.FilterLeafReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentInfo;
import org.apache.lucene.index.SegmentReader;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FlushInfo;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.TrackingDirectoryWrapper;
import org.apache.lucene.util.IOSupplier;
import org.apache.lucene.util.InfoStream;
import org.apache.lucene.util.StringHelper;
import org.apache.lucene.util.Version;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.IndexFields;

/**
 * Writes a segment that any Lucene reader opens: documents newest first, terms and columns by the
 * codec, events in blocks, no stored fields. Nothing of it is durable yet. One thread.
 */
public final class SegmentWriter {
  /** The order of documents in every segment. */
  public static final Sort ORDER =
      new Sort(
          new SortField(IndexFields.TIMESTAMP, SortField.Type.LONG, true),
          new SortField(IndexFields.ID, SortField.Type.LONG, true));

  /** Who made a segment, as its diagnostics say. */
  static final String SOURCE_KEY = "source";

  static final String SOURCE = "marsad";

  /** Segments with fewer events are one file, since each file is an fsync. */
  private static final int SMALL = 20_000;

  private final Directory directory;
  private final String name;
  private final SegmentSource source;
  private final boolean live;
  private final Executor beside;
  private final RightOfWay way;
  private final Codec codec = new SegmentCodec();
  private final List<FieldInfo> fields = new ArrayList<>();

  private SegmentWriter(
      Directory directory,
      String name,
      SegmentSource source,
      boolean live,
      Executor beside,
      RightOfWay way) {
    this.directory = directory;
    this.name = name;
    this.source = source;
    this.live = live;
    this.beside = beside;
    this.way = way;
  }

  /**
   * Writes a segment.
   *
   * @param name of the segment, not used in the directory before
   * @param beside puts events into blocks, and columns on disk, while terms are written
   * @param way searches have it, this gives it
   * @param room for what is made of it; cleared by the caller when it is written
   * @return what the list of segments needs to know
   * @throws IOException if it cannot be written; files may be left
   */
  public static SegmentCommitInfo write(
      Directory directory,
      String name,
      SegmentContent content,
      Executor beside,
      RightOfWay way,
      Room room)
      throws IOException {
    int[] order = content.newestFirst();
    var source = new BuiltSource(content, order, false, beside, way, room);
    return new SegmentWriter(directory, name, source, false, beside, way).write();
  }

  /** As above, from anything. */
  static SegmentCommitInfo write(
      Directory directory, String name, SegmentSource source, RightOfWay way) throws IOException {
    return new SegmentWriter(directory, name, source, false, Runnable::run, way).write();
  }

  /**
   * Makes a segment in memory, without what costs much and gains little for so short a life: the
   * events stay as they came, and grams are left out.
   *
   * @param room for what is made of it; cleared by the caller when it is made
   */
  public static SegmentCommitInfo show(String name, SegmentContent content, Room room)
      throws IOException {
    int[] order = content.newestFirst();
    var way = new RightOfWay();
    var source = new BuiltSource(content, order, true, Runnable::run, way, room);
    return new SegmentWriter(content.live(order), name, source, true, Runnable::run, way).write();
  }

  /** Whether a segment was written here. */
  static boolean wrote(LeafReader segment) {
    return FilterLeafReader.unwrap(segment) instanceof SegmentReader reader
        && SOURCE.equals(reader.getSegmentInfo().info.getDiagnostics().get(SOURCE_KEY));
  }

  private SegmentCommitInfo write() throws IOException {
    var tracked = new TrackingDirectoryWrapper(directory);
    int size = source.size();
    boolean small = size < SMALL && !live;
    var segment =
        new SegmentInfo(
            directory,
            Version.LATEST,
            Version.LATEST,
            name,
            size,
            small,
            false,
            codec,
            Map.of(SOURCE_KEY, SOURCE),
            StringHelper.randomId(),
            new HashMap<>(),
            ORDER);
    IOContext context = IOContext.flush(new FlushInfo(size, size * 500L));
    FieldInfo times = column(IndexFields.TIMESTAMP, DocValuesType.NUMERIC, true);
    FieldInfo ids = column(IndexFields.ID, DocValuesType.NUMERIC, true);
    FieldInfo blocks = live ? null : column(IndexFields.BLOCK, DocValuesType.BINARY, false);
    FieldInfo places = pages(IndexFields.PLACES, source.places());
    FieldInfo dictionary = pages(IndexFields.DICTIONARY, source.dictionary());
    List<String> termFields = GrammedTerms.fields(live ? 0 : size);
    List<FieldInfo> runs = terms(termFields);
    List<? extends ColumnSource> columns = source.columns();
    List<FieldInfo> named = columns.stream().map(this::column).toList();
    var infos = new FieldInfos(fields.toArray(FieldInfo[]::new));
    var state = new SegmentWriteState(InfoStream.NO_OUTPUT, tracked, segment, infos, null, context);
    GrammedTerms inverted = source.terms(termFields, columns);
    try (DocValuesConsumer values = codec.docValuesFormat().fieldsConsumer(state);
        var written = new Beside(beside, () -> write(values, named, columns))) {
      try (FieldsConsumer terms = codec.postingsFormat().fieldsConsumer(state)) {
        terms.write(live ? inverted : new GivingTerms(inverted, way.lane()), null);
      }
      written.await();
      values.addNumericField(times, numbers(true));
      values.addNumericField(ids, numbers(false));
      if (blocks != null) {
        writeBlocks(values, blocks);
      }
      if (places != null) {
        values.addBinaryField(places, binary(() -> new BlockValues(source.places(), 1)));
      }
      if (dictionary != null) {
        values.addBinaryField(dictionary, binary(() -> new BlockValues(source.dictionary(), 1)));
      }
      for (FieldInfo run : runs) {
        List<byte[]> firsts = inverted.firsts(run.name);
        values.addBinaryField(run, binary(() -> new BlockValues(firsts, 1)));
      }
    }
    writeNoStoredFields(tracked, segment, context);
    codec.fieldInfosFormat().write(tracked, segment, "", infos, context);
    segment.setFiles(new HashSet<>(tracked.getCreatedFiles()));
    if (small) {
      pack(segment, context);
    }
    codec.segmentInfoFormat().write(directory, segment, context);
    return new SegmentCommitInfo(segment, 0, 0, -1, -1, -1, StringHelper.randomId());
  }

  private void writeBlocks(DocValuesConsumer values, FieldInfo blocks) throws IOException {
    if (source.dictionary().isEmpty()) {
      values.addBinaryField(blocks, binary(source::blocks));
      return;
    }
    try (var spooled = new SpooledBlocks(directory, name, source.blocks(), way.lane())) {
      values.addBinaryField(blocks, binary(spooled::values));
    }
  }

  /** Lucene reads such a file of every segment. */
  private void writeNoStoredFields(Directory tracked, SegmentInfo segment, IOContext context)
      throws IOException {
    try (StoredFieldsWriter stored =
        codec.storedFieldsFormat().fieldsWriter(tracked, segment, context)) {
      for (int i = 0; i < source.size(); i++) {
        stored.startDocument();
        stored.finishDocument();
      }
      stored.finish(source.size());
    }
  }

  /**
   * Adds the fields that have terms.
   *
   * @return those that have the first terms of runs too
   */
  private List<FieldInfo> terms(List<String> names) {
    var runs = new ArrayList<FieldInfo>();
    for (String field : names) {
      boolean grams = GrammedTerms.isGrams(field);
      DocValuesType type = grams ? DocValuesType.BINARY : DocValuesType.NONE;
      FieldInfo info = field(field, options(field), type, DocValuesSkipIndexType.NONE);
      fields.add(info);
      if (field.equals(IndexFields.ADDRESSES)) {
        info.putAttribute(IndexFields.PLAIN, "true");
      }
      if (grams) {
        runs.add(info);
      }
    }
    return runs;
  }

  private static IndexOptions options(String field) {
    return field.equals(IndexFields.MESSAGE_WORDS)
        ? IndexOptions.DOCS_AND_FREQS_AND_POSITIONS
        : IndexOptions.DOCS;
  }

  /** Makes one file of many. */
  private void pack(SegmentInfo segment, IOContext context) throws IOException {
    Set<String> files = segment.files();
    var packed = new TrackingDirectoryWrapper(directory);
    codec.compoundFormat().write(packed, segment, context);
    segment.setFiles(new HashSet<>(packed.getCreatedFiles()));
    for (String file : files) {
      directory.deleteFile(file);
    }
  }

  /** A column that only the first documents have, one of these each; null if there are none. */
  private @Nullable FieldInfo pages(String field, List<byte[]> pages) {
    return pages.isEmpty() ? null : column(field, DocValuesType.BINARY, false);
  }

  private FieldInfo column(String field, DocValuesType type, boolean skips) {
    FieldInfo info =
        field(
            field,
            IndexOptions.NONE,
            type,
            skips ? DocValuesSkipIndexType.RANGE : DocValuesSkipIndexType.NONE);
    fields.add(info);
    return info;
  }

  private FieldInfo column(ColumnSource column) {
    FieldInfo info =
        column(
            column.name(),
            column.numbers() ? DocValuesType.SORTED_NUMERIC : DocValuesType.SORTED_SET,
            false);
    info.putAttribute(IndexFields.COLUMN, column.kind());
    info.putAttribute(IndexFields.KINDS, Integer.toString(column.kinds()));
    if (column.repeats()) {
      info.putAttribute(IndexFields.REPEATS, "true");
    }
    return info;
  }

  private void write(
      DocValuesConsumer values, List<FieldInfo> named, List<? extends ColumnSource> columns)
      throws IOException {
    RightOfWay.Lane lane = way.lane();
    for (int i = 0; i < columns.size(); i++) {
      lane.giveWay();
      Column column = columns.get(i).values();
      if (column.follows != null) {
        named.get(i).putAttribute(IndexFields.FOLLOWS, column.follows);
      }
      write(values, named.get(i), column);
    }
  }

  private static void write(DocValuesConsumer values, FieldInfo info, Column column)
      throws IOException {
    if (column.numbers()) {
      values.addSortedNumericField(
          info,
          new EmptyDocValuesProducer() {
            @Override
            public SortedNumericDocValues getSortedNumeric(FieldInfo field) {
              return new ColumnNumbers(column);
            }
          });
    } else {
      boolean single = column.isSingle();
      values.addSortedSetField(
          info,
          new EmptyDocValuesProducer() {
            @Override
            public SortedSetDocValues getSortedSet(FieldInfo field) {
              return single
                  ? DocValues.singleton(new SingleColumnPlaces(column))
                  : new ColumnPlaces(column);
            }
          });
    }
  }

  private FieldInfo field(
      String field, IndexOptions terms, DocValuesType values, DocValuesSkipIndexType skips) {
    return new FieldInfo(
        field,
        fields.size(),
        false,
        terms != IndexOptions.NONE,
        false,
        terms,
        values,
        skips,
        -1,
        new HashMap<>(),
        0,
        0,
        0,
        0,
        VectorEncoding.FLOAT32,
        VectorSimilarityFunction.EUCLIDEAN,
        false,
        false);
  }

  private EmptyDocValuesProducer numbers(boolean times) {
    return new EmptyDocValuesProducer() {
      @Override
      public NumericDocValues getNumeric(FieldInfo field) {
        return new DenseNumbers(source.size()) {
          @Override
          public long longValue() {
            return times ? source.time(docID()) : source.id(docID());
          }
        };
      }
    };
  }

  private static EmptyDocValuesProducer binary(IOSupplier<BinaryDocValues> values) {
    return new EmptyDocValuesProducer() {
      @Override
      public BinaryDocValues getBinary(FieldInfo field) throws IOException {
        return values.get();
      }
    };
  }
}
