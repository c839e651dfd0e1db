package org.marsad.model.event;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A view of one row of a batch, for those who look at single events. Holds on to its batch. Text is
 * made at each call.
 *
 * @param batch the batch it belongs to
 * @param row its row there
 */
public record Event(EventBatch batch, int row) {
  public EventId id() {
    return new EventId(batch.id(row));
  }

  /** {@code @timestamp} in nanoseconds since 1970. */
  public long timestamp() {
    return batch.timestamp(row);
  }

  /** {@code event.received} in nanoseconds since 1970. */
  public long received() {
    return batch.received(row);
  }

  public Origin origin() {
    return batch.origin(row);
  }

  /** A copy of the bytes as received. */
  public byte[] original() {
    int from = batch.originalOffset(row);
    return Arrays.copyOfRange(batch.bytes(), from, from + batch.originalLength(row));
  }

  /** The original as text; bytes that are no UTF-8 become U+FFFD. */
  public String originalText() {
    return new String(
        batch.bytes(),
        batch.originalOffset(row),
        batch.originalLength(row),
        StandardCharsets.UTF_8);
  }

  /** The first value of a field as text, row fields included, or null if the event has none. */
  public @Nullable String text(Field field) {
    if (Fields.isRow(field.id())) {
      return rowText(field);
    }
    int slice = batch.find(row, field.id());
    return slice == EventBatch.NONE ? null : batch.text(slice);
  }

  private @Nullable String rowText(Field field) {
    if (field.equals(Fields.TIMESTAMP)) {
      return Nanos.format(timestamp());
    }
    if (field.equals(Fields.RECEIVED)) {
      return Nanos.format(received());
    }
    if (field.equals(Fields.INDEXED)) {
      long indexed = batch.indexed(row);
      return indexed == 0 ? null : Nanos.format(indexed);
    }
    if (field.equals(Fields.ID)) {
      return id().toString();
    }
    if (field.equals(Fields.ORIGINAL)) {
      return originalText();
    }
    if (field.equals(Fields.INPUT)) {
      return origin().input();
    }
    if (field.equals(Fields.TRANSPORT)) {
      return origin().transport().name().toLowerCase(Locale.ROOT);
    }
    return origin().peer().isEmpty() ? null : origin().peer();
  }

  /** The first value of a field by name, or null if the event has none. */
  public @Nullable String text(String name) {
    Field field = batch.schema().find(name);
    return field == null ? null : text(field);
  }

  /** All values of a field as text, row fields included. */
  public List<String> texts(Field field) {
    if (Fields.isRow(field.id())) {
      String text = text(field);
      return text == null ? List.of() : List.of(text);
    }
    var texts = new ArrayList<String>(1);
    for (int slice = batch.find(row, field.id());
        slice != EventBatch.NONE;
        slice = batch.next(row, slice)) {
      texts.add(batch.text(slice));
    }
    return texts;
  }

  public boolean has(Field field) {
    return Fields.isRow(field.id())
        ? text(field) != null
        : batch.find(row, field.id()) != EventBatch.NONE;
  }
}
