package org.marsad.index.segment;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.IndexFields;
import org.marsad.model.event.Field;
import org.marsad.model.event.Schema;

/**
 * Shapes: what events of a kind have in common whatever their values are, that is the names of
 * their fields and the words between the values, such as names of JSON. A shape is one term of
 * {@link IndexFields#SHAPES}, so that an event has one term instead of all these names and words;
 * who looks for one of them looks through the shapes too. What is met for the first times has names
 * and words as terms, since a shape is longer than a few documents of these. When the segment is
 * written, words of values that all events of a shape have join it, see {@link CommonWords}. One
 * thread.
 */
final class Shapes {
  /** Instead of the term of a shape. */
  static final int NONE = -1;

  /** So often one is met before it becomes a term. */
  static final int OFTEN = 8;

  /** More become no terms, so that looking through them stays cheap. */
  private static final int MOST = 512;

  private static final int LONGEST = 8_192;
  private static final int SLOTS = 1_024;
  private static final long MIX = 0x9e3779b97f4a7c15L;

  private final Schema schema;
  private final Dictionary terms;
  private final IntTable lists;
  private final ValueTerms values;
  private int count;

  /** Of the event at hand: fields as their ids, and pieces between values as {@code ~list}. */
  private int[] parts = new int[64];

  private int size;
  private long hash;

  // By the hash of parts which they are, how often they were met, and their term
  private final long[] hashes = new long[SLOTS];
  private final int[] met = new int[SLOTS];
  private final int[] @Nullable [] known = new int[SLOTS][];
  private final int[] termOf = new int[SLOTS];

  /**
   * None yet; their terms go into a dictionary.
   *
   * @param terms where words are and shapes go
   * @param lists of words: how many they are, then they
   */
  Shapes(Schema schema, Dictionary terms, IntTable lists, ValueTerms values) {
    this.schema = schema;
    this.terms = terms;
    this.lists = lists;
    this.values = values;
  }

  /** Begins an event. */
  void begin() {
    size = 0;
    hash = 0;
  }

  /** The event has a field. */
  void field(int field) {
    add(field);
  }

  /** Something stands between two values of the event, by the list of its words. */
  void piece(int list) {
    add(~list);
  }

  private void add(int part) {
    // So lists of values have one shape, however long they are.
    if (size > 0 && parts[size - 1] == part) {
      return;
    }
    if (size == parts.length) {
      parts = Arrays.copyOf(parts, size * 2);
    }
    parts[size++] = part;
    long mixed = (hash ^ part) * MIX;
    hash = mixed ^ mixed >>> 29;
  }

  /** How many fields and pieces were added. */
  int size() {
    return size;
  }

  /** The field that was added, or -1 if it was a piece. */
  int fieldAt(int number) {
    return Math.max(-1, parts[number]);
  }

  /** The list of the piece that was added, or -1 if it was a field. */
  int pieceAt(int number) {
    return Math.max(-1, ~parts[number]);
  }

  /** The term of the shape of the event, or {@link #NONE}. */
  int term() {
    int slot = (int) hash & SLOTS - 1;
    int[] same = known[slot];
    if (same != null) {
      boolean again = hashes[slot] == hash && Arrays.equals(same, 0, same.length, parts, 0, size);
      return again ? termOf[slot] : NONE;
    }
    if (hashes[slot] != hash) {
      hashes[slot] = hash;
      met[slot] = 0;
    }
    if (met[slot]++ < OFTEN || count == MOST) {
      return NONE;
    }
    known[slot] = Arrays.copyOf(parts, size);
    termOf[slot] = newTerm();
    return termOf[slot];
  }

  /** Each word and each name once, and in their order: different parts may have the same. */
  private int newTerm() {
    var words = new TreeSet<ByteBuffer>();
    var names = new TreeMap<String, byte[]>();
    int length = 2;
    for (int i = 0; i < size; i++) {
      int list = pieceAt(i);
      if (list < 0) {
        Field field = schema.field(fieldAt(i));
        NameTable.Name name = values.names().of(field);
        if (name.rest.length > 0) {
          return NONE;
        }
        length += names.put(field.name(), name.name) == null ? name.name.length + 1 : 0;
        continue;
      }
      for (int at = list + 1; at <= list + lists.get(list); at++) {
        int word = lists.get(at);
        ByteBuffer bytes = ByteBuffer.wrap(terms.pool(), terms.from(word), terms.length(word));
        length += words.add(bytes) ? bytes.remaining() + 1 : 0;
      }
    }
    if (length > LONGEST) {
      return NONE;
    }
    count++;
    ByteBuffer term = ByteBuffer.allocate(length);
    put(words, term);
    term.put(IndexFields.SEPARATOR);
    names.values().forEach(name -> term.put(name).put(IndexFields.SEPARATOR));
    return terms.add(SegmentBuilder.SHAPE, term.array(), 0, term.position());
  }

  /**
   * The bytes of a shape with more words.
   *
   * @param terms which of them is the shape, and which the words are
   * @return null if it would become too long
   */
  static byte @Nullable [] with(Dictionary terms, int shape, int[] more) {
    var words = new TreeSet<ByteBuffer>();
    int from = terms.from(shape);
    int end = from + terms.length(shape);
    byte[] pool = terms.pool();
    int begin = from + 1;
    int at = begin;
    while (pool[at] != IndexFields.SEPARATOR) {
      if (pool[at] == IndexFields.WORDING_GAP) {
        words.add(ByteBuffer.wrap(pool, begin, at - begin));
        begin = at + 1;
      }
      at++;
    }
    int length = end - from;
    for (int word : more) {
      ByteBuffer bytes = ByteBuffer.wrap(pool, terms.from(word), terms.length(word));
      length += words.add(bytes) ? bytes.remaining() + 1 : 0;
    }
    if (length > LONGEST) {
      return null;
    }
    ByteBuffer with = ByteBuffer.allocate(length);
    put(words, with);
    with.put(pool, at, end - at);
    return with.array();
  }

  private static void put(Set<ByteBuffer> words, ByteBuffer to) {
    to.put(IndexFields.WORDING_GAP);
    words.forEach(word -> to.put(word).put(IndexFields.WORDING_GAP));
  }

  /** Forgets all of them. */
  void clear() {
    Arrays.fill(hashes, 0);
    Arrays.fill(known, null);
    count = 0;
  }
}
