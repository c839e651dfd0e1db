package org.marsad.index.segment;

import java.util.Arrays;
import org.apache.lucene.index.Terms;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;
import org.marsad.index.block.Digits;
import org.marsad.index.block.HexTable;
import org.marsad.index.field.IndexFields;
import org.marsad.model.event.FieldType;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;
import org.marsad.model.query.Fold;

/**
 * The terms that follow from the values of a segment's documents, and those that documents have
 * besides, turned over: made value by value, sorted, given room one behind the other, and then
 * every document is put down at its terms, field by field. Values that are the same without case,
 * or in several kinds, have one term. Made at once; one thread.
 */
final class TurnedValues {
  /** Values that look like numbers and are longer are not looked at. */
  private static final int LONGEST_NUMBER = 48;

  private static final int PADDING = 8;
  private static final int NONE = -1;

  /** Of a term whose documents do not come in order: where they begin and end. */
  private static final int SPAN = 2;

  private final SegmentContent content;
  private final FieldValues of;
  private final int[] order;
  private final Room room;
  private final Schema schema;
  private final byte[][] prefixes;
  private final @Nullable HexTable again;
  private final @Nullable CommonWords common;

  /** The terms in the order they were made. */
  private final Dictionary terms;

  /**
   * By term what has it: a value by its number; another number for what is no value's only term.
   */
  private final IntTable owners;

  /** By owner how many documents it has, or more, where a document has it twice. */
  private int[] counts;

  /** By owner where its next document is put down; below zero, the owner whose term it shares. */
  private int[] placeOf = new int[0];

  /** By value the owner of its further term, a number or an address; 0 if it has none. */
  private final int[] furtherOf;

  /** By field whether a value of it has a further term. */
  private final boolean[] hasFurther;

  /** By term of the dictionary of words and names its owner, if documents have it besides. */
  private final int[] ownerOfTerm;

  /** Terms, by what is made of them. */
  private final IntTable hexes = new IntTable(1 << 10);

  private final IntTable values = new IntTable(1 << 10);
  private final IntTable numbers = new IntTable(1 << 10);
  private final IntTable addresses = new IntTable(1 << 10);
  private final IntTable names = new IntTable(1 << 6);
  private final IntTable wordings = new IntTable(1 << 6);
  private final IntTable shapes = new IntTable(1 << 6);

  /** The documents with a shape, which has the names of their fields. */
  private final FixedBitSet shaped;

  private final @Nullable Terms hexTerms;
  private final @Nullable Terms valueTerms;
  private final @Nullable Terms numberTerms;
  private final @Nullable Terms addressTerms;
  private final @Nullable Terms nameTerms;
  private final @Nullable Terms wordingTerms;
  private final @Nullable Terms shapeTerms;
  private final IntTable mixed = new IntTable(16);
  private int owned;
  private int place;
  private byte[] scratch = new byte[1_024];
  private byte[] digits = new byte[256];

  /**
   * Those of documents.
   *
   * @param of what they have, field by field
   * @param inColumns by the id of a field whether its values are in a column of numbers, which says
   *     all of them
   * @param again what comes again in blocks that have the digits of all else, so that terms of
   *     digits may be short; null where there are no such blocks
   * @param common words that become those of shapes; null if there are none
   * @param room for their documents
   */
  TurnedValues(
      SegmentContent content,
      FieldValues of,
      int[] order,
      boolean[] inColumns,
      @Nullable HexTable again,
      @Nullable CommonWords common,
      Room room) {
    this.content = content;
    this.common = common;
    this.of = of;
    this.order = order;
    this.again = again;
    this.room = room;
    schema = content.schema;
    prefixes = content.names.prefixes;
    int size = content.values.size();
    int[] uses = content.uses();
    int used = 0;
    long lengths = 0;
    for (int value = 0; value < size; value++) {
      if (uses[value] > 0) {
        used++;
        lengths += content.values.length(value);
      }
    }
    int expected = used + (used >> 3) + 16;
    terms = Dictionary.list(expected, lengths + expected, room);
    owners = new IntTable(expected);
    counts = new int[size + (used >> 3) + 16];
    furtherOf = new int[size];
    hasFurther = new boolean[of.fields()];
    ownerOfTerm = new int[content.terms.size()];
    owned = Math.max(1, size);
    shaped = new FixedBitSet(Math.max(1, order.length));
    terms(inColumns);
    findShapes();
    besides();
    placeOf = new int[owned];
    SortedTerms sortedHexes = sorted(hexes, true);
    SortedTerms sortedValues = sorted(values, true);
    SortedTerms sortedNumbers = sorted(numbers, true);
    SortedTerms sortedAddresses = sorted(addresses, true);
    SortedTerms sortedNames = sorted(names, false);
    SortedTerms sortedWordings = sorted(wordings, false);
    SortedTerms sortedShapes = sorted(shapes, false);
    int[] documents = documents();
    hexTerms = inverted(sortedHexes, documents);
    valueTerms = inverted(sortedValues, documents);
    numberTerms = inverted(sortedNumbers, documents);
    addressTerms = inverted(sortedAddresses, documents);
    nameTerms = inverted(sortedNames, documents);
    wordingTerms = inverted(sortedWordings, documents);
    shapeTerms = inverted(sortedShapes, documents);
  }

