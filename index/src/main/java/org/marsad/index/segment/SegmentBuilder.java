package org.marsad.index.segment;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.index.block.HexTable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
import org.marsad.model.event.FieldType;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Schema;

/**
 * Events that will be a segment, as numbers. Every distinct value gets a number when it is first
 * seen, and so does every distinct word. An event is then lists of numbers: its values ({@link
 * ValueTerms}), its words ({@link EventWords}), and what it has besides ({@link OtherTerms}). The
 * terms that {@link org.marsad.index.field.IndexFields} has for a value are made when the segment
 * is written.
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
  static final int WORDING = 11;
  static final int SHAPE = 15;
  static final int KINDS = 4;

  /** Between the words of two messages of an event. */
  static final int NEXT_MESSAGE = -1;

  private static final int MAX_ORIGINS = 4_096;

  private final Schema schema;
  private final Dictionary terms = new Dictionary(1 << 15);
  private final OtherTerms others = new OtherTerms();
  private final ValueTerms values;
  private final EventWords words;
  private final IntLists valuesOf = new IntLists(1 << 16);
  private final Map<Origin, int[]> origins = new HashMap<>();
  private final @Nullable Kept kept;
  private long[] times = new long[1_024];
  private long[] ids = new long[1_024];
  private int count;
  private @Nullable Origin lastOrigin;
  private int[] ofOrigin = {};

  /** A builder without events, for batches of a schema. */
  public SegmentBuilder(Schema schema) {
    this(schema, new FreeChunks());
  }

  /** As above, one of several that take turns with the memory for their events. */
  public SegmentBuilder(Schema schema, FreeChunks free) {
    this(new Kept(schema, free), schema);
  }

  private SegmentBuilder(@Nullable Kept kept, Schema schema) {
    this.schema = schema;
    this.kept = kept;
    values = new ValueTerms(schema, terms, others);
    words = new EventWords(schema, terms, values, others);
  }

  /** One whose events are kept by others. */
  static SegmentBuilder withoutEvents(Schema schema) {
    return new SegmentBuilder(null, schema);
  }

  /** Events in it. */
  public int size() {
    return count;
  }

  /** Memory they take. */
  public long bytes() {
    return values.bytes()
        + terms.bytes()
        + valuesOf.bytes()
        + words.bytes()
        + others.bytes()
        + (kept == null ? 0 : kept.bytes())
        + count * 16L
        + terms.size() * 4L;
  }

  /** Values and words in it, distinct ones, that were too long to be whole terms. */
  public long cut() {
    return values.cut() + words.cut();
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
    others.begin(event);
    words.begin();
    origin(batch.origin(row));
    byte[] bytes = batch.bytes();
    int original = batch.originalOffset(row);
    int originalEnd = original + batch.originalLength(row);
    text(Fields.ORIGINAL, bytes, original, originalEnd);
    int end = batch.endSlice(row);
    values.lookAhead(batch, batch.firstSlice(row), end);
    int next = 0;
    for (int slice = batch.firstSlice(row); slice < end; slice++) {
      Field field = schema.field(batch.field(slice));
      int from = batch.offset(slice);
      int to = from + batch.length(slice);
      boolean inside = from >= original && to <= originalEnd;
      if (field.type() != FieldType.TEXT) {
        int value = values.next(next++, field, batch.kind(slice), bytes, from, to);
        valuesOf.add(value);
        words.value(field, values.place(), inside, from, to);
        continue;
      }
      text(field, bytes, from, to);
      if (field.equals(Fields.MESSAGE)) {
        boolean known = inside && EventWords.isWhole(bytes, original, from, to, originalEnd);
        words.message(bytes, from, to, known);
      }
    }
    words.end(bytes, original, originalEnd);
    valuesOf.end();
    others.end();
    if (kept != null) {
      kept.add(batch, row, indexed);
    }
    count++;
  }

  /** Says that the event has a text of a field, which may be an address. */
  private void text(Field field, byte[] bytes, int from, int to) {
    words.field(field.id());
    int address = values.address(field, bytes, from, to);
    if (address != ValueTerms.NO_TERM) {
      others.add(address);
    }
  }

  private void origin(Origin origin) {
    if (!origin.equals(lastOrigin)) {
      int[] known = origins.get(origin);
      if (known == null) {
        if (origins.size() == MAX_ORIGINS) {
          origins.clear();
        }
        known = valuesOf(origin);
        origins.put(origin, known);
      }
      lastOrigin = origin;
      ofOrigin = known;
    }
    for (int value : ofOrigin) {
      valuesOf.add(value);
      words.field(values.fields()[value]);
    }
  }

  /** The values that every event of an origin has. */
  private int[] valuesOf(Origin origin) {
    int input = values.of(Fields.INPUT, origin.input());
    String name = origin.transport().name().toLowerCase(Locale.ROOT);
    int transport = values.of(Fields.TRANSPORT, name);
    return origin.peer().isEmpty()
        ? new int[] {input, transport}
        : new int[] {input, transport, values.of(Fields.PEER, origin.peer())};
  }

  /**
   * The events from one on, as they are now.
   *
   * @param looks whether its events are looked at when this is cleared, until {@link
   *     SegmentContent#leave}
   */
  public SegmentContent content(int from, boolean looks) {
    if (kept == null) {
      return content(from, List.of(), new Lent(new FreeChunks()));
    }
    if (looks) {
      kept.lent().look();
    }
    return content(from, kept.events(), kept.lent());
  }

  /**
   * All events, which came newest first and are packed already.
   *
   * @param again what their blocks point at
   */
  SegmentContent content(List<byte[]> blocks, HexTable again) {
    return content(0, List.of(), blocks, again, new Lent(new FreeChunks()));
  }

  private SegmentContent content(int from, List<EventBatch> events, Lent lent) {
    return content(from, events, List.of(), new HexTable(), lent);
  }

  private SegmentContent content(
      int from, List<EventBatch> events, List<byte[]> blocks, HexTable again, Lent lent) {
    return new SegmentContent(
        from,
        count,
        times,
        ids,
        values.values().copy(),
        terms.copy(),
        values.fields(),
        valuesOf.copy(),
        words.messages().copy(),
        words.originals().copy(),
        others.lists().copy(),
        values.names().copy(),
        events,
        lent,
        blocks,
        again,
        schema);
  }

  /** Starts anew, in the memory there is: nobody reads what was handed out, but for its events. */
  public void clear() {
    clear(false);
  }

  /**
   * Starts anew.
   *
   * @param read whether somebody still reads what was handed out
   */
  public void clear(boolean read) {
    terms.clear(read);
    values.clear(read);
    words.clear(read);
    others.clear(read);
    valuesOf.clear(read);
    if (read) {
      times = new long[times.length];
      ids = new long[ids.length];
    }
    origins.clear();
    lastOrigin = null;
    if (kept != null) {
      kept.clear();
    }
    count = 0;
  }
}
