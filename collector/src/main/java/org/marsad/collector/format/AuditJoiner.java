package org.marsad.collector.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;

/**
 * Brings what the records of one audit event say to the last of them: a PROCTITLE, or an EOE where
 * there was none, gets the fields of those before it that came from the same host over the same
 * origin. A function of the records alone, in their order, so that a replay decides the same; only
 * an event whose records lie on both sides of the place a replay begins at is not brought together.
 *
 * <p>Bounded: {@value #PENDING} events are remembered, the one untouched for longest makes room; of
 * each {@value #MAX_VALUES} values and {@value #MAX_BYTES} bytes. One thread.
 */
final class AuditJoiner {
  static final int PENDING = 256;
  static final int MAX_VALUES = 128;
  static final int MAX_BYTES = 16 << 10;

  private static final byte[] EOE = ascii("EOE");
  private static final byte[] EOE_NUMBER = ascii("1320");
  private static final byte[] PROCTITLE = ascii("PROCTITLE");
  private static final byte[] PROCTITLE_NUMBER = ascii("1327");
  private static final byte[] PATH = ascii("PATH");
  private static final byte[] PATH_NUMBER = ascii("1302");

  /** Kinds of records that are events by themselves, by how they begin. */
  private static final byte[][] ALONE = {
    ascii("USER"), ascii("CRED_"), ascii("SERVICE_"), ascii("DAEMON_"), ascii("SYSTEM_"),
    ascii("ADD_"), ascii("DEL_"), ascii("ACCT_"), ascii("GRP_"), ascii("CRYPTO_"),
  };

  private final Event[] pending = new Event[PENDING];
  private final int typeField;
  private final int nameField;
  private final int itemField;
  private final int itemsField;
  private final int recordsField;
  private final Schema schema;
  private long clock;
  private final AtomicLong forgotten = new AtomicLong();
  private final AtomicLong leftOut = new AtomicLong();

  AuditJoiner(Schema schema) {
    this.schema = schema;
    typeField = schema.id("type");
    nameField = schema.id("name");
    itemField = schema.id("item");
    itemsField = schema.id("items");
    recordsField = schema.id("auditd.records");
    for (int i = 0; i < PENDING; i++) {
      pending[i] = new Event();
    }
  }

  /** Events that made room before the last of their records came. */
  long forgotten() {
    return forgotten.get();
  }

  /** Values that were not remembered because their event had too many, or too long ones. */
  long leftOut() {
    return leftOut.get();
  }

  /**
   * Remembers the fields of a record, or gives it those of the ones before it.
   *
   * @param mark the first of its slices
   * @param idFrom where the time and number of its event begin
   * @return whether it is the last one and was given what the others say
   */
  boolean join(EventBatch.Builder row, int mark, int typeFrom, int typeTo, int idFrom, int idTo) {
    byte[] bytes = row.bytes();
    for (byte[] alone : ALONE) {
      if (typeTo - typeFrom >= alone.length
          && AuditRecords.is(bytes, typeFrom, typeFrom + alone.length, alone)) {
        return false;
      }
    }
    int host = row.find(Fields.HOST_NAME.id());
    int hostFrom = host == EventBatch.NONE ? 0 : row.offset(host);
    int hostTo = host == EventBatch.NONE ? 0 : hostFrom + row.length(host);
    boolean end = isEither(bytes, typeFrom, typeTo, EOE, EOE_NUMBER);
    boolean last = end || isEither(bytes, typeFrom, typeTo, PROCTITLE, PROCTITLE_NUMBER);
    Event event = find(row.origin(), bytes, idFrom, idTo, hostFrom, hostTo);
    if (last) {
      boolean given = event != null && !event.joined && give(event, row);
      if (event != null) {
        event.joined = true;
      }
      return given;
    }
    if (event == null) {
      event = make();
      event.begin(row.origin(), bytes, idFrom, idTo, hostFrom, hostTo);
    }
    event.used = ++clock;
    boolean path = isEither(bytes, typeFrom, typeTo, PATH, PATH_NUMBER);
    for (int slice = mark; slice < row.endSlice(); slice++) {
      int field = row.field(slice);
      int kept = field == typeField ? recordsField : field;
      boolean wanted = field == typeField || (path ? field == nameField : isKept(field));
      if (wanted && !event.keep(kept, row, slice)) {
        leftOut.incrementAndGet();
      }
    }
    return false;
  }

