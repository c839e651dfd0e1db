package org.marsad.model.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names of fields and their numbers. Names of ECS that we know have the fixed ids of {@link
 * Fields}; others get one when first seen. A name can be looked up by its bytes without making a
 * string.
 *
 * <p>Thread-safe: look-ups read an immutable table without locking, a new name replaces the table.
 * Bounded: past {@link #maxFields()} a new name is refused, and the caller files the value under
 * {@link Fields#OVERFLOW} so that it stays searchable.
 */
public final class Schema {
  /** Names a schema holds by default. */
  public static final int DEFAULT_MAX_FIELDS = 10_000;

  /** The longest name, in bytes. */
  public static final int MAX_NAME_BYTES = 512;

  /** What {@link #id(byte[], int, int)} answers when the name is unknown and there is no room. */
  public static final int NONE = -1;

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Odd and of no pattern: the golden ratio in 64 bits. */
  private static final long MIX = 0x9e3779b97f4a7c15L;

  private final int maxFields;
  private volatile Table table;

  public Schema() {
    this(DEFAULT_MAX_FIELDS);
  }

  public Schema(int maxFields) {
    if (maxFields < Fields.ALL.size()) {
      throw new IllegalArgumentException(
          "a schema needs room for the " + Fields.ALL.size() + " fields that are always there");
    }
    this.maxFields = maxFields;
    this.table = Table.of(Fields.ALL);
  }

  public int maxFields() {
    return maxFields;
  }

  /** The number of names known now. */
  public int size() {
    return table.fields.length;
  }

  /** All fields known now, in the order of their ids. */
  public List<Field> fields() {
    return List.of(table.fields);
  }

  /**
   * The field of an id.
   *
   * @throws IndexOutOfBoundsException if no field has it
   */
  public Field field(int id) {
    return table.fields[id];
  }

  /** The field of a name, or null if nobody used that name yet. Never adds. */
  public @Nullable Field find(String name) {
    byte[] key = name.getBytes(StandardCharsets.UTF_8);
    int id = table.find(key, 0, key.length, hash(key, 0, key.length));
    return id < 0 ? null : table.fields[id];
  }

  /** The id of a name, added if it is new; {@link #NONE} if there is no room or it is too long. */
  public int id(String name) {
    byte[] key = name.getBytes(StandardCharsets.UTF_8);
    return id(key, 0, key.length);
  }

  /** As {@link #id(String)}, from bytes. */
  public int id(byte[] bytes, int offset, int length) {
    int hash = hash(bytes, offset, length);
    int id = table.find(bytes, offset, length, hash);
    return id >= 0 ? id : add(bytes, offset, length, hash);
  }

  private synchronized int add(byte[] bytes, int offset, int length, int hash) {
    int id = table.find(bytes, offset, length, hash);
    if (id >= 0) {
      return id;
    }
    if (table.fields.length >= maxFields || length == 0 || length > MAX_NAME_BYTES) {
      return NONE;
    }
    String name = new String(bytes, offset, length, StandardCharsets.UTF_8);
    var field = new Field(table.fields.length, name, FieldType.DYNAMIC);
    table = table.with(field, Arrays.copyOfRange(bytes, offset, offset + length));
    return field.id();
  }

  /** Eight bytes at a time: names are looked up for every value of every event. */
  private static int hash(byte[] bytes, int offset, int length) {
    long hash = length;
    int at = offset;
    for (int end = offset + length; at + 8 <= end; at += 8) {
      hash = (hash ^ (long) WORDS.get(bytes, at)) * MIX;
      hash ^= hash >>> 29;
    }
    long rest = 0;
    for (int end = offset + length; at < end; at++) {
      rest = rest << 8 | bytes[at] & 0xff;
    }
    hash = (hash ^ rest) * MIX;
    return (int) (hash >>> 32);
  }

  /** Open addressing over the fields; slots hold id + 1. Immutable. */
  private static final class Table {
    final Field[] fields;
    final byte[][] names;
    final int[] slots;

    Table(Field[] fields, byte[][] names, int[] slots) {
      this.fields = fields;
      this.names = names;
      this.slots = slots;
    }

    static Table of(List<Field> fields) {
      var names = new byte[fields.size()][];
      for (Field field : fields) {
        names[field.id()] = field.name().getBytes(StandardCharsets.UTF_8);
      }
      return new Table(fields.toArray(Field[]::new), names, slots(names, names.length));
    }

    Table with(Field field, byte[] name) {
      Field[] moreFields = Arrays.copyOf(fields, fields.length + 1);
      byte[][] moreNames = Arrays.copyOf(names, names.length + 1);
      moreFields[field.id()] = field;
      moreNames[field.id()] = name;
      if (moreNames.length * 2 > slots.length) {
        return new Table(moreFields, moreNames, slots(moreNames, moreNames.length));
      }
      int[] moreSlots = slots.clone();
      insert(moreSlots, moreNames, field.id());
      return new Table(moreFields, moreNames, moreSlots);
    }

    int find(byte[] bytes, int offset, int length, int hash) {
      int mask = slots.length - 1;
      for (int at = hash & mask; ; at = at + 1 & mask) {
        int id = slots[at] - 1;
        if (id < 0) {
          return NONE;
        }
        byte[] name = names[id];
        if (name.length == length
            && Arrays.equals(name, 0, length, bytes, offset, offset + length)) {
          return id;
        }
      }
    }

    private static int[] slots(byte[][] names, int count) {
      int[] slots = new int[Integer.highestOneBit(Math.max(count, 16)) * 8];
      for (int id = 0; id < count; id++) {
        insert(slots, names, id);
      }
      return slots;
    }

    private static void insert(int[] slots, byte[][] names, int id) {
      byte[] name = names[id];
      int mask = slots.length - 1;
      int at = hash(name, 0, name.length) & mask;
      while (slots[at] != 0) {
        at = at + 1 & mask;
      }
      slots[at] = id + 1;
    }
  }
}
