package org.marsad.rules.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;
import org.marsad.model.query.Fold;
import org.marsad.rules.source.SourceEntry;

/**
 * Which entries of the log sources hold for an event, as bits. Every condition of every entry is a
 * bit; one pass over the event sets them, and an entry holds where all of its bits are set.
 * Thread-safe.
 */
final class SourceFinder {
  private static final String ANYTHING = "*";

  private final NameTable names;
  private final int words;
  private final long[][] present;
  private final List<@Nullable ByteMap<long[]>> byValue;
  private final List<List<Prefix>> byPrefix;
  private final List<long[]> wanted = new ArrayList<>();

  SourceFinder(List<SourceEntry> entries, Schema schema) {
    Set<String> fields = new LinkedHashSet<>();
    int bits = 0;
    for (SourceEntry entry : entries) {
      fields.addAll(entry.has());
      fields.addAll(entry.when().keySet());
      bits += entry.has().size() + entry.when().size();
    }
    names = new NameTable(schema, List.copyOf(fields));
    words = (bits + 63) / 64;
    present = new long[names.size()][words];
    List<Map<String, long[]>> values = new ArrayList<>();
    byPrefix = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      values.add(new LinkedHashMap<>());
      byPrefix.add(new ArrayList<>());
    }
    int bit = 0;
    for (SourceEntry entry : entries) {
      long[] all = new long[words];
      for (String field : entry.has()) {
        set(all, bit);
        set(present[names.number(field)], bit++);
      }
      for (Map.Entry<String, List<String>> when : entry.when().entrySet()) {
        int name = names.number(when.getKey());
        set(all, bit);
        for (String value : when.getValue()) {
          condition(name, value, bit, values.get(name));
        }
        bit++;
      }
      wanted.add(all);
    }
    byValue = new ArrayList<>();
    values.forEach(each -> byValue.add(each.isEmpty() ? null : ByteMap.of(each)));
  }

  private void condition(int name, String value, int bit, Map<String, long[]> values) {
    if (value.equals(ANYTHING)) {
      set(present[name], bit);
    } else if (value.endsWith(ANYTHING)) {
      String prefix = value.substring(0, value.length() - 1);
      byPrefix.get(name).add(new Prefix(Literals.folded(prefix), bit));
    } else {
      set(values.computeIfAbsent(Fold.text(value), _ -> new long[words]), bit);
    }
  }

  private static void set(long[] bits, int bit) {
    bits[bit >> 6] |= 1L << (bit & 63);
  }

  /** How many longs the bits of an event are. */
  int words() {
    return words;
  }

  /** Sets the bits of the event of a row. */
  void find(EventBatch batch, int row, long[] bits) {
    Arrays.fill(bits, 0);
    for (int slice = batch.firstSlice(row); slice < batch.endSlice(row); slice++) {
      NameTable.Entry entry = names.entry(batch.field(slice));
      if (entry.direct() >= 0) {
        value(entry.direct(), batch, slice, bits);
      }
      for (int object : entry.objects()) {
        or(bits, present[object]);
      }
    }
  }

  private void value(int name, EventBatch batch, int slice, long[] bits) {
    or(bits, present[name]);
    byte[] bytes = batch.bytes();
    int from = batch.offset(slice);
    int to = from + batch.length(slice);
    ByteMap<long[]> values = byValue.get(name);
    long[] found = values == null ? null : values.get(bytes, from, to);
    if (found != null) {
      or(bits, found);
    }
    for (Prefix prefix : byPrefix.get(name)) {
      if (Literals.startsWith(bytes, from, to, prefix.text)) {
        set(bits, prefix.bit);
      }
    }
  }

  private static void or(long[] bits, long[] more) {
    for (int i = 0; i < bits.length; i++) {
      bits[i] |= more[i];
    }
  }

  /** Whether an entry holds where these bits are set. */
  boolean holds(int entry, long[] bits) {
    long[] all = wanted.get(entry);
    for (int i = 0; i < bits.length; i++) {
      if ((bits[i] & all[i]) != all[i]) {
        return false;
      }
    }
    return true;
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Prefix(byte[] text, int bit) {}
}
