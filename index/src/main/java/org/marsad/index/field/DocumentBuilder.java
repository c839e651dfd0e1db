package org.marsad.index.field;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefHash;
import org.apache.lucene.util.NumericUtils;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
import org.marsad.model.event.FieldType;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Origin;
import org.marsad.model.event.ValueKind;
import org.marsad.model.query.Address;
import org.marsad.model.query.Fold;
import org.marsad.model.query.Numbers;
import org.marsad.model.query.Tokens;

/**
 * Turns the rows of batches into documents of {@link IndexFields} for Lucene's own writer, with the
 * event as a stored field: the plain way, which tests and benchmarks hold the store against. The
 * document and everything in it is reused. One thread.
 */
public final class DocumentBuilder {
  private static final org.apache.lucene.document.FieldType TERMS = terms(IndexOptions.DOCS);
  private static final org.apache.lucene.document.FieldType PLACED =
      terms(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
  private static final byte[] LONG_WORD = IndexFields.LONG_WORD.getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FOREIGN_WORD =
      IndexFields.FOREIGN_WORD.getBytes(StandardCharsets.US_ASCII);

  /** The stored event. */
  public static final String SOURCE = "_source";

  private static final int MAX_ADDRESS = 45;
  private static final int MAX_NUMBER = 24;

  private final EventCodec codec = new EventCodec();
  private final Document document = new Document();
  private final NumericDocValuesField timestamp =
      NumericDocValuesField.indexedField(IndexFields.TIMESTAMP, 0);
  private final NumericDocValuesField id = NumericDocValuesField.indexedField(IndexFields.ID, 0);
  private final StoredField source = new StoredField(SOURCE, new BytesRef());
  private final TermBuffer values = new TermBuffer();
  private final TermBuffer numbers = new TermBuffer();
  private final TermBuffer addresses = new TermBuffer();
  private final TermBuffer messages = new TermBuffer();
  private final TermBuffer words = new TermBuffer();
  private final BytesRefHash spoken = new BytesRefHash();
  private final BytesRef word = new BytesRef();

  /** Of each word of the messages whether the original has it. */
  private boolean[] inOriginal = new boolean[64];

  private final TermBuffer names = new TermBuffer();
  private byte[] @Nullable [] termNames = new byte[256][];
  private long cut;

  /** A builder without a document. */
  public DocumentBuilder() {
    document.add(timestamp);
    document.add(id);
    document.add(source);
    document.add(new org.apache.lucene.document.Field(IndexFields.VALUES, values, TERMS));
    document.add(new org.apache.lucene.document.Field(IndexFields.NUMBERS, numbers, TERMS));
    document.add(new org.apache.lucene.document.Field(IndexFields.ADDRESSES, addresses, TERMS));
    document.add(new org.apache.lucene.document.Field(IndexFields.MESSAGE_WORDS, messages, PLACED));
    document.add(new org.apache.lucene.document.Field(IndexFields.WORDS, words, TERMS));
    document.add(new org.apache.lucene.document.Field(IndexFields.NAMES, names, TERMS));
  }

  private static org.apache.lucene.document.FieldType terms(IndexOptions options) {
    var type = new org.apache.lucene.document.FieldType();
    type.setIndexOptions(options);
    type.setOmitNorms(true);
    type.setTokenized(true);
    type.freeze();
    return type;
  }

  /** Values and words so far that were too long to be whole terms. */
  public long cut() {
    return cut;
  }

  /** The document of a row; valid until the next call. */
  public Document build(EventBatch batch, int row, long indexed) throws IOException {
    timestamp.setLongValue(batch.timestamp(row));
    id.setLongValue(batch.id(row));
    source.setBytesValue(codec.encode(batch, row, indexed));
    values.clear();
    numbers.clear();
    addresses.clear();
    messages.clear();
    words.clear();
    names.clear();
    messages(batch, row);
    rowFields(batch, row);
    for (int slice = batch.firstSlice(row); slice < batch.endSlice(row); slice++) {
      slice(batch, row, slice);
    }
    return document;
  }

  private void rowFields(EventBatch batch, int row) {
    Origin origin = batch.origin(row);
    keyword(Fields.INPUT, origin.input());
    keyword(Fields.TRANSPORT, origin.transport().name().toLowerCase(Locale.ROOT));
    if (!origin.peer().isEmpty()) {
      keyword(Fields.PEER, origin.peer());
    }
    int from = batch.originalOffset(row);
    int to = from + batch.originalLength(row);
    words(batch.bytes(), from, to);
    address(name(Fields.ORIGINAL), batch.bytes(), from, to);
    names.add(name(Fields.ORIGINAL)).finish();
  }

  private void keyword(Field field, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    value(name(field), bytes, 0, bytes.length, ValueKind.TEXT);
    names.add(name(field)).finish();
  }

  private void slice(EventBatch batch, int row, int slice) {
    Field field = batch.schema().field(batch.field(slice));
    byte[] name = name(field);
    int from = batch.offset(slice);
    int to = from + batch.length(slice);
    if (batch.find(row, field.id()) == slice) {
      names.add(name).finish();
    }
    if (field.type() != FieldType.TEXT) {
      value(name, batch.bytes(), from, to, kind(field, batch.kind(slice)));
      return;
    }
    address(name, batch.bytes(), from, to);
  }

  private static ValueKind kind(Field field, ValueKind kind) {
    return field.type() == FieldType.NUMBER ? ValueKind.NUMBER : kind;
  }

  private void value(byte[] name, byte[] bytes, int from, int to, ValueKind kind) {
    values.add(name).add(IndexFields.SEPARATOR);
    if (to - from > IndexFields.MAX_VALUE || !values.addFolded(bytes, from, to)) {
      byte[] folded = Fold.bytes(bytes, from, to);
      int length = folded.length;
      if (length > IndexFields.MAX_VALUE) {
        length = IndexFields.MAX_VALUE;
        names.add(name).add(IndexFields.LONG_VALUE).finish();
        cut++;
      }
      values.add(folded, 0, length);
    }
    values.finish();
    number(name, bytes, from, to, kind);
    address(name, bytes, from, to);
  }

  private void number(byte[] name, byte[] bytes, int from, int to, ValueKind kind) {
    if (to - from > MAX_NUMBER * 2 || to == from || !looksLikeNumber(bytes[from])) {
      return;
    }
    Double value = Numbers.parse(latin(bytes, from, to));
    if (value != null) {
      numbers
          .add(name)
          .add(IndexFields.SEPARATOR)
          .add(kind == ValueKind.NUMBER ? IndexFields.NUMBER : IndexFields.TEXT)
          .addSortable(NumericUtils.doubleToSortableLong(value))
          .finish();
    }
  }

  private static boolean looksLikeNumber(byte b) {
    return (b >= '0' && b <= '9') || b == '-';
  }

  private void address(byte[] name, byte[] bytes, int from, int to) {
    if (to - from < 2 || to - from > MAX_ADDRESS + 20 || !looksLikeAddress(bytes, from, to)) {
      return;
    }
    byte[] address = Address.parse(latin(bytes, from, to));
    if (address != null) {
      addresses.add(name).add(IndexFields.SEPARATOR).add(address).finish();
    }
  }

  /** A digit and a point, or a colon, near the start. */
  private static boolean looksLikeAddress(byte[] bytes, int from, int to) {
    int end = Math.min(to, from + 5);
    for (int i = from; i < end; i++) {
      if (bytes[i] == '.' || bytes[i] == ':') {
        return true;
      }
      if (Character.digit(bytes[i], 16) < 0) {
        return false;
      }
    }
    return false;
  }

  private static String latin(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /** The words of the messages, one after the other. */
  private void messages(EventBatch batch, int row) {
    spoken.clear(false);
    spoken.reinit();
    int message = Fields.MESSAGE.id();
    boolean more = false;
    for (int slice = batch.find(row, message);
        slice != EventBatch.NONE;
        slice = batch.next(row, slice)) {
      if (more) {
        messages.leaveOut(IndexFields.MESSAGE_GAP);
      }
      more = true;
      int from = batch.offset(slice);
      int to = from + batch.length(slice);
      for (var next = new Tokens(batch.bytes(), from, to); next.next(); ) {
        word(batch.bytes(), next.start(), next.end(), messages);
        spoken.add(messages.unfinished(word));
        messages.finish();
      }
    }
    if (spoken.size() > inOriginal.length) {
      inOriginal = new boolean[spoken.size() * 2];
    }
    Arrays.fill(inOriginal, 0, spoken.size(), false);
  }

  /** The words that the original has beside those of the messages. */
  private void words(byte[] bytes, int from, int to) {
    int foreign = spoken.size();
    for (var next = new Tokens(bytes, from, to); next.next(); ) {
      word(bytes, next.start(), next.end(), words);
      int known = spoken.find(words.unfinished(word));
      if (known < 0) {
        words.finish();
        continue;
      }
      words.drop();
      foreign -= inOriginal[known] ? 0 : 1;
      inOriginal[known] = true;
    }
    if (foreign > 0) {
      names.add(FOREIGN_WORD).finish();
    }
  }

  private void word(byte[] bytes, int from, int to, TermBuffer into) {
    if (to - from <= IndexFields.MAX_WORD && into.addFolded(bytes, from, to)) {
      return;
    }
    byte[] folded = Fold.bytes(bytes, from, to);
    int length = folded.length;
    if (length > IndexFields.MAX_WORD) {
      length = IndexFields.MAX_WORD;
      names.add(LONG_WORD).finish();
      cut++;
    }
    into.add(folded, 0, length);
  }

  private byte[] name(Field field) {
    int id = field.id();
    if (id >= termNames.length) {
      termNames = Arrays.copyOf(termNames, Math.max(id + 1, termNames.length * 2));
    }
    byte[] known = termNames[id];
    if (known == null) {
      known = field.name().getBytes(StandardCharsets.UTF_8);
      termNames[id] = known;
    }
    return known;
  }
}
