package org.marsad.index.segment;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.lucene.util.NumericUtils;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.IndexFields;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
import org.marsad.model.event.FieldType;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;
import org.marsad.model.query.Address;
import org.marsad.model.query.Fold;
import org.marsad.model.query.Numbers;
import org.marsad.model.query.Tokens;

/**
 * Events that will be a segment, as numbers. Every distinct value gets a number when it is first
 * seen, and with it the terms that {@link IndexFields} has for it; every distinct term gets one
 * too. An event is then lists of numbers: its values, its words, and what it has besides. What a
 * value or a piece of punctuation says again costs one look-up, however many words it has.
 *
 * <p>The words of an event are those of its message, one after the other, and those that its
 * original has beside them. That is cut at its values where that cuts no word; the words of the
 * parts are the words of the whole.
 *
 * <p>One thread adds. {@link #content} may be read by any other meanwhile, since everything is only
 * appended to.
 */
public final class SegmentBuilder {
  static final int VALUE = 0;
  static final int NUMBER = 1;
  static final int ADDRESS = 2;
  static final int WORD = 3;
  static final int NAME = 7;
  static final int KINDS = 4;

  /** Of a value: its term, its further terms, its words, its field. */
  static final int INFO = 4;

  static final int TERM = 0;
  static final int MORE = 1;
  static final int WORDS = 2;
  static final int FIELD = 3;

  /** Between the words of two messages of an event. */
  static final int NEXT_MESSAGE = -1;

  /** Instead of the value of a part that is the message. */
  private static final int MESSAGE = -1;

  /** Longer messages are cut into words each time. */
  private static final int MAX_MESSAGE = 512;

  /** Longer pieces between values are. */
  private static final int MAX_GLUE = 96;

  private static final int NO_TERM = -1;
  private static final int SEEN = -1;
  private static final int NO_LIST = -2;
  private static final int MAX_ADDRESS = 45;
  private static final int MAX_NUMBER = 24;
  private static final int MAX_ORIGINS = 4_096;
  private static final int PADDING = 8;

  /** Of a part of the original: where it begins and ends, its value. */
  private static final int PART = 3;

  private static final byte[] LONG_WORD = IndexFields.LONG_WORD.getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FOREIGN_WORD =
      IndexFields.FOREIGN_WORD.getBytes(StandardCharsets.US_ASCII);
  private static final boolean[] IS_WORD = isWord();

  private final Schema schema;
  private final Dictionary values = new Dictionary(1 << 14);
  private final Dictionary terms = new Dictionary(1 << 15);
  private final IntTable infos = new IntTable(1 << 16);
  private final IntTable more = new IntTable(1 << 14);
  private final IntTable lists = new IntTable(1 << 16);
  private final IntLists valuesOf = new IntLists(1 << 16);
  private final IntLists messagesOf = new IntLists(1 << 16);
  private final IntLists wordsOf = new IntLists(1 << 18);
  private final IntLists othersOf = new IntLists(1 << 14);
  private final Glue glue = new Glue(MAX_GLUE);
  private final Glue messages = new Glue(MAX_MESSAGE);
  private final Map<Origin, Integer> origins = new HashMap<>();
  private final @Nullable Kept kept;
  private NameTable names = new NameTable(terms);
  private long[] times = new long[1_024];
  private long[] ids = new long[1_024];

  /** By term in which event it was last, see {@link #stamp}. */
  private int[] stamps = new int[1 << 15];

  private int count;
  private boolean shared;
  private long cut;

  /** What the names before the terms of values will take when those are sorted. */
  private long nameBytes;

  /** Words of the event at hand that are looked up together. */
  private final WordRun met = new WordRun();

  private long[] hashes = new long[64];
  private byte[] scratch = new byte[1_024];
  private int[] parts = new int[64 * PART];
  private int partCount;
  private int messageCount;

  /** By field in which event a value was last; one more than {@link #stamp} where it had two. */
  private int[] fieldStamps = new int[256];

  /** Words of the messages of this event that have not been met in its original. */
  private int foreign;

  private @Nullable Origin lastOrigin;
  private int lastOriginAt;

  /** A builder without events, for batches of a schema. */
  public SegmentBuilder(Schema schema) {
    this(schema, new Kept(schema));
  }

  private SegmentBuilder(Schema schema, @Nullable Kept kept) {
    this.schema = schema;
    this.kept = kept;
    lists.add(0);
    more.add(0);
  }

  /** One whose events are kept by others. */
  static SegmentBuilder withoutEvents(Schema schema) {
    return new SegmentBuilder(schema, null);
  }

