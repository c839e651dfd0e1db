package org.marsad.rules.detect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.marsad.model.incident.Evidence.MAX_LINE;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;
import org.marsad.rules.signal.Packed;
import org.marsad.rules.signal.Packing;
import org.marsad.rules.word.Vocabulary;

/**
 * Which values of an event its signal keeps: those that entities are made of, and where the event
 * has words of the vocabulary those that the words speak of. One pass over the event finds which
 * there are, a second one packs them. Learns the fields of the schema as they come, and in which
 * order events have them. Thread-safe.
 */
final class KeptFields {
  private static final List<Field> ALWAYS =
      List.of(
          Fields.EVENT_CATEGORY,
          Fields.EVENT_TYPE,
          Fields.EVENT_ACTION,
          Fields.EVENT_OUTCOME,
          Fields.EVENT_MODULE,
          Fields.HOST_NAME,
          Fields.USER_NAME,
          Fields.USER_EFFECTIVE_NAME,
          Fields.SOURCE_IP,
          Fields.SOURCE_ADDRESS,
          Fields.DESTINATION_IP,
          Fields.PROCESS_NAME,
          Fields.PROCESS_COMMAND_LINE,
          Fields.PROCESS_EXECUTABLE,
          Fields.FILE_HASH_SHA256);

  /** More of them, under names that a schema learns. */
  private static final List<String> ALWAYS_NAMES =
      List.of(
          "process.entity_id",
          "process.parent.entity_id",
          "process.hash.sha256",
          "file.hash.sha1",
          "file.hash.md5",
          "host.asset.criticality",
          "user.asset.criticality",
          "source.asset.criticality",
          "destination.asset.criticality");

  private static final int MAX_VALUE = 1024;
  private static final int NONE = -1;
  private static final byte[] EMPTY = {};

  /** So many orders of fields are known; then learning begins anew. */
  private static final int MOST_ORDERS = 4096;

  private final Schema schema;
  private final Map<String, Integer> numbers = new LinkedHashMap<>();
  private final String[] names;

  /** Names that are kept once per event, not among its values. */
  private final Field[] rowFields;

  private final int[] rowNumbers;

  private final boolean[] always;
  private final Map<String, boolean[]> byWord = new HashMap<>();
  private final Map<List<String>, FieldOrder> orders = new ConcurrentHashMap<>();
  private final AtomicInteger orderCount = new AtomicInteger();
  private volatile int[] byField = {};

  KeptFields(Vocabulary vocabulary, Schema schema) {
    this.schema = schema;
    ALWAYS.forEach(field -> number(field.name()));
    ALWAYS_NAMES.forEach(this::number);
    int count = numbers.size();
    for (String word : vocabulary.names()) {
      vocabulary.get(word).sources().forEach(sources -> sources.forEach(this::number));
    }
    names = numbers.keySet().toArray(new String[0]);
    rowFields =
        Fields.ALL.stream()
            .filter(field -> Fields.isRow(field.id()) && numbers.containsKey(field.name()))
            .toArray(Field[]::new);
    rowNumbers = Arrays.stream(rowFields).mapToInt(field -> number(field.name())).toArray();
    always = new boolean[names.length];
    Arrays.fill(always, 0, count, true);
    for (String word : vocabulary.names()) {
      boolean[] wanted = always.clone();
      vocabulary
          .get(word)
          .sources()
          .forEach(sources -> sources.forEach(name -> wanted[number(name)] = true));
      byWord.put(word, wanted);
    }
  }

  private int number(String name) {
    return numbers.computeIfAbsent(name, _ -> numbers.size());
  }

  /**
   * The line of an event, and the first value of each field that is kept where these words are
   * found; none is empty.
   */
  Packed pack(EventBatch batch, int row, List<String> words) {
    int line = bounded(batch, batch.originalOffset(row), batch.originalLength(row), MAX_LINE);
    Packed packed = line < 0 ? null : pack(batch, row, line, words);
    return packed == null ? packText(batch, row, words) : packed;
  }