  /** All but the numbers of a record, and arguments that mean another thing in each. */
  private boolean isKept(int field) {
    if (field == itemField || field == itemsField || field == Fields.HOST_NAME.id()) {
      return false;
    }
    String name = schema.field(field).name();
    return name.length() > 3
        || name.charAt(0) != 'a'
        || name.length() < 2
        || !Cursor.isDigit(name.charAt(1));
  }

  private static boolean give(Event event, EventBatch.Builder row) {
    int own = row.endSlice();
    int base = row.append(event.bytes, 0, event.length);
    for (int i = 0; i < event.count; i++) {
      int field = event.fields[i];
      int slice = row.find(field);
      if (slice == EventBatch.NONE || slice >= own) {
        row.add(field, event.kinds[i], base + event.offsets[i], event.lengths[i]);
      }
    }
    return event.count > 0;
  }

  private @Nullable Event find(
      Origin origin, byte[] bytes, int idFrom, int idTo, int hostFrom, int hostTo) {
    int hash = hash(bytes, idFrom, idTo);
    for (Event event : pending) {
      if (event.hash == hash
          && event.used > 0
          && Arrays.equals(event.id, 0, event.idLength, bytes, idFrom, idTo)
          && Arrays.equals(event.host, 0, event.hostLength, bytes, hostFrom, hostTo)
          && origin.equals(event.origin)) {
        return event;
      }
    }
    return null;
  }

  private Event make() {
    Event oldest = pending[0];
    for (Event event : pending) {
      if (event.used < oldest.used) {
        oldest = event;
      }
    }
    if (oldest.used > 0 && !oldest.joined) {
      forgotten.incrementAndGet();
    }
    return oldest;
  }

  private static int hash(byte[] bytes, int from, int to) {
    int hash = 1;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + bytes[i];
    }
    return hash;
  }

  private static boolean isEither(byte[] bytes, int from, int to, byte[] one, byte[] other) {
    return AuditRecords.is(bytes, from, to, one) || AuditRecords.is(bytes, from, to, other);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** What is remembered of one event. */
  private static final class Event {
    long used;
    int hash;
    boolean joined;
    @Nullable Origin origin;
    byte[] id = {};
    int idLength;
    byte[] host = {};
    int hostLength;
    byte[] bytes = {};
    int length;
    int count;
    int[] fields = {};
    ValueKind[] kinds = {};
    int[] offsets = {};
    int[] lengths = {};

    void begin(Origin from, byte[] block, int idFrom, int idTo, int hostFrom, int hostTo) {
      origin = from;
      hash = hash(block, idFrom, idTo);
      idLength = idTo - idFrom;
      id = fill(id, block, idFrom, idLength);
      hostLength = hostTo - hostFrom;
      host = fill(host, block, hostFrom, hostLength);
      joined = false;
      length = 0;
      count = 0;
    }

    boolean keep(int field, EventBatch.Builder row, int slice) {
      int size = row.length(slice);
      if (count == MAX_VALUES || length + size > MAX_BYTES) {
        return false;
      }
      if (count == fields.length) {
        int more = Math.max(16, count * 2);
        fields = Arrays.copyOf(fields, more);
        kinds = Arrays.copyOf(kinds, more);
        offsets = Arrays.copyOf(offsets, more);
        lengths = Arrays.copyOf(lengths, more);
      }
      if (length + size > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(512, Math.max(length + size, length * 2)));
      }
      System.arraycopy(row.bytes(), row.offset(slice), bytes, length, size);
      fields[count] = field;
      kinds[count] = row.kind(slice);
      offsets[count] = length;
      lengths[count++] = size;
      length += size;
      return true;
    }

    private static byte[] fill(byte[] into, byte[] block, int from, int size) {
      byte[] room = into.length >= size ? into : new byte[size];
      System.arraycopy(block, from, room, 0, size);
      return room;
    }
  }
}