  private static boolean[] isWord() {
    var words = new boolean[256];
    for (int b = 0; b < 256; b++) {
      words[b] = Tokens.isWord((byte) b);
    }
    return words;
  }

  /** Events in it. */
  public int size() {
    return count;
  }

  /** Memory they take. */
  public long bytes() {
    return values.bytes()
        + terms.bytes()
        + infos.bytes()
        + more.bytes()
        + lists.bytes()
        + valuesOf.bytes()
        + messagesOf.bytes()
        + wordsOf.bytes()
        + othersOf.bytes()
        + (kept == null ? 0 : kept.bytes())
        + nameBytes
        + count * 16L
        + terms.size() * 4L;
  }

  /** Values and words in it, distinct ones, that were too long to be whole terms. */
  public long cut() {
    return cut;
  }

  /** Adds the event of a row, whose id is above those before. */
  public void add(EventBatch batch, int row, long indexed) {
    int event = count;
    if (event == times.length) {
      times = Arrays.copyOf(times, event * 2);
      ids = Arrays.copyOf(ids, event * 2);
    }
    times[event] = batch.timestamp(row);
    ids[event] = batch.id(row);
    partCount = 0;
    messageCount = 0;
    foreign = 0;
    origin(batch.origin(row));
    byte[] bytes = batch.bytes();
    int original = batch.originalOffset(row);
    int originalEnd = original + batch.originalLength(row);
    other(names.term(Fields.ORIGINAL));
    address(names.of(Fields.ORIGINAL), bytes, original, originalEnd);
    int end = batch.endSlice(row);
    lookAhead(batch, batch.firstSlice(row), end);
    int next = 0;
    for (int slice = batch.firstSlice(row); slice < end; slice++) {
      Field field = schema.field(batch.field(slice));
      int from = batch.offset(slice);
      int to = from + batch.length(slice);
      boolean inside = from >= original && to <= originalEnd;
      if (field.type() == FieldType.TEXT) {
        text(field, bytes, from, to, inside && isWhole(bytes, original, from, to, originalEnd));
      } else {
        int value = value(hashes[next++], field, batch.kind(slice), bytes, from, to);
        valuesOf.add(value);
        met(field);
        if (inside && from < to) {
          part(from, to, value);
        }
      }
    }
    parts(bytes, original, originalEnd);
    met.each(terms, this::inOriginal);
    if (foreign > 0) {
      other(terms.add(NAME, FOREIGN_WORD, 0, FOREIGN_WORD.length));
    }
    valuesOf.end();
    messagesOf.end();
    wordsOf.end();
    othersOf.end();
    if (kept != null) {
      kept.add(batch, row, indexed);
    }
    count++;
  }

  /** Hashes the values of an event and reads what their look-ups will read. */
  private void lookAhead(EventBatch batch, int first, int end) {
    if (end - first > hashes.length) {
      hashes = new long[Math.max(end - first, hashes.length * 2)];
    }
    byte[] bytes = batch.bytes();
    int count = 0;
    for (int slice = first; slice < end; slice++) {
      Field field = schema.field(batch.field(slice));
      if (field.type() != FieldType.TEXT) {
        int from = batch.offset(slice);
        int group = group(field, batch.kind(slice));
        hashes[count++] = Bytes.hash(group, bytes, from, from + batch.length(slice));
      }
    }
    values.touch(hashes, count);
  }

  // What every event has

  private void origin(Origin origin) {
    if (!origin.equals(lastOrigin)) {
      Integer known = origins.get(origin);
      if (known == null) {
        if (origins.size() == MAX_ORIGINS) {
          origins.clear();
        }
        known = valuesOf(origin);
        origins.put(origin, known);
      }
      lastOrigin = origin;
      lastOriginAt = known;
    }
    int at = lastOriginAt;
    for (int end = at + 1 + lists.get(at++); at < end; at++) {
      valuesOf.add(lists.get(at));
    }
  }

  /** The values that every event of an origin has. */
  private int valuesOf(Origin origin) {
    int at = lists.add(0);
    lists.add(value(Fields.INPUT, origin.input()));
    lists.add(value(Fields.TRANSPORT, origin.transport().name().toLowerCase(Locale.ROOT)));
    if (!origin.peer().isEmpty()) {
      lists.add(value(Fields.PEER, origin.peer()));
    }
    lists.set(at, lists.length() - at - 1);
    return at;
  }

  private int value(Field field, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long hash = Bytes.hash(group(field, ValueKind.TEXT), bytes, 0, bytes.length);
    return value(hash, field, ValueKind.TEXT, bytes, 0, bytes.length);
  }

