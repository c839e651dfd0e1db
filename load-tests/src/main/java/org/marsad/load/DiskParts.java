package org.marsad.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValuesSkipIndexType;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.FilterLeafReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafMetaData;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SlowCodecReaderWrapper;
import org.apache.lucene.index.StoredFieldVisitor;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.Version;
import org.jspecify.annotations.Nullable;

/**
 * What each field of an index takes on disk: files hold several, so each is written once more by
 * itself, into memory. One thread.
 */
final class DiskParts {
  private static final String TERMS = " terms";
  private static final String COLUMN = " column";

  private final Map<String, Long> parts = new TreeMap<>();
  private long documents;
  private int segments;

  /** Prints the parts of the indexes below a folder. */
  static void print(Path folder) throws IOException {
    var parts = new DiskParts();
    List<Path> indexes = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .filter(file -> String.valueOf(file.getFileName()).startsWith("segments_"))
          .forEach(file -> indexes.add(file.resolveSibling("")));
    }
    for (Path index : indexes) {
      try (Directory directory = FSDirectory.open(index);
          DirectoryReader reader = DirectoryReader.open(directory)) {
        for (LeafReaderContext leaf : reader.leaves()) {
          parts.add(leaf.reader());
        }
      }
    }
    parts.print();
  }

  private void add(LeafReader segment) throws IOException {
    segments++;
    documents += segment.maxDoc();
    long empty = size(segment, null, false);
    for (FieldInfo field : segment.getFieldInfos()) {
      if (field.getIndexOptions() != IndexOptions.NONE) {
        parts.merge(field.name + TERMS, size(segment, field, true) - empty, Long::sum);
      }
      if (field.getDocValuesType() != DocValuesType.NONE) {
        // Columns of fields of events are told together.
        String name = field.name.matches("[_@].*") ? field.name : "fields'";
        parts.merge(name + COLUMN, size(segment, field, false) - empty, Long::sum);
      }
    }
  }

  /** What a segment with one field takes, of which either the terms or the column is there. */
  private static long size(LeafReader segment, @Nullable FieldInfo field, boolean terms)
      throws IOException {
    FieldInfos infos =
        new FieldInfos(field == null ? new FieldInfo[0] : new FieldInfo[] {alone(field, terms)});
    try (var memory = new ByteBuffersDirectory()) {
      try (var writer =
          new IndexWriter(memory, new IndexWriterConfig().setUseCompoundFile(false))) {
        CodecReader reader = SlowCodecReaderWrapper.wrap(new OneField(segment, infos, terms));
        writer.addIndexes(reader);
        writer.commit();
      }
      long size = 0;
      for (String file : memory.listAll()) {
        size += memory.fileLength(file);
      }
      return size;
    }
  }

  private static FieldInfo alone(FieldInfo field, boolean terms) {
    return new FieldInfo(
        field.name,
        0,
        false,
        terms,
        false,
        terms ? field.getIndexOptions() : IndexOptions.NONE,
        terms ? DocValuesType.NONE : field.getDocValuesType(),
        terms ? DocValuesSkipIndexType.NONE : field.docValuesSkipIndexType(),
        -1,
        Map.of(),
        0,
        0,
        0,
        0,
        VectorEncoding.FLOAT32,
        VectorSimilarityFunction.EUCLIDEAN,
        false,
        false);
  }

  private void print() {
    long all = 0;
    System.out.printf(Locale.ROOT, "%d segments, bytes an event by part:%n", segments);
    for (Map.Entry<String, Long> part : parts.entrySet()) {
      all += part.getValue();
      System.out.printf(
          Locale.ROOT, "  %-20s %8.2f%n", part.getKey(), part.getValue() / (double) documents);
    }
    System.out.printf(Locale.ROOT, "  %-20s %8.2f%n", "all", all / (double) documents);
  }

  /** A segment of which one field is left. */
  private static final class OneField extends FilterLeafReader {
    private final FieldInfos infos;
    private final boolean terms;

    OneField(LeafReader segment, FieldInfos infos, boolean terms) {
      super(segment);
      this.infos = infos;
      this.terms = terms;
    }

    @Override
    public FieldInfos getFieldInfos() {
      return infos;
    }

    @Override
    public @Nullable Terms terms(String field) throws IOException {
      return terms && infos.fieldInfo(field) != null ? super.terms(field) : null;
    }

    @Override
    public StoredFields storedFields() {
      return new StoredFields() {
        @Override
        public void document(int document, StoredFieldVisitor visitor) {
          // There are none.
        }
      };
    }

    @Override
    public LeafMetaData getMetaData() {
      return new LeafMetaData(Version.LATEST.major, Version.LATEST, null, false);
    }

    @Override
    public @Nullable CacheHelper getCoreCacheHelper() {
      return null;
    }

    @Override
    public @Nullable CacheHelper getReaderCacheHelper() {
      return null;
    }
  }
}
