package org.marsad.server.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Event;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Nanos;

/** Frames for a person: the line, a mark under the byte where understanding stopped, the fields. */
final class ParseText extends ParsePrinter {
  private static final int MARK_WITHIN = 200;

  private final Terminal terminal;
  private long stopped;

  ParseText(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  void show(EventBatch batch, @Nullable String format) {
    Event event = batch.event(0);
    terminal.line(Terminal.safe(event.originalText()));
    String code = event.text(Fields.ERROR_CODE);
    String position = event.text(Fields.ERROR_OFFSET);
    if (code != null && position != null) {
      stopped++;
      mark(event, position);
      terminal.line(
          "  "
              + terminal.bold(Terminal.safe(code))
              + " at byte "
              + Terminal.safe(position)
              + ": "
              + Terminal.safe(String.valueOf(event.text(Fields.ERROR_MESSAGE))));
    }
    terminal.line("  format = " + (format == null ? "none" : format));
    terminal.line("  @timestamp = " + Nanos.format(event.timestamp()));
    fields(batch)
        .forEach((name, values) -> terminal.line("  " + name + " = " + String.join(" | ", values)));
    terminal.line();
  }

  /** An arrow under the byte, where the line is short enough for a person to follow it. */
  private void mark(Event event, String position) {
    byte[] bytes = event.original();
    int at;
    try {
      at = Integer.parseInt(position);
    } catch (NumberFormatException _) {
      return;
    }
    if (at > bytes.length || at > MARK_WITHIN) {
      return;
    }
    String before = Terminal.safe(new String(bytes, 0, at, StandardCharsets.UTF_8));
    int width = before.codePointCount(0, before.length());
    terminal.line(" ".repeat(width) + "^");
  }

  private static Map<String, List<String>> fields(EventBatch batch) {
    var fields = new TreeMap<String, List<String>>();
    for (int slice = batch.firstSlice(0); slice < batch.endSlice(0); slice++) {
      String name = Terminal.safe(batch.schema().field(batch.field(slice)).name());
      fields.computeIfAbsent(name, _ -> new ArrayList<>()).add(Terminal.safe(batch.text(slice)));
    }
    return fields;
  }

  @Override
  void end() {
    terminal.error(count() + " frames, in " + stopped + " of them understanding stopped");
  }
}
