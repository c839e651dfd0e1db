package org.marsad.rules.detect;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;
import org.marsad.rules.word.Vocabulary;

/**
 * Which values of an event its signal keeps: those that entities are made of, and where the event
 * has words of the vocabulary those that the words speak of. One pass over the event finds them.
 * Learns the fields of the schema as they come. Thread-safe.
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

  private final Schema schema;
  private final Map<String, Integer> numbers = new LinkedHashMap<>();
  private final String[] names;

  /** Names that are kept once per event, not among its values. */
  private final Field[] rowFields;

  private final boolean[] always;
  private final Map<String, boolean[]> byWord = new HashMap<>();
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

  /** The first value of each field that is kept where these words are found; none is empty. */
  Map<String, String> values(EventBatch batch, int row, List<String> words) {
    boolean[] wanted = wanted(words);
    Map<String, String> values = new HashMap<>();
    boolean hasEmpty = false;
    int end = batch.endSlice(row);
    for (int slice = batch.firstSlice(row); slice < end; slice++) {
      int number = numberOf(batch.field(slice));
      if (number != NONE && wanted[number] && !values.containsKey(names[number])) {
        String value = batch.text(slice);
        values.put(names[number], bounded(value));
        hasEmpty |= value.isEmpty();
      }
    }
    if (hasEmpty) {
      values.values().removeIf(String::isEmpty);
    }
    for (Field field : rowFields) {
      String value = wanted[number(field.name())] ? batch.event(row).text(field) : null;
      if (value != null && !value.isEmpty()) {
        values.put(field.name(), bounded(value));
      }
    }
    return values;
  }

  private static String bounded(String value) {
    return value.length() > MAX_VALUE ? value.substring(0, MAX_VALUE) : value;
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
