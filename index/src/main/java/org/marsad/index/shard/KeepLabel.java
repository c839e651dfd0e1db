package org.marsad.index.shard;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.index.IndexConfig;
import org.marsad.index.KeepClass;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
import org.marsad.model.event.Schema;

/**
 * Says which class of keeping an event belongs to: the first value of its label that names one. For
 * the thread that writes.
 */
final class KeepLabel {
  /** The class of events that no label puts elsewhere. */
  static final String NONE = "";

  private final Schema schema;
  private final String name;
  private final List<String> classes;
  private final byte[][] names;
  private @Nullable Field field;

  KeepLabel(IndexConfig config, Schema schema) {
    this.schema = schema;
    this.name = config.keepLabel();
    this.classes = config.keepClasses().stream().map(KeepClass::name).toList();
    this.names =
        classes.stream()
            .map(each -> each.getBytes(StandardCharsets.US_ASCII))
            .toArray(byte[][]::new);
  }

  /** The class of a row's event. */
  String of(EventBatch batch, int row) {
    Field label = names.length == 0 ? null : label();
    if (label == null) {
      return NONE;
    }
    for (int slice = batch.find(row, label.id());
        slice != EventBatch.NONE;
        slice = batch.next(row, slice)) {
      for (int i = 0; i < names.length; i++) {
        if (says(batch, slice, names[i])) {
          return classes.get(i);
        }
      }
    }
    return NONE;
  }

  /** The label's field, once an event had it. */
  private @Nullable Field label() {
    Field known = field;
    if (known == null) {
      known = schema.find(name);
      field = known;
    }
    return known;
  }

  /** Whether a value is a name, in whatever case. */
  private static boolean says(EventBatch batch, int slice, byte[] wanted) {
    if (batch.length(slice) != wanted.length) {
      return false;
    }
    byte[] bytes = batch.bytes();
    int from = batch.offset(slice);
    for (int i = 0; i < wanted.length; i++) {
      int b = bytes[from + i];
      int lower = b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
      if (lower != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}
