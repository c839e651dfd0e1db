package org.marsad.collector.format;

import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Constant;
import org.marsad.model.event.EventBatch;

/**
 * The formats of what syslog carries. They read the message that a header left, or a whole line
 * that has no header. One thread.
 */
final class Payloads {
  /**
   * Adds to the open row what its {@code message} says, if that is written in one of these formats.
   *
   * @return the name of that format, or null if it is plain text
   */
  @Nullable Constant read(EventBatch.Builder event) {
    return null;
  }
}