  private static @Nullable Terms inverted(@Nullable SortedTerms sorted, int[] documents) {
    return sorted == null ? null : new InvertedTerms(sorted, documents);
  }

  /** Values that are digits, see {@link HexTerms}; null if there are none, as with all of these. */
  @Nullable Terms hexes() {
    return hexTerms;
  }

  @Nullable Terms values() {
    return valueTerms;
  }

  @Nullable Terms numbers() {
    return numberTerms;
  }

  @Nullable Terms addresses() {
    return addressTerms;
  }

  @Nullable Terms names() {
    return nameTerms;
  }

  @Nullable Terms wordings() {
    return wordingTerms;
  }

  @Nullable Terms shapes() {
    return shapeTerms;
  }

  // What terms there are

  /** Makes the terms of all values that documents have. */
  private void terms(boolean[] inColumns) {
    int[] uses = content.uses();
    for (int value = 0; value < uses.length; value++) {
      if (uses[value] > 0) {
        int field = content.fields[value];
        int group = content.names.groupOfField[field];
        counts[value] = uses[value];
        if (schema.field(field).type() == FieldType.IP && plainAddress(value, group)) {
          continue;
        }
        term(value, group, content.names.restOfField[field]);
        if (!inColumns[field]) {
          further(value, field, group);
        }
      }
    }
  }

  /** The only term of a value that is a plain address, see {@link AddressTerms}. */
  private boolean plainAddress(int value, int group) {
    byte[] pool = content.values.pool();
    int from = content.values.from(value);
    int to = from + content.values.length(value);
    byte[] address =
        AddressTerms.isPlain(pool, from, to) ? Addresses.term(new byte[0], pool, from, to) : null;
    if (address == null) {
      return false;
    }
    addresses.add(terms.append(group | SegmentBuilder.ADDRESS, address, 0, address.length));
    owners.add(value);
    return true;
  }

  private void term(int value, int group, byte[] rest) {
    byte[] pool = content.values.pool();
    int from = content.values.from(value);
    int length = content.values.length(value);
    reserve(length);
    byte[] term = scratch;
    if (rest.length > 0
        || length > IndexFields.MAX_VALUE
        || !Bytes.fold(pool, from, from + length, scratch)) {
      byte[] folded = Fold.bytes(pool, from, from + length);
      length = rest.length + Math.min(folded.length, IndexFields.MAX_VALUE);
      term = Arrays.copyOf(rest, length);
      System.arraycopy(folded, 0, term, rest.length, length - rest.length);
    }
    if (HexTerms.isOne(term, 0, length)) {
      digits = length > digits.length ? new byte[length] : digits;
      int end = HexTerms.pack(term, 0, length, digits, 0);
      if (rest.length == 0 && isShort(value)) {
        end = HexTerms.shorten(digits, 0, end, digits, 0);
      }
      hexes.add(terms.append(group | SegmentBuilder.VALUE, digits, 0, end));
    } else {
      values.add(terms.append(group | SegmentBuilder.VALUE, term, 0, length));
    }
    owners.add(value);
  }

