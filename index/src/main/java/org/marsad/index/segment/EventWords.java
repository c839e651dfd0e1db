package org.marsad.index.segment;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.marsad.index.field.IndexFields;
import org.marsad.model.event.Field;
import org.marsad.model.event.FieldType;
import org.marsad.model.event.Schema;
import org.marsad.model.query.Fold;
import org.marsad.model.query.Tokens;

/**
 * The words of each event: those of its message, one after the other, and those that its original
 * has beside them. That is cut at its values where that cuts no word; the words of the parts are
 * the words of the whole, and what a value, a message or a piece of punctuation says again costs
 * one look-up. Words that many events have together are one term, see {@link Wordings} and {@link
 * Shapes}, which has the names of their fields too. One thread adds; the lists may be read by any
 * meanwhile.
 */
final class EventWords {
  /** Instead of the value of a part that is the message. */
  private static final int MESSAGE = -1;

  /** Longer messages are cut into words each time. */
  private static final int MAX_MESSAGE = 512;

  /** Longer pieces between values are. */
  private static final int MAX_GLUE = 96;

  /** Instead of the words of a value: it is a number, which is one. */
  private static final int NUMBER = -3;

  private static final int SEEN = -1;
  private static final int NO_LIST = -2;
  private static final int PADDING = 8;

  /** Of a part of the original: where it begins and ends, the record of its value. */
  private static final int PART = 3;

  private static final byte[] LONG_WORD = IndexFields.LONG_WORD.getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FOREIGN_WORD =
      IndexFields.FOREIGN_WORD.getBytes(StandardCharsets.US_ASCII);
  private static final boolean[] IS_WORD = isWord();

  private final Schema schema;
  private final Dictionary terms;
  private final ValueTerms values;
  private final OtherTerms others;
  private final IntLists messagesOf = new IntLists(1 << 16);
  private final IntLists wordsOf = new IntLists(1 << 18);
  private final IntTable lists = new IntTable(1 << 16);
  private final Glue glue = new Glue(MAX_GLUE);
  private final Glue messages = new Glue(MAX_MESSAGE);
  private final Wordings wordings;
  private final Shapes shapes;

  /** Words of the event at hand that are looked up together. */
  private final WordRun met = new WordRun();

  private byte[] scratch = new byte[1_024];
  private int[] parts = new int[64 * PART];
  private int partCount;
  private int messageCount;
  private long cut;

  /** By field in which event a value was last; one more than the stamp where it had two. */
  private int[] fieldStamps = new int[256];

  /** Words of the messages of this event that have not been met in its original. */
  private int foreign;

  /** None yet; they are terms of a dictionary. */
  EventWords(Schema schema, Dictionary terms, ValueTerms values, OtherTerms others) {
    this.schema = schema;
    this.terms = terms;
    this.values = values;
    this.others = others;
    wordings = new Wordings(terms, lists);
    shapes = new Shapes(schema, terms, lists, values);
    lists.add(0);
  }

  private static boolean[] isWord() {
    var words = new boolean[256];
    for (int b = 0; b < 256; b++) {
      words[b] = Tokens.isWord((byte) b);
    }
    return words;
  }

  /**
   * The words of messages that are no wordings, {@link SegmentBuilder#NEXT_MESSAGE} between two of
   * an event.
   */
  IntLists messages() {
    return messagesOf;
  }

  /** The words of originals that are not in the message; most of those of a shape are not here. */
  IntLists originals() {
    return wordsOf;
  }

  /** Distinct words that were too long to be whole terms. */
  long cut() {
    return cut;
  }

  long bytes() {
    return lists.bytes() + messagesOf.bytes() + wordsOf.bytes();
  }

  /** Begins an event. */
  void begin() {
    partCount = 0;
    messageCount = 0;
    foreign = 0;
    shapes.begin();
  }

  /** Says that the event has a field. */
  void field(int id) {
    shapes.field(id);
  }

  /**
   * A value of the event that is no text.
   *
   * @param place of its record among the values
   */
  void value(Field field, int place, boolean inside, int from, int to) {
    met(field);
    field(field.id());
    if (inside && from < to) {
      part(from, to, place);
    }
  }

