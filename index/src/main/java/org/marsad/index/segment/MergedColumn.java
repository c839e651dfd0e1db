package org.marsad.index.segment;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.IndexFields;
import org.marsad.index.field.WholeNumbers;

/**
 * A column of several segments as that of one. Its values are put together when they are asked for:
 * the places of each segment are mapped to those in the order of all values. One thread.
 */
final class MergedColumn implements ColumnSource {
  private static final int UNKNOWN = -2;
  private static final int NONE = -1;

  private final String name;
  private final List<ColumnPart> parts;
  private final MergeOrder order;
  private final String kind;
  private final boolean repeats;
  private final int kinds;

  /** What it follows from in all parts, if there is such a column. */
  private @Nullable MergedColumn base;

  /** Whether others follow from it. */
  private boolean isBase;

  /** By place in each part the place in all; kept for those that follow from it. */
  private int[][] places = {};

  /** The first document of each value; kept likewise. */
  private int[] firsts = {};

  private int[] documents = new int[0];
  private long[] codes = new long[0];
  private int size;

  /**
   * A column.
   *
   * @param parts of each segment
   * @param order of the documents
   */
  MergedColumn(String name, List<ColumnPart> parts, MergeOrder order) {
    this.name = name;
    this.parts = parts;
    this.order = order;
    boolean numbers = parts.stream().allMatch(ColumnPart::areNumbers);
    boolean whole = numbers && parts.stream().allMatch(ColumnPart::areWhole);
    String ofNumbers = whole ? IndexFields.COLUMN_WHOLE : IndexFields.COLUMN_NUMBER;
    kind = numbers ? ofNumbers : IndexFields.COLUMN_TEXT;
    repeats = parts.stream().anyMatch(part -> part.repeats(numbers));
    kinds = parts.stream().mapToInt(ColumnPart::kinds).reduce(0, (a, b) -> a | b);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String kind() {
    return kind;
  }

  @Override
  public boolean repeats() {
    return repeats;
  }

  @Override
  public int kinds() {
    return kinds;
  }

  /** The column that it follows from in all parts, or null. */
  @Nullable String follows() {
    String name = parts.getFirst().follows();
    return name != null && parts.stream().allMatch(part -> name.equals(part.follows()))
        ? name
        : null;
  }

  /** Says what it follows from, whose values are asked for first. */
  void follow(MergedColumn column) {
    base = column;
    column.isBase = true;
  }

  @Override
  public Column values() throws IOException {
    Column following = base == null ? null : following(base);
    if (following != null) {
      return following;
    }
    ColumnTexts texts = numbers() ? ColumnTexts.NONE : readTexts();
    if (numbers()) {
      readNumbers();
    }
    var column = new Column(name, kind, repeats, kinds, documents, codes, size, texts, null);
    if (isBase) {
      firsts = firsts(texts.size());
    }
    documents = new int[0];
    codes = new long[0];
    return column;
  }

  /** The first document of each value. */
  private int[] firsts(int values) {
    var found = new int[values];
    Arrays.fill(found, -1);
    for (int i = 0; i < size; i++) {
      if (found[(int) codes[i]] < 0) {
        found[(int) codes[i]] = documents[i];
      }
    }
    return found;
  }

  /** As what follows from another; null where it does so in each part, but otherwise. */
  private @Nullable Column following(MergedColumn of) throws IOException {
    var terms = new @Nullable TermsEnum[parts.size()];
    var mapped = new int[terms.length][];
    for (int i = 0; i < terms.length; i++) {
      SortedSetDocValues values = parts.get(i).texts();
      mapped[i] = new int[Math.toIntExact(values.getValueCount())];
      terms[i] = mapped[i].length == 0 ? null : values.termsEnum();
    }
    ColumnTexts texts = merge(new TermMerge(terms), mapped);
    var follows = new int[of.firsts.length];
    Arrays.fill(follows, UNKNOWN);
    for (int i = 0; i < mapped.length; i++) {
      int[] places = parts.get(i).following();
      for (int place = 0; place < places.length; place++) {
        int value = of.places[i][place];
        int here = places[place] < 0 ? NONE : mapped[i][places[place]];
        if (follows[value] != UNKNOWN && follows[value] != here) {
          return null;
        }
        follows[value] = here;
      }
    }
    return standing(of, follows, texts);
  }

  /** A column of the documents that stand for others. */
  private Column standing(MergedColumn of, int[] follows, ColumnTexts texts) {
    var sorted = new long[follows.length];
    int count = 0;
    for (int value = 0; value < follows.length; value++) {
      if (follows[value] >= 0) {
        sorted[count++] = (long) of.firsts[value] << Integer.SIZE | follows[value];
      }
    }
    Arrays.sort(sorted, 0, count);
    var having = new int[count];
    var codesOf = new long[count];
    for (int i = 0; i < count; i++) {
      having[i] = (int) (sorted[i] >>> Integer.SIZE);
      codesOf[i] = (int) sorted[i];
    }
    return new Column(name, kind, repeats, kinds, having, codesOf, count, texts, of.name);
  }

  private void readNumbers() throws IOException {
    boolean whole = kind.equals(IndexFields.COLUMN_WHOLE);
    var of = new SortedNumericDocValues[parts.size()];
    var areWhole = new boolean[of.length];
    for (int i = 0; i < of.length; i++) {
      of[i] = parts.get(i).numbers();
      areWhole[i] = parts.get(i).givesWhole();
    }
    var next = new int[of.length];
    int[] at = before(of.length);
    for (int document = 0; document < order.size(); document++) {
      int source = order.source(document);
      int local = next[source]++;
      SortedNumericDocValues values = of[source];
      if (at[source] < local) {
        at[source] = values.nextDoc();
      }
      if (at[source] == local) {
        for (int left = values.docValueCount(); left > 0; left--) {
          long value = values.nextValue();
          if (whole != areWhole[source]) {
            value = whole ? WholeNumbers.whole(value) : WholeNumbers.sortable(value);
          }
          add(document, value);
        }
      }
    }
  }

  private ColumnTexts readTexts() throws IOException {
    var of = new SortedSetDocValues[parts.size()];
    var terms = new @Nullable TermsEnum[of.length];
    var places = new int[of.length][];
    for (int i = 0; i < of.length; i++) {
      of[i] = parts.get(i).texts();
      places[i] = new int[Math.toIntExact(of[i].getValueCount())];
      terms[i] = places[i].length == 0 ? null : of[i].termsEnum();
    }
    ColumnTexts texts = merge(new TermMerge(terms), places);
    if (isBase) {
      this.places = places;
    }
    var next = new int[of.length];
    int[] at = before(of.length);
    for (int document = 0; document < order.size(); document++) {
      int source = order.source(document);
      int local = next[source]++;
      SortedSetDocValues values = of[source];
      if (at[source] < local) {
        at[source] = values.nextDoc();
      }
      if (at[source] == local) {
        for (int left = values.docValueCount(); left > 0; left--) {
          add(document, places[source][(int) values.nextOrd()]);
        }
      }
    }
    return texts;
  }

  /** The values of all in their order, and by place in each source the place there. */
  private static ColumnTexts merge(TermMerge merge, int[][] places) throws IOException {
    var bytes = new byte[1 << 12];
    var starts = new int[256];
    var lengths = new int[256];
    var next = new int[places.length];
    int length = 0;
    int count = 0;
    while (merge.next()) {
      BytesRef text = merge.term();
      bytes = ArrayUtil.grow(bytes, length + text.length);
      starts = ArrayUtil.grow(starts, count + 1);
      lengths = ArrayUtil.grow(lengths, count + 1);
      System.arraycopy(text.bytes, text.offset, bytes, length, text.length);
      starts[count] = length;
      lengths[count] = text.length;
      length += text.length;
      for (int i = 0; i < merge.count(); i++) {
        int source = merge.source(i);
        places[source][next[source]++] = count;
      }
      count++;
    }
    return new ColumnTexts(bytes, Arrays.copyOf(starts, count), Arrays.copyOf(lengths, count));
  }

  /** In each source before the first document. */
  private static int[] before(int sources) {
    var at = new int[sources];
    Arrays.fill(at, -1);
    return at;
  }

  private void add(int document, long code) {
    if (size == codes.length) {
      // Most often each document has one value.
      int room = size < order.size() ? order.size() : ArrayUtil.oversize(size + 1, Long.BYTES);
      documents = ArrayUtil.growExact(documents, room);
      codes = ArrayUtil.growExact(codes, room);
    }
    documents[size] = document;
    codes[size++] = code;
  }
}