  /** Whether the digits of a value are in one block alone. */
  private boolean isShort(int value) {
    HexTable table = again;
    if (table == null || counts[value] != 1 || isOfOrigin(content.fields[value])) {
      return false;
    }
    byte[] pool = content.values.pool();
    int from = content.values.from(value);
    int to = from + content.values.length(value);
    return Digits.areDice(pool, from, to) && !Digits.comeAgain(table, pool, from, to);
  }

  /** Whether an event may have the field without a value of its own. */
  private static boolean isOfOrigin(int field) {
    return field == Fields.INPUT.id()
        || field == Fields.TRANSPORT.id()
        || field == Fields.PEER.id();
  }

  /** The term of a value as a number or an address; it is not both. */
  private void further(int value, int field, int group) {
    byte[] pool = content.values.pool();
    int from = content.values.from(value);
    int to = from + content.values.length(value);
    byte[] rest = content.names.restOfField[field];
    long number =
        looksLikeNumber(pool, from, to) ? ValueNumbers.sortable(pool, from, to) : ValueNumbers.NONE;
    if (number != ValueNumbers.NONE) {
      boolean isNumber =
          schema.field(field).type() == FieldType.NUMBER
              || (content.values.group(value) & 3) == ValueKind.NUMBER.code();
      int at = rest.length;
      reserve(at + 1 + Long.BYTES);
      System.arraycopy(rest, 0, scratch, 0, at);
      scratch[at++] = isNumber ? IndexFields.NUMBER : IndexFields.TEXT;
      Bytes.put(scratch, at, Long.reverseBytes(number ^ Long.MIN_VALUE));
      numbers.add(terms.append(group | SegmentBuilder.NUMBER, scratch, 0, at + Long.BYTES));
    } else {
      byte[] address = Addresses.term(rest, pool, from, to);
      if (address == null) {
        return;
      }
      if (schema.field(field).type() == FieldType.IP
          && AddressTerms.isIpv4(address, address.length)) {
        address = Arrays.copyOf(address, address.length + 1);
        address[address.length - 1] = IndexFields.OTHERWISE;
      }
      addresses.add(terms.append(group | SegmentBuilder.ADDRESS, address, 0, address.length));
    }
    int owner = owner(counts[value]);
    owners.add(owner);
    furtherOf[value] = owner;
    hasFurther[field] = true;
  }

  private static boolean looksLikeNumber(byte[] bytes, int from, int to) {
    if (from == to || to - from > LONGEST_NUMBER) {
      return false;
    }
    byte first = bytes[from];
    return (first >= '0' && first <= '9') || first == '-';
  }

  private void reserve(int length) {
    if (length + PADDING > scratch.length) {
      scratch = new byte[Math.max(length + PADDING, scratch.length * 2)];
    }
  }

  private int owner(int count) {
    if (owned == counts.length) {
      counts = Arrays.copyOf(counts, owned * 2);
    }
    counts[owned] = count;
    return owned++;
  }

  private void findShapes() {
    for (int document = 0; document < order.length; document++) {
      if (content.shape(order[document]) != SegmentContent.NO_SHAPE) {
        shaped.set(document);
      }
    }
  }

  /** How many entries of a field are of documents without a shape. */
  private int shapeless(int field) {
    int[] entries = of.documents();
    int count = 0;
    for (int i = of.from(field); i < of.to(field); i++) {
      count += shaped.get(entries[i]) ? 0 : 1;
    }
    return count;
  }

  /** Makes the terms of names, and of what documents have besides their values. */
  private void besides() {
    var found = new int[ownerOfTerm.length];
    int[] others = content.othersOf.data();
    int end = order.length == 0 ? 0 : content.othersOf.to(content.to() - 1);
    for (int at = content.othersOf.from(content.from()); at < end; at++) {
      found[others[at]]++;
    }
    for (int field = 0; field < of.fields(); field++) {
      int count = shapeless(field);
      if (count > 0) {
        found[content.names.termOfField[field]] += count;
      }
    }
    Dictionary from = content.terms;
    for (int term = 0; term < found.length; term++) {
      if (found[term] > 0) {
        int group = from.group(term);
        int start = from.from(term);
        byte[] other = common == null || group != SegmentBuilder.SHAPE ? null : common.become(term);
        int copy =
            other == null
                ? terms.append(group, from.pool(), start, start + from.length(term))
                : terms.append(group, other, 0, other.length);
        IntTable kind =
            switch (group) {
              case SegmentBuilder.NAME -> names;
              case SegmentBuilder.WORDING -> wordings;
              case SegmentBuilder.SHAPE -> shapes;
              default -> addresses;
            };
        kind.add(copy);
        int owner = owner(found[term]);
        owners.add(owner);
        ownerOfTerm[term] = owner;
      }
    }
  }