  private void other(int term) {
    if (isFirst(term)) {
      othersOf.add(term);
    }
  }

  /** Whether the event has not had the term yet. */
  private boolean isFirst(int term) {
    boolean first = stamped(term) < stamp();
    if (first) {
      stamps[term] = stamp();
    }
    return first;
  }

  /** What this event puts at its terms; one more at words that are known to be in its original. */
  private int stamp() {
    return (count + 1) * 2;
  }

  private int stamped(int term) {
    if (term >= stamps.length) {
      stamps = Arrays.copyOf(stamps, Math.max(term + 1, stamps.length * 2));
    }
    return stamps[term];
  }

  private void text(Field field, byte[] bytes, int from, int to, boolean known) {
    other(names.term(field));
    address(names.of(field), bytes, from, to);
    if (field.equals(Fields.MESSAGE)) {
      message(bytes, from, to, known);
      if (known && from < to) {
        part(from, to, MESSAGE);
      }
    }
  }

  // Words of messages

  private void message(byte[] bytes, int from, int to, boolean known) {
    if (messageCount++ > 0) {
      messagesOf.add(NEXT_MESSAGE);
    }
    int list = messages.find(bytes, from, to);
    if (list == Glue.NEW) {
      list = list(bytes, from, to);
      messages.put(list);
    }
    if (list > 0) {
      int[] numbers = lists.data();
      int end = list + 1 + numbers[list];
      for (int at = list + 1; at < end; at++) {
        inMessage(numbers[at], known);
      }
      return;
    }
    for (var next = new Tokens(bytes, from, to); next.next(); ) {
      inMessage(word(bytes, next.start(), next.end()), known);
    }
  }

  /**
   * The next word of a message.
   *
   * @param known whether it is in the original
   */
  private void inMessage(int word, boolean known) {
    messagesOf.add(word);
    int seen = stamped(word);
    int now = stamp();
    if (known) {
      foreign -= seen == now ? 1 : 0;
      stamps[word] = now + 1;
    } else if (seen < now) {
      foreign++;
      stamps[word] = now;
    }
  }

  /** A word of the original. */
  private void inOriginal(int word) {
    int seen = stamped(word);
    int now = stamp();
    if (seen < now) {
      wordsOf.add(word);
    } else if (seen == now) {
      foreign--;
    }
    stamps[word] = now + 1;
  }

  /** Whether the words of the part are words of the whole: its ends cut none of them. */
  private static boolean isWhole(byte[] bytes, int wholeFrom, int from, int to, int wholeTo) {
    return from == to
        || (isCut(bytes, wholeFrom, from, wholeTo) && isCut(bytes, wholeFrom, to, wholeTo));
  }

  /** Whether no word goes over this place. */
  private static boolean isCut(byte[] bytes, int from, int at, int to) {
    return at == from || at == to || !IS_WORD[bytes[at - 1] & 0xff] || !IS_WORD[bytes[at] & 0xff];
  }

  // Values

  private static int group(Field field, ValueKind kind) {
    return field.id() << 2 | kind.code();
  }

  private int value(long hash, Field field, ValueKind kind, byte[] bytes, int from, int to) {
    int value = values.add(hash, group(field, kind), bytes, from, to);
    if (value * INFO == infos.length()) {
      derive(field, kind, bytes, from, to);
    }
    return value;
  }

  /** The terms of a value that was not seen before. */
  private void derive(Field field, ValueKind kind, byte[] bytes, int from, int to) {
    NameTable.Name name = names.of(field);
    int rest = name.rest.length;
    int size = to - from;
    int mark = NO_TERM;
    reserve(size);
    byte[] term = scratch;
    if (rest > 0 || size > IndexFields.MAX_VALUE || !Bytes.fold(bytes, from, to, scratch)) {
      byte[] folded = Fold.bytes(bytes, from, to);
      size = folded.length;
      if (size > IndexFields.MAX_VALUE) {
        size = IndexFields.MAX_VALUE;
        cut++;
        mark = names.longValue(field);
      }
      term = Arrays.copyOf(name.rest, rest + size);
      System.arraycopy(folded, 0, term, rest, size);
      size = term.length;
    }
    infos.add(terms.add(name.group | VALUE, term, 0, size));
    nameBytes += name.name.length;
    int number = numberTerm(field, name, kind, bytes, from, to);
    infos.add(more(number, addressTerm(name, bytes, from, to), mark));
    infos.add(0);
    infos.add(field.id());
  }

