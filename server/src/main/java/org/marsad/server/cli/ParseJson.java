package org.marsad.server.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Event;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.ValueKind;

/** Frames for programs: an object a line. */
final class ParseJson extends ParsePrinter {
  /** Longer numbers are text. */
  private static final int MAX_NUMBER = 100;

  private final JsonGenerator json;

  ParseJson() {
    try {
      json =
          JsonMapper.builder()
              .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
              .build()
              .createGenerator(System.out);
      json.setRootValueSeparator(null);
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  void show(EventBatch batch, @Nullable String format) {
    try {
      write(batch.event(0), format);
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Event event, @Nullable String format) throws IOException {
    json.writeStartObject();
    json.writeStringField("format", format);
    json.writeObjectFieldStart("fields");
    json.writeStringField("@timestamp", Nanos.format(event.timestamp()));
    json.writeStringField("event.received", Nanos.format(event.received()));
    json.writeStringField("event.original", event.originalText());
    fields(event.batch());
    json.writeEndObject();
    error(event);
    byte[] original = event.original();
    if (!isUtf8(original)) {
      json.writeBinaryField("raw", original);
    }
    json.writeEndObject();
  }

  private void fields(EventBatch batch) throws IOException {
    var slices = new TreeMap<String, List<Integer>>();
    for (int slice = batch.firstSlice(0); slice < batch.endSlice(0); slice++) {
      String name = batch.schema().field(batch.field(slice)).name();
      slices.computeIfAbsent(name, _ -> new ArrayList<>()).add(slice);
    }
    for (var field : slices.entrySet()) {
      json.writeFieldName(field.getKey());
      boolean several = field.getValue().size() > 1;
      if (several) {
        json.writeStartArray();
      }
      for (int slice : field.getValue()) {
        value(batch.kind(slice), batch.text(slice));
      }
      if (several) {
        json.writeEndArray();
      }
    }
  }

  private void value(ValueKind kind, String text) throws IOException {
    switch (kind) {
      case NUMBER -> number(text);
      case BOOLEAN -> json.writeBoolean(text.equals("true"));
      default -> json.writeString(text);
    }
  }

  /** With the digits it was sent with, as far as JSON allows them. */
  private void number(String text) throws IOException {
    if (text.length() > MAX_NUMBER) {
      json.writeString(text);
      return;
    }
    try {
      var unused = new BigDecimal(text);
      boolean plain = text.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
      json.writeNumber(plain ? text : unused.toPlainString());
    } catch (NumberFormatException | ArithmeticException _) {
      json.writeString(text);
    }
  }

  private void error(Event event) throws IOException {
    String code = event.text(Fields.ERROR_CODE);
    String position = event.text(Fields.ERROR_OFFSET);
    if (code == null || position == null) {
      json.writeNullField("error");
      json.writeNullField("position");
      return;
    }
    json.writeObjectFieldStart("error");
    json.writeStringField("code", code);
    json.writeStringField("message", event.text(Fields.ERROR_MESSAGE));
    json.writeEndObject();
    json.writeFieldName("position");
    number(position);
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException _) {
      return false;
    }
  }

  @Override
  void end() {
    try {
      json.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