  // Their order

  /** Sorts some terms, and gives each room for its documents. */
  private @Nullable SortedTerms sorted(IntTable some, boolean named) {
    if (some.length() == 0) {
      return null;
    }
    int[] sorted = Arrays.copyOf(some.data(), some.length());
    var copied = new TermCopy(terms, named ? prefixes : new byte[0][], sorted, room);
    TermOrder.sort(terms, sorted, named ? content.names.order() : new int[0]);
    int[] ends = room.ints(sorted.length);
    int begin = place;
    int last = NONE;
    for (int term : sorted) {
      int owner = owners.get(term);
      if (!copied.add(term)) {
        share(owners.get(last), owner, ends, copied.size() - 1, begin);
        continue;
      }
      last = term;
      placeOf[owner] = place;
      place += counts[owner];
      ends[copied.size() - 1] = place;
    }
    return copied.sorted(begin, ends);
  }

  /** An owner shares the term that was given room last. */
  private void share(int other, int owner, int[] ends, int number, int begin) {
    int from = number == 0 ? begin : ends[number - 1];
    place += counts[owner];
    ends[number] = place;
    placeOf[owner] = ~other;
    // Those of one field are put down in the order of documents, unless another's are between.
    boolean isMixed = mixed.length() > 0 && mixed.get(mixed.length() - SPAN) == from;
    if (isMixed || fieldOf(owner) == NONE || fieldOf(owner) != fieldOf(other)) {
      mix(from, place);
    }
  }

  private int fieldOf(int owner) {
    return owner < content.values.size() ? content.fields[owner] : NONE;
  }

  private void mix(int from, int to) {
    int last = mixed.length() - SPAN;
    if (last >= 0 && mixed.get(last) == from) {
      mixed.set(last + 1, to);
    } else {
      mixed.add(from);
      mixed.add(to);
    }
  }

  // Their documents

  private int[] documents() {
    int[] documents = room.ints(place);
    for (int field = 0; field < of.fields(); field++) {
      if (of.from(field) < of.to(field)) {
        put(field, documents);
      }
    }
    int[] others = content.othersOf.data();
    for (int document = 0; document < order.length; document++) {
      int end = content.othersOf.to(order[document]);
      for (int at = content.othersOf.from(order[document]); at < end; at++) {
        put(ownerOfTerm[others[at]], document, documents);
      }
    }
    for (int at = 0; at < mixed.length(); at += SPAN) {
      Arrays.sort(documents, mixed.get(at), mixed.get(at + 1));
    }
    return documents;
  }

  private void put(int field, int[] documents) {
    int from = of.from(field);
    int to = of.to(field);
    int[] entries = of.documents();
    int[] values = of.values();
    for (int i = from; i < to; i++) {
      put(values[i], entries[i], documents);
    }
    for (int i = from; i < to && hasFurther[field]; i++) {
      int further = furtherOf[values[i]];
      if (further > 0) {
        put(further, entries[i], documents);
      }
    }
    int name = ownerOfTerm[content.names.termOfField[field]];
    if (name == 0) {
      return;
    }
    int begin = placeOf[name];
    int end = begin;
    for (int i = from; i < to; i++) {
      if (!shaped.get(entries[i])) {
        documents[end++] = entries[i];
      }
    }
    placeOf[name] = end;
    if (counts[name] > end - begin) {
      // A field has the name of a mark.
      mix(begin, begin + counts[name]);
    }
  }

  private void put(int owner, int document, int[] documents) {
    int at = placeOf[owner];
    if (at < 0) {
      documents[placeOf[~at]++] = document;
    } else {
      documents[at] = document;
      placeOf[owner] = at + 1;
    }
  }
}