  /** A list of those terms that there are. */
  private int more(int a, int b, int c) {
    if (a == NO_TERM && b == NO_TERM && c == NO_TERM) {
      return 0;
    }
    int at = more.add(0);
    if (a != NO_TERM) {
      more.add(a);
    }
    if (b != NO_TERM) {
      more.add(b);
    }
    if (c != NO_TERM) {
      more.add(c);
    }
    more.set(at, more.length() - at - 1);
    return at;
  }

  private int numberTerm(
      Field field, NameTable.Name name, ValueKind kind, byte[] bytes, int from, int to) {
    if (to - from > MAX_NUMBER * 2 || to == from || !looksLikeNumber(bytes[from])) {
      return NO_TERM;
    }
    Double number = Numbers.parse(latin(bytes, from, to));
    if (number == null) {
      return NO_TERM;
    }
    boolean isNumber = field.type() == FieldType.NUMBER || kind == ValueKind.NUMBER;
    int at = name.rest.length;
    reserve(at + 1 + Long.BYTES);
    System.arraycopy(name.rest, 0, scratch, 0, at);
    scratch[at++] = isNumber ? IndexFields.NUMBER : IndexFields.TEXT;
    long flipped = NumericUtils.doubleToSortableLong(number) ^ Long.MIN_VALUE;
    Bytes.put(scratch, at, Long.reverseBytes(flipped));
    return terms.add(name.group | NUMBER, scratch, 0, at + Long.BYTES);
  }

  private static boolean looksLikeNumber(byte b) {
    return (b >= '0' && b <= '9') || b == '-';
  }

  private void address(NameTable.Name name, byte[] bytes, int from, int to) {
    int term = addressTerm(name, bytes, from, to);
    if (term != NO_TERM) {
      other(term);
    }
  }

