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
import org.marsad.model.event.Event;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
import org.marsad.model.event.Fields;
import org.marsad.model.event.ValueKind;
import org.marsad.model.query.Numbers;

/**
 * Events as JSON objects with flat names. Several values of a name are an array; numbers and
 * booleans stay what they are. Originals that are no UTF-8 are given in base64 as well.
 */
public final class EventJson {
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

  /** Of these names, or of all if there are none. */
  public EventJson(Set<String> only) {
    this.only = only;
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
