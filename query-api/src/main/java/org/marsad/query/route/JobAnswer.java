package org.marsad.query.route;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Stage;

/**
 * The rows of one execution of a job, on disk, and what is known about them. One thread writes; any
 * may read. Deleted when closed.
 */
final class JobAnswer implements Stage, Closeable {
  private static final int MAX_COLUMNS = 1_000;

  private final RowFile file;
  private final RowJson json;
  private final int most;
  private final LongPredicate room;
  private final boolean table;
  private final @Nullable List<String> columns;
  private final Set<String> seen = new LinkedHashSet<>();
  private final PipeSearch search;
  private @Nullable IOException failure;
  private boolean full;
  private int rows;

  /**
   * For the rows of a search.
   *
   * @param most rows at most
   * @param room takes so many bytes of disk, or says that there is no more
   */
  JobAnswer(RowFile file, PipeSearch search, int most, LongPredicate room) {
    this.file = file;
    this.search = search;
    this.most = most;
    this.room = room;
    this.table = search.pipeline().isTable();
    this.columns = table ? search.pipeline().columns() : null;
    this.json = new RowJson(columns, List.of(), search.pipeline().commands().isEmpty());
  }

  @Override
  public boolean row(Row row) {
    if (full || rows >= most) {
      full = true;
      return false;
    }
    rows++;
    try {
      int before = file.buffer().size();
      json.write(row, file.buffer());
      if (!room.test(file.buffer().size() - before)) {
        search.about().partial("there is no more room on disk (limits jobs.disk, disk_per_user)");
        full = true;
      }
      file.added(before);
      if (table && columns == null) {
        learn(row);
      }
    } catch (IOException e) {
      failure = e;
      return false;
    }
    return !full;
  }

  private synchronized void learn(Row row) {
    for (String name : row.names()) {
      if (seen.size() < MAX_COLUMNS) {
        seen.add(name);
      }
    }
  }

  /** What is there can be read from now on. */
  void publish() throws IOException {
    file.flush();
  }

  @Override
  public void end() {
    if (full && search.about().partialReasons().isEmpty()) {
      search.about().partial("only the first " + most + " rows are kept (limit jobs.rows)");
    }
  }

  /**
   * Whether all rows were kept.
   *
   * @throws IOException if one could not be written
   */
  void require() throws IOException {
    IOException failed = failure;
    if (failed != null) {
      throw new IOException("a row could not be kept: " + failed.getMessage(), failed);
    }
  }

  int size() {
    return file.size();
  }

  long bytes() {
    return file.bytes();
  }

  byte[] read(int from, int count) throws IOException {
    return file.read(from, count);
  }

  /** The columns of a table; null for events. */
  @Nullable List<String> columns() {
    if (!table) {
      return null;
    }
    if (columns != null) {
      return columns;
    }
    synchronized (this) {
      return new ArrayList<>(seen);
    }
  }

  /** Columns with estimates, and how far they may be off. */
  Map<String, Double> approximations() {
    return search.about().approximations();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