  private int addressTerm(NameTable.Name name, byte[] bytes, int from, int to) {
    if (to - from < 2 || to - from > MAX_ADDRESS + 20 || !looksLikeAddress(bytes, from, to)) {
      return NO_TERM;
    }
    byte[] address = Address.parse(latin(bytes, from, to));
    if (address == null) {
      return NO_TERM;
    }
    byte[] rest = name.rest;
    byte[] term = rest.length == 0 ? address : Arrays.copyOf(rest, rest.length + address.length);
    System.arraycopy(address, 0, term, rest.length, address.length);
    return terms.add(name.group | ADDRESS, term, 0, term.length);
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

  // Words of the original

  private void part(int from, int to, int value) {
    if ((partCount + 1) * PART > parts.length) {
      parts = Arrays.copyOf(parts, parts.length * 2);
    }
    int at = partCount++ * PART;
    // Decoders find values in the order they lie; mapping adds a few.
    while (at > 0
        && (parts[at - PART] > from || (parts[at - PART] == from && parts[at - 2] < to))) {
      System.arraycopy(parts, at - PART, parts, at, PART);
      at -= PART;
    }
    parts[at] = from;
    parts[at + 1] = to;
    parts[at + 2] = value;
  }

  private void parts(byte[] bytes, int from, int to) {
    int at = from;
    for (int part = 0; part < partCount * PART; part += PART) {
      int begin = parts[part];
      int end = parts[part + 1];
      if (begin < at || !isCut(bytes, from, begin, to) || !isCut(bytes, from, end, to)) {
        continue;
      }
      between(bytes, at, begin);
      if (parts[part + 2] != MESSAGE) {
        wordsOfValue(parts[part + 2], bytes, begin, end);
      }
      at = end;
    }
    between(bytes, at, to);
  }

  private void between(byte[] bytes, int from, int to) {
    if (from == to) {
      return;
    }
    int list = glue.find(bytes, from, to);
    if (list == Glue.NEW) {
      list = list(bytes, from, to);
      glue.put(list);
    }
    if (list > 0) {
      use(list);
    } else {
      words(bytes, from, to);
    }
  }

  /** Says that the event has a value of a field. */
  private void met(Field field) {
    int id = field.id();
    if (id >= fieldStamps.length) {
      fieldStamps = Arrays.copyOf(fieldStamps, Math.max(id + 1, fieldStamps.length * 2));
    }
    fieldStamps[id] = fieldStamps[id] >= stamp() ? stamp() + 1 : stamp();
  }

  /** Whether the words of a value that was not met before are left out, see {@link HexValues}. */
  private boolean leavesOut(int value, byte[] bytes, int from, int to) {
    int id = infos.get(value * INFO + FIELD);
    int uuid = HexValues.uuid(bytes, from, to);
    if (uuid < 0 && !HexValues.isRun(bytes, from, to)) {
      return false;
    }
    Field field = schema.field(id);
    // Of two values of a field, one of which is not in the original, nobody could tell which it is.
    if (fieldStamps[id] != stamp() || names.of(field).rest.length > 0) {
      return false;
    }
    other(names.leftOut(field));
    if (uuid >= 0) {
      words(bytes, uuid + HexValues.MIDDLE, uuid + HexValues.MIDDLE_END);
    }
    return true;
  }

  private void wordsOfValue(int value, byte[] bytes, int from, int to) {
    int at = value * INFO + WORDS;
    int list = infos.get(at);
    if (list == SEEN) {
      list = list(bytes, from, to);
      infos.set(at, list);
    } else if (list == 0) {
      infos.set(at, SEEN);
      if (leavesOut(value, bytes, from, to)) {
        return;
      }
    }
    if (list > 0) {
      use(list);
    } else {
      words(bytes, from, to);
    }
  }

  /** The words of [from, to) as a list; none if one of them is too long. */
  private int list(byte[] bytes, int from, int to) {
    int at = lists.add(0);
    int end = from;
    while (end < to) {
      int start = end;
      while (start < to && !IS_WORD[bytes[start] & 0xff]) {
        start++;
      }
      end = start;
      while (end < to && IS_WORD[bytes[end] & 0xff]) {
        end++;
      }
      if (end - start > IndexFields.MAX_WORD / 3) {
        lists.set(at, 0);
        return NO_LIST;
      }
      if (end > start) {
        lists.add(word(bytes, start, end));
      }
    }
    lists.set(at, lists.length() - at - 1);
    return at;
  }

  private void use(int list) {
    int[] numbers = lists.data();
    int end = list + 1 + numbers[list];
    for (int at = list + 1; at < end; at++) {
      inOriginal(numbers[at]);
    }
  }

  private void words(byte[] bytes, int from, int to) {
    int end = from;
    while (end < to) {
      int start = end;
      while (start < to && !IS_WORD[bytes[start] & 0xff]) {
        start++;
      }
      end = start;
      while (end < to && IS_WORD[bytes[end] & 0xff]) {
        end++;
      }
      if (end > start) {
        if (end - start > IndexFields.MAX_WORD || !met.add(bytes, start, end)) {
          inOriginal(word(bytes, start, end));
        }
      }
    }
  }

  private int word(byte[] bytes, int from, int to) {
    reserve(to - from);
    if (to - from <= IndexFields.MAX_WORD && Bytes.fold(bytes, from, to, scratch)) {
      return terms.add(WORD, scratch, 0, to - from);
    }
    byte[] folded = Fold.bytes(bytes, from, to);
    int length = folded.length;
    if (length > IndexFields.MAX_WORD) {
      length = IndexFields.MAX_WORD;
      cut++;
      other(terms.add(NAME, LONG_WORD, 0, LONG_WORD.length));
    }
    return terms.add(WORD, folded, 0, length);
  }

  private void reserve(int length) {
    if (length + PADDING > scratch.length) {
      scratch = new byte[Math.max(length + PADDING, scratch.length * 2)];
    }
  }

  // Handing over

  /**
   * The events from one on, as they are now.
   *
   * @param lasts whether it is used when this is cleared
   */
  public SegmentContent content(int from, boolean lasts) {
    shared |= lasts;
    return content(from, kept == null ? List.of() : kept.events(), List.of());
  }

  /** All events, which came newest first and are packed already. */
  SegmentContent content(List<byte[]> blocks) {
    return content(0, List.of(), blocks);
  }

  private SegmentContent content(int from, List<EventBatch> events, List<byte[]> blocks) {
    return new SegmentContent(
        from,
        count,
        times,
        ids,
        values.copy(),
        terms.copy(),
        infos.data(),
        more.data(),
        valuesOf.copy(),
        messagesOf.copy(),
        wordsOf.copy(),
        othersOf.copy(),
        names.copy(),
        events,
        blocks,
        schema);
  }

  /** Starts anew. */
  public void clear() {
    values.clear(shared);
    terms.clear(shared);
    infos.clear(shared);
    more.clear(shared);
    lists.clear(false);
    valuesOf.clear(shared);
    messagesOf.clear(shared);
    wordsOf.clear(shared);
    othersOf.clear(shared);
    if (shared) {
      times = new long[times.length];
      ids = new long[ids.length];
    }
    Arrays.fill(stamps, 0);
    Arrays.fill(fieldStamps, 0);
    glue.clear();
    messages.clear();
    origins.clear();
    lastOrigin = null;
    names = new NameTable(terms);
    if (kept != null) {
      kept.clear(shared);
    }
    lists.add(0);
    more.add(0);
    count = 0;
    cut = 0;
    nameBytes = 0;
    shared = false;
  }
}
