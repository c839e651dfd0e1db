package org.marsad.query.route;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
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
import org.marsad.model.query.Highlighter;
import org.marsad.model.query.Highlighter.Mark;
import org.marsad.model.query.Numbers;

/**
 * Events as JSON objects with flat names. Several values of a name are an array; numbers and
 * booleans stay what they are. Originals that are no UTF-8 are given in base64 as well. One thread;
 * the generator is one that writes bytes.
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

  /** Names by the id of their field, once they were asked for. */
  private @Nullable Name[] names = new @Nullable Name[64];

  /** The event in which a field was seen last, by its id. */
  private int[] seen = new int[64];

  private int event;

  /** A name as JSON has it, and whether it is told. */
  private record Name(SerializableString text, boolean wanted) {}

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
    if (hasRepeats(batch, row)) {
      lists(batch, row, out);
    } else {
      for (int slice = batch.firstSlice(row); slice < batch.endSlice(row); slice++) {
        Name name = name(batch, slice);
        if (name.wanted) {
          out.writeFieldName(name.text);
          value(batch, slice, out);
        }
      }
    }
    if (isWanted(Fields.ORIGINAL.name())) {
      original(batch, row, out);
    }
    if (highlighter != null) {
      marks(highlighter.marks(batch, row), out);
    }
    out.writeEndObject();
  }

  /** Whether a name has several values in a row. */
  private boolean hasRepeats(EventBatch batch, int row) {
    event++;
    for (int slice = batch.firstSlice(row); slice < batch.endSlice(row); slice++) {
      int field = batch.field(slice);
      if (field >= seen.length) {
        seen = Arrays.copyOf(seen, Math.max(field + 1, seen.length * 2));
      }
      if (seen[field] == event) {
        return true;
      }
      seen[field] = event;
    }
    return false;
  }

  /** Writes names where some have several values, each once with all of them. */
  private void lists(EventBatch batch, int row, JsonGenerator out) throws IOException {
    Map<Name, int[]> values = new LinkedHashMap<>();
    for (int slice = batch.firstSlice(row); slice < batch.endSlice(row); slice++) {
      Name name = name(batch, slice);
      if (name.wanted) {
        values.merge(name, new int[] {slice}, EventJson::append);
      }
    }
    for (Map.Entry<Name, int[]> entry : values.entrySet()) {
      out.writeFieldName(entry.getKey().text);
      int[] slices = entry.getValue();
      if (slices.length == 1) {
        value(batch, slices[0], out);
        continue;
      }
      out.writeStartArray();
      for (int slice : slices) {
        value(batch, slice, out);
      }
      out.writeEndArray();
    }
  }

  /** The name of a slice's field. */
  private Name name(EventBatch batch, int slice) {
    int field = batch.field(slice);
    if (field >= names.length) {
      names = Arrays.copyOf(names, Math.max(field + 1, names.length * 2));
    }
    Name known = names[field];
    if (known == null) {
      String name = batch.schema().field(field).name();
      known = new Name(new SerializedString(name), isWanted(name));
      names[field] = known;
    }
    return known;
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

  private static void value(EventBatch batch, int slice, JsonGenerator out) throws IOException {
    switch (batch.kind(slice)) {
      case NUMBER -> {
        String text = batch.text(slice);
        if (isJsonNumber(text)) {
          out.writeNumber(text);
        } else {
          out.writeString(text);
        }
      }
      case BOOLEAN -> out.writeBoolean(batch.text(slice).equals("true"));
      case TEXT -> JsonText.write(batch.bytes(), batch.offset(slice), batch.length(slice), out);
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

  private static void original(EventBatch batch, int row, JsonGenerator out) throws IOException {
    int offset = batch.originalOffset(row);
    int length = batch.originalLength(row);
    if (JsonText.isAscii(batch.bytes(), offset, length)) {
      out.writeFieldName(Fields.ORIGINAL.name());
      out.writeUTF8String(batch.bytes(), offset, length);
      return;
    }
    Event event = batch.event(row);
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
