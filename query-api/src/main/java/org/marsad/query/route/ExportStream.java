package org.marsad.query.route;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Nanos;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Stage;
import org.marsad.model.store.QueryRefusedException;

/**
 * The rows of one search, however many, as they are found. The last line tells how many there were
 * and the SHA-256 of all bytes before it, so that an answer that was cut or changed shows. One
 * thread, which waits for who reads.
 *
 * <p>JSON lines begin with {@code "type":"meta"} and are told of progress; CSV begins with the
 * names of its columns: those asked for, those of a table, or those of the first rows.
 */
final class ExportStream implements Stage {
  private static final int CHUNK = 64 * 1024;
  private static final int FIRST_ROWS = 1_000;
  private static final long PROGRESS = 500_000_000L;

  private final PipeSearch search;
  private final boolean csv;
  private final long most;
  private final Outlet out;
  private final LongSupplier nanoTime;
  private final MessageDigest digest = sha256();
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(CHUNK + 4096);
  private final RowJson json;
  private final List<Row> waiting = new ArrayList<>();
  private @Nullable List<String> columns;
  private long count;
  private long toldAt;
  private boolean more;
  private boolean gone;

  /**
   * An export.
   *
   * @param fields the names that are told, or none for all
   * @param most rows at most
   */
  ExportStream(
      PipeSearch search,
      List<String> fields,
      boolean csv,
      long most,
      Outlet out,
      LongSupplier nanoTime) {
    this.search = search;
    this.csv = csv;
    this.most = most;
    this.out = out;
    this.nanoTime = nanoTime;
    boolean table = search.pipeline().isTable();
    this.columns = !fields.isEmpty() ? fields : table ? search.pipeline().columns() : null;
    if (csv && columns == null && !table) {
      columns = Csv.DEFAULT;
    }
    json =
        new RowJson(
            table ? search.pipeline().columns() : null,
            fields,
            search.pipeline().commands().isEmpty());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Whether who reads is still there. Any thread may ask. */
  boolean isGone() {
    return !out.isOpen();
  }

  /** Writes all of it. */
  void run() throws IOException {
    toldAt = nanoTime.getAsLong();
    if (!csv) {
      RowJson.line(buffer, this::meta);
    } else if (columns != null) {
      text(columns);
    }
    try {
      search.into(this).watch(this::progress).run();
    } catch (QueryRefusedException e) {
      refused(String.valueOf(e.getMessage()));
      return;
    }
    if (gone || isGone()) {
      return;
    }
    first();
    flush(0);
    String sum = HexFormat.of().formatHex(digest.digest());
    if (csv) {
      String last = "#end,count=" + count + ",sha256=" + sum + ",complete=" + isComplete() + "\r\n";
      buffer.writeBytes(last.getBytes(StandardCharsets.UTF_8));
    } else {
      RowJson.line(buffer, about -> end(about, sum));
    }
    send();
  }

  /** What the query asked for turned out to be too much: told, and there is no last line. */
  private void refused(String why) throws IOException {
    flush(0);
    if (csv) {
      text(List.of("#error", why));
    } else {
      RowJson.line(
          buffer,
          about -> {
            about.writeStringField("type", "error");
            about.writeStringField("detail", why);
          });
    }
    send();
  }

  private boolean isComplete() {
    return !more && search.about().partialReasons().isEmpty();
  }

  private void meta(JsonGenerator about) throws IOException {
    about.writeStringField("type", "meta");
    about.writeStringField("query", search.pipeline().toString());
    about.writeObjectFieldStart("range");
    PipeAnswer.point("earliest", search.request().earliest(), about);
    PipeAnswer.point("latest", search.request().latest(), about);
    about.writeEndObject();
  }

  private void end(JsonGenerator about, String sum) throws IOException {
    about.writeStringField("type", "end");
    about.writeNumberField("count", count);
    about.writeStringField("sha256", sum);
    about.writeBooleanField("complete", isComplete());
    about.writeNumberField("took_ms", search.millis());
    about.writeNumberField("events_read", search.events());
    IncidentJson.texts("reasons", reasons(), about);
    IncidentJson.texts("warnings", search.about().warnings(), about);
  }

  private List<String> reasons() {
    var reasons = new ArrayList<>(search.about().partialReasons());
    if (more) {
      reasons.add("only " + count + " rows were asked for (size)");
    }
    return reasons;
  }

  /** Now and then, how far it is: nothing else comes while a command gathers. */
  private void progress(long time) {
    long now = nanoTime.getAsLong();
    if (csv || now - toldAt < PROGRESS) {
      return;
    }
    toldAt = now;
    try {
      RowJson.line(
          buffer,
          about -> {
            about.writeStringField("type", "progress");
            about.writeNumberField("rows", count);
            about.writeNumberField("events_read", search.events());
            if (time != Long.MIN_VALUE) {
              about.writeStringField("at", Nanos.format(time));
            }
          });
      flush(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean row(Row row) {
    if (count >= most) {
      more = true;
      return false;
    }
    try {
      count++;
      if (csv && columns == null) {
        waiting.add(row.kept());
        if (waiting.size() >= FIRST_ROWS) {
          first();
        }
      } else {
        write(row);
      }
      flush(CHUNK);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return !gone;
  }

  private void write(Row row) throws IOException {
    List<String> names = columns;
    if (!csv) {
      json.write(row, buffer);
    } else if (names != null) {
      text(names.stream().map(name -> row.get(name).text()).toList());
    }
  }

  /** The columns of CSV are known now: those of the rows that waited for it. */
  private void first() throws IOException {
    if (!csv || columns != null) {
      return;
    }
    var seen = new LinkedHashSet<String>();
    waiting.forEach(row -> seen.addAll(row.names()));
    columns = new ArrayList<>(seen);
    text(columns);
    for (Row row : waiting) {
      write(row);
    }
    if (waiting.size() >= FIRST_ROWS) {
      search
          .about()
          .warn("the columns are those of the first " + FIRST_ROWS + " rows; name them by fields");
    }
    waiting.clear();
  }

  private void text(List<String> cells) {
    var line = new StringBuilder();
    Csv.line(cells, line);
    buffer.writeBytes(line.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Sends what is there if it is more than so many bytes. */
  private void flush(int above) {
    if (buffer.size() > above && !gone) {
      digest.update(buffer.toByteArray());
      send();
    }
  }

  private void send() {
    try {
      gone = !out.write(buffer.toByteArray());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      gone = true;
    }
    buffer.reset();
  }

  @Override
  public void end() {
    // what is left is sent by run, with the last line
  }
}
