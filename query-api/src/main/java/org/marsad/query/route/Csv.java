package org.marsad.query.route;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import java.util.List;
import java.util.StringJoiner;
import org.marsad.model.event.Event;
import org.marsad.model.event.Field;
import org.marsad.model.store.SearchResult;

/**
 * Events as CSV (RFC 4180). A cell that a spreadsheet would take for a formula gets a quote in
 * front, since what is in it was written by strangers.
 */
final class Csv {
  /** The columns of events where none were asked for. */
  static final List<String> DEFAULT =
      List.of("event.id", "@timestamp", "host.name", "process.name", "message", "event.original");

  private Csv() {}

  static HttpResponse answer(SearchResult result, List<String> fields, String next) {
    List<String> columns = fields.isEmpty() ? DEFAULT : fields;
    var text = new StringBuilder();
    line(columns, text);
    for (int row = 0; row < result.hits().size(); row++) {
      Event event = result.hits().event(row);
      line(columns.stream().map(name -> value(event, name)).toList(), text);
    }
    ResponseHeaders headers =
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.CSV_UTF_8)
            .add("x-marsad-complete", Boolean.toString(result.complete()))
            .add("x-marsad-total", Long.toString(result.total()))
            .add("x-marsad-next-cursor", next)
            .add(HttpHeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"events.csv\"")
            .build();
    return HttpResponse.of(headers, HttpData.ofUtf8(text));
  }

  private static String value(Event event, String name) {
    Field field = event.batch().schema().find(name);
    return field == null ? "" : String.join("; ", event.texts(field));
  }

  static void line(List<String> cells, StringBuilder out) {
    var line = new StringJoiner(",", "", "\r\n");
    cells.forEach(cell -> line.add(cell(cell)));
    out.append(line);
  }

  static String cell(String text) {
    boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
    String safe = formula ? "'" + text : text;
    boolean quoted =
        safe.indexOf(',') >= 0
            || safe.indexOf('"') >= 0
            || safe.indexOf('\n') >= 0
            || safe.indexOf('\r') >= 0;
    return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }
}
