package org.marsad.server.cli;

import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;

/** Shows parsed frames, one after the other. Belongs to one command. */
abstract class ParsePrinter implements AutoCloseable {
  private long count;

  static ParsePrinter of(ParseCommand.Output output, Terminal terminal) {
    return switch (output) {
      case text -> new ParseText(terminal);
      case ndjson -> new ParseJson();
    };
  }

  /** Frames shown so far. */
  final long count() {
    return count;
  }

  /**
   * Shows the one event of a batch.
   *
   * @param format that understood the frame, or null
   */
  final void print(EventBatch batch, @Nullable String format) {
    count++;
    show(batch, format);
  }

  abstract void show(EventBatch batch, @Nullable String format);

  /** All frames were shown. */
  abstract void end();

  @Override
  public void close() {}
}