  /**
   * A message of the event.
   *
   * @param known whether its words are words of the original
   */
  void message(byte[] bytes, int from, int to, boolean known) {
    inMessage(bytes, from, to, known);
    if (known && from < to) {
      part(from, to, MESSAGE);
    }
  }

  /** Ends the event with its original. */
  void end(byte[] bytes, int from, int to) {
    parts(bytes, from, to);
    int shape = shapes.term();
    if (shape == Shapes.NONE) {
      shapeless();
    }
    met.each(terms, this::inOriginal);
    if (foreign > 0 && shape != Shapes.NONE) {
      inShape();
    }
    if (foreign > 0) {
      others.add(terms.add(SegmentBuilder.NAME, FOREIGN_WORD, 0, FOREIGN_WORD.length));
    }
    if (shape != Shapes.NONE) {
      // The last: so it is seen at once whether an event has one.
      others.add(shape);
    }
    messagesOf.end();
    wordsOf.end();
  }

  // Words of messages

  private void inMessage(byte[] bytes, int from, int to, boolean known) {
    if (messageCount++ > 0) {
      messagesOf.add(SegmentBuilder.NEXT_MESSAGE);
    }
    int list = messages.find(bytes, from, to);
    if (list == Glue.NEW) {
      // Of which wordings say how often it was met.
      lists.add(0);
      list = list(bytes, from, to);
      messages.put(list);
    }
    if (list > 0) {
      int wording = wordings.ofMessage(list);
      if (wording != Wordings.NONE) {
        others.add(wording);
      }
      int[] numbers = lists.data();
      int end = list + 1 + numbers[list];
      for (int at = list + 1; at < end; at++) {
        if (wording == Wordings.NONE) {
          messagesOf.add(numbers[at]);
        }
        inMessage(numbers[at], known);
      }
      return;
    }
    for (var next = new Tokens(bytes, from, to); next.next(); ) {
      int word = word(bytes, next.start(), next.end());
      messagesOf.add(word);
      inMessage(word, known);
    }
  }

  /**
   * A word of a message.
   *
   * @param known whether it is in the original
   */
  private void inMessage(int word, boolean known) {
    int seen = others.stamped(word);
    int now = others.stamp();
    if (known) {
      foreign -= seen == now ? 1 : 0;
      others.stamp(word, now + 1);
    } else if (seen < now) {
      foreign++;
      others.stamp(word, now);
    }
  }

  /** A word of the original. */
  private void inOriginal(int word) {
    int seen = others.stamped(word);
    int now = others.stamp();
    if (seen < now) {
      wordsOf.add(word);
    } else if (seen == now) {
      foreign--;
    }
    others.stamp(word, now + 1);
  }

  /** Of words of the message that have not been met in the original, those of its shape are. */
  private void inShape() {
    int now = others.stamp();
    for (int i = 0; i < shapes.size(); i++) {
      int list = shapes.pieceAt(i);
      int end = list < 0 ? 0 : list + 1 + lists.get(list);
      for (int at = list + 1; at < end; at++) {
        int word = lists.get(at);
        if (others.stamped(word) == now) {
          foreign--;
          others.stamp(word, now + 1);
        }
      }
    }
  }

  /** Says what a shape would say by itself; the names of values follow from these. */
  private void shapeless() {
    for (int i = 0; i < shapes.size(); i++) {
      int list = shapes.pieceAt(i);
      if (list >= 0) {
        use(list);
        continue;
      }
      Field field = schema.field(shapes.fieldAt(i));
      if (field.type() == FieldType.TEXT) {
        others.add(values.names().term(field));
      }
    }
  }

  /** Whether the words of the part are words of the whole: its ends cut none of them. */
  static boolean isWhole(byte[] bytes, int wholeFrom, int from, int to, int wholeTo) {
    return from == to
        || (isCut(bytes, wholeFrom, from, wholeTo) && isCut(bytes, wholeFrom, to, wholeTo));
  }

  /** Whether no word goes over this place. */
  private static boolean isCut(byte[] bytes, int from, int at, int to) {
    return at == from || at == to || !IS_WORD[bytes[at - 1] & 0xff] || !IS_WORD[bytes[at] & 0xff];
  }