  /** As bytes; null where a value must be looked at as text. */
  private @Nullable Packed pack(EventBatch batch, int row, int line, List<String> words) {
    int first = batch.firstSlice(row);
    int end = batch.endSlice(row);
    int from = batch.originalOffset(row);
    FieldOrder begin = order(words);
    FieldOrder order = begin;
    int more = 0;
    for (int slice = first; slice < end; slice++) {
      int number = numberOf(batch.field(slice));
      if (number != NONE && order.adds(number)) {
        int offset = batch.offset(slice);
        int length = bounded(batch, offset, batch.length(slice), MAX_VALUE);
        if (length <= 0) {
          return null;
        }
        order = next(order, number);
        more += Packing.isInside(from, line, offset, length) ? 0 : length;
      }
    }
    byte[][] ofRow = ofRow(batch, row, begin);
    for (int i = 0; i < ofRow.length; i++) {
      if (ofRow[i].length > 0) {
        order = next(order, rowNumbers[i]);
        more += ofRow[i].length;
      }
    }
    Packing packing = Packing.of(order.names(), batch.bytes(), from, line, more);
    FieldOrder again = begin;
    for (int slice = first; slice < end; slice++) {
      int number = numberOf(batch.field(slice));
      if (number != NONE && again.adds(number)) {
        int offset = batch.offset(slice);
        int length = bounded(batch, offset, batch.length(slice), MAX_VALUE);
        packing.add(batch.bytes(), offset, length);
        again = next(again, number);
      }
    }
    for (byte[] value : ofRow) {
      if (value.length > 0) {
        packing.add(value, 0, value.length);
      }
    }
    return packing.end();
  }

  /** The values that are kept once per event, empty where one is not wanted or not there. */
  private byte[][] ofRow(EventBatch batch, int row, FieldOrder begin) {
    var values = new byte[rowFields.length][];
    for (int i = 0; i < rowFields.length; i++) {
      values[i] =
          begin.adds(rowNumbers[i]) ? ofRow(batch, row, rowFields[i]).getBytes(UTF_8) : EMPTY;
    }
    return values;
  }

  /** A value that is kept once per event; empty where it is not there. */
  private static String ofRow(EventBatch batch, int row, Field field) {
    String value = batch.event(row).text(field);
    return value == null ? "" : bounded(value, MAX_VALUE);
  }

  /**
   * How many bytes there are up to so many characters; negative where that takes to look at
   * characters.
   */
  private static int bounded(EventBatch batch, int offset, int length, int most) {
    if (length <= most) {
      return length;
    }
    byte[] bytes = batch.bytes();
    for (int i = offset; i < offset + most; i++) {
      if (bytes[i] < 0) {
        return -1;
      }
    }
    return most;
  }

  private static String bounded(String value, int most) {
    return value.length() > most ? value.substring(0, most) : value;
  }

  private FieldOrder order(List<String> words) {
    FieldOrder begin = orders.get(words);
    if (begin == null) {
      begin = begin(words);
      orders.put(List.copyOf(words), begin);
    }
    return begin;
  }

  private FieldOrder begin(List<String> words) {
    Map<String, String> common =
        words.isEmpty() ? Map.of() : Map.of(Vocabulary.WORDS, String.join(" ", words));
    return new FieldOrder(names, wanted(words), common);
  }

  private FieldOrder next(FieldOrder order, int number) {
    FieldOrder next = order.known(number);
    if (next == null) {
      next = order.learn(number);
      if (orderCount.incrementAndGet() > MOST_ORDERS) {
        orders.clear();
        orderCount.set(0);
      }
    }
    return next;
  }

  /** By way of texts. */
  private Packed packText(EventBatch batch, int row, List<String> words) {
    boolean[] wanted = wanted(words);
    Map<String, String> values = new HashMap<>();
    int end = batch.endSlice(row);
    for (int slice = batch.firstSlice(row); slice < end; slice++) {
      int number = numberOf(batch.field(slice));
      if (number != NONE && wanted[number] && !values.containsKey(names[number])) {
        values.put(names[number], bounded(batch.text(slice), MAX_VALUE));
      }
    }
    for (int i = 0; i < rowFields.length; i++) {
      if (wanted[rowNumbers[i]]) {
        values.put(rowFields[i].name(), ofRow(batch, row, rowFields[i]));
      }
    }
    values.values().removeIf(String::isEmpty);
    if (!words.isEmpty()) {
      values.put(Vocabulary.WORDS, String.join(" ", words));
    }
    return Packed.of(values, bounded(batch.event(row).originalText(), MAX_LINE));
  }

  private boolean[] wanted(List<String> words) {
    if (words.isEmpty()) {
      return always;
    }
    boolean[] wanted = byWord.getOrDefault(words.getFirst(), always);
    if (words.size() > 1) {
      wanted = wanted.clone();
      for (String word : words) {
        boolean[] more = byWord.getOrDefault(word, always);
        for (int number = 0; number < wanted.length; number++) {
          wanted[number] |= more[number];
        }
      }
    }
    return wanted;
  }

  private int numberOf(int field) {
    int[] known = byField;
    return field < known.length ? known[field] : learn(field);
  }

  private synchronized int learn(int field) {
    int[] known = byField;
    if (field >= known.length) {
      int[] more = Arrays.copyOf(known, Math.max(schema.size(), field + 1));
      for (int id = known.length; id < more.length; id++) {
        more[id] = numbers.getOrDefault(schema.field(id).name(), NONE);
      }
      byField = more;
      known = more;
    }
    return known[field];
  }
}
