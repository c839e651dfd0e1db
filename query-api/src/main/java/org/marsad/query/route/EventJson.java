package org.marsad.query.route;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Event;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
import org.marsad.model.event.Fields;
import org.marsad.model.event.ValueKind;
import org.marsad.model.query.Highlighter;
import org.marsad.model.query.Highlighter.Mark;
import org.marsad.model.query.Numbers;

/**
 * Events as JSON objects with flat names. Several values of a name are an array; numbers and
 * booleans stay what they are. Originals that are no UTF-8 are given in base64 as well.
 */
public final class EventJson {
  /** The member that holds what met the clauses of a query. */
  static final String HIGHLIGHT = "_highlight";

  private static final List<Field> ROW =
      List.of(
          Fields.ID,
          Fields.TIMESTAMP,
          Fields.RECEIVED,
          Fields.INDEXED,
          Fields.INPUT,
          Fields.TRANSPORT,
          Fields.PEER);

  private final Set<String> only;
  private final @Nullable Highlighter highlighter;

  /** Of these names, or of all if there are none. */
  public EventJson(Set<String> only) {
    this(only, null);
  }

  /**
   * As above, with what met the clauses of a query.
   *
   * @param highlighter null for nobody
   */
  EventJson(Set<String> only, @Nullable Highlighter highlighter) {
    this.only = only;
    this.highlighter = highlighter;
  }

  /** Writes the event of a row. */
  public void write(EventBatch batch, int row, JsonGenerator out) throws IOException {
    Event event = batch.event(row);
    out.writeStartObject();
    for (Field field : ROW) {
      String text = event.text(field);
      if (text != null && isWanted(field.name())) {
        out.writeStringField(field.name(), text);
      }
    }
    Map<String, int[]> values = new LinkedHashMap<>();
    for (int slice = batch.firstSlice(row); slice < batch.endSlice(row); slice++) {
      String name = batch.schema().field(batch.field(slice)).name();
      if (isWanted(name)) {
        values.merge(name, new int[] {slice}, EventJson::append);
      }
    }
    for (Map.Entry<String, int[]> entry : values.entrySet()) {
      out.writeFieldName(entry.getKey());
      values(batch, entry.getValue(), out);
    }
    if (isWanted(Fields.ORIGINAL.name())) {
      original(event, out);
    }
    if (highlighter != null) {
      marks(highlighter.marks(batch, row), out);
    }
    out.writeEndObject();
  }

  /** Parts of values by the names of their fields; offsets count UTF-16 units, as scripts do. */
  private void marks(List<Mark> marks, JsonGenerator out) throws IOException {
    out.writeObjectFieldStart(HIGHLIGHT);
    String name = "";
    for (Mark mark : marks) {
      if (!isWanted(mark.field().name())) {
        continue;
      }
      if (!mark.field().name().equals(name)) {
        if (!name.isEmpty()) {
          out.writeEndArray();
        }
        name = mark.field().name();
        out.writeArrayFieldStart(name);
      }
      out.writeStartObject();
      out.writeNumberField("value", mark.value());
      out.writeNumberField("from", mark.from());
      out.writeNumberField("to", mark.to());
      out.writeStringField("clause", mark.clause());
      out.writeEndObject();
    }
    if (!name.isEmpty()) {
      out.writeEndArray();
    }
    out.writeEndObject();
  }

  private boolean isWanted(String name) {
    return only.isEmpty() || only.contains(name);
  }

  private static int[] append(int[] before, int[] more) {
    int[] all = Arrays.copyOf(before, before.length + 1);
    all[before.length] = more[0];
    return all;
  }

  private static void values(EventBatch batch, int[] slices, JsonGenerator out) throws IOException {
    if (slices.length > 1) {
      out.writeStartArray();
    }
    for (int slice : slices) {
      String text = batch.text(slice);
      if (batch.kind(slice) == ValueKind.NUMBER && isJsonNumber(text)) {
        out.writeNumber(text);
      } else if (batch.kind(slice) == ValueKind.BOOLEAN) {
        out.writeBoolean(text.equals("true"));
      } else {
        out.writeString(text);
      }
    }
    if (slices.length > 1) {
      out.writeEndArray();
    }
  }

  /** Digits as they came may begin with a zero, which JSON does not allow. */
  private static boolean isJsonNumber(String text) {
    int first = text.startsWith("-") ? 1 : 0;
    boolean padded =
        text.length() > first + 1
            && text.charAt(first) == '0'
            && Character.isDigit(text.charAt(first + 1));
    return !padded && Numbers.parse(text) != null;
  }

  private static void original(Event event, JsonGenerator out) throws IOException {
    byte[] bytes = event.original();
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      out.writeStringField(Fields.ORIGINAL.name(), text);
    } catch (CharacterCodingException _) {
      out.writeStringField(Fields.ORIGINAL.name(), event.originalText());
      out.writeStringField(
          Fields.ORIGINAL.name() + "_base64", Base64.getEncoder().encodeToString(bytes));
    }
  }
}
