package org.marsad.collector.format;

import org.jspecify.annotations.Nullable;
import org.marsad.collector.format.LogFormat.Misfit;

/**
 * One way of writing what syslog, a file or a JSON member carries as its message. Duties: those of
 * {@link LogFormat}; what was entered before a misfit is taken back by the caller. One thread.
 */
interface Payload {
  /** The name, as in settings and in {@code marsad.format}. */
  String name();

  /**
   * Enters the fields of the text [from, to) of the block.
   *
   * @return null if it was understood, else where and why not
   */
  @Nullable Misfit read(Entries out, int from, int to);
}