  // Words of the original

  private void part(int from, int to, int place) {
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
    parts[at + 2] = place;
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
    int list = listOf(bytes, from, to);
    if (list <= 0) {
      strings(bytes, from, to);
    } else {
      piece(list);
    }
  }

  /** Where the words of a piece are that is said again, or no list. */
  private int listOf(byte[] bytes, int from, int to) {
    int list = glue.find(bytes, from, to);
    if (list == Glue.NEW) {
      list = list(bytes, from, to);
      glue.put(list);
    }
    return list;
  }

  private void piece(int list) {
    if (lists.get(list) > 0) {
      shapes.piece(list);
    }
  }

  /**
   * What is no piece itself may have names of JSON in it, between values that stand otherwise in
   * the original than in the event: those with escapes, and times.
   */
  private void strings(byte[] bytes, int from, int to) {
    int at = from;
    for (int end = quote(bytes, at, to); end < to; end = quote(bytes, at, to)) {
      boolean isName = end + 1 < to && bytes[end + 1] == ':';
      int list = listOf(bytes, at, end);
      if (list <= 0) {
        words(bytes, at, end);
      } else if (isName) {
        piece(list);
      } else {
        use(list);
      }
      at = end + 1;
    }
    words(bytes, at, to);
  }

  /** Where the next quote is, or the end. */
  private static int quote(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != '"') {
      at++;
    }
    return at;
  }

  /** Says that the event has a value of a field. */
  private void met(Field field) {
    int id = field.id();
    if (id >= fieldStamps.length) {
      fieldStamps = Arrays.copyOf(fieldStamps, Math.max(id + 1, fieldStamps.length * 2));
    }
    fieldStamps[id] = fieldStamps[id] >= others.stamp() ? others.stamp() + 1 : others.stamp();
  }

  /** Whether the words of a value that was not met before are left out, see {@link HexValues}. */
  private boolean leavesOut(int id, byte[] bytes, int from, int to) {
    boolean isHex = HexValues.isRun(bytes, from, to) || HexValues.uuid(bytes, from, to) >= 0;
    return isHex && leavesOut(id);
  }

  /** Marks the event as one that leaves out words of its value of a field, if it may. */
  private boolean leavesOut(int id) {
    Field field = schema.field(id);
    // Of two values of a field, one of which is not in the original, nobody could tell which it is.
    if (fieldStamps[id] != others.stamp() || values.names().of(field).rest.length > 0) {
      return false;
    }
    others.add(values.names().leftOut(field));
    return true;
  }

  private void wordsOfValue(int place, byte[] bytes, int from, int to) {
    int list = values.wordsAt(place);
    if (list == 0 && HexValues.isNumber(bytes, from, to)) {
      list = NUMBER;
      values.wordsAt(place, NUMBER);
    }
    if (list == NUMBER) {
      if (!leavesOut(values.fieldAt(place))) {
        words(bytes, from, to);
      }
      return;
    }
    if (list == SEEN) {
      list = list(bytes, from, to);
      values.wordsAt(place, list);
    } else if (list == 0) {
      values.wordsAt(place, SEEN);
      if (leavesOut(values.fieldAt(place), bytes, from, to)) {
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
      return terms.add(SegmentBuilder.WORD, scratch, 0, to - from);
    }
    byte[] folded = Fold.bytes(bytes, from, to);
    int length = folded.length;
    if (length > IndexFields.MAX_WORD) {
      length = IndexFields.MAX_WORD;
      cut++;
      others.add(terms.add(SegmentBuilder.NAME, LONG_WORD, 0, LONG_WORD.length));
    }
    return terms.add(SegmentBuilder.WORD, folded, 0, length);
  }

  private void reserve(int length) {
    if (length + PADDING > scratch.length) {
      scratch = new byte[Math.max(length + PADDING, scratch.length * 2)];
    }
  }

  void clear(boolean shared) {
    messagesOf.clear(shared);
    wordsOf.clear(shared);
    lists.clear(false);
    lists.add(0);
    glue.clear();
    messages.clear();
    wordings.clear();
    shapes.clear();
    Arrays.fill(fieldStamps, 0);
    cut = 0;
  }
}
