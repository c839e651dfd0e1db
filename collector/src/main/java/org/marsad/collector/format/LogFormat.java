package org.marsad.collector.format;

import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;

/**
 * Reads frames of one kind. Duties: any bytes whatever are answered in time linear in their number
 * and without an exception; fields are entered as slices of the frame where they can be; the frame
 * itself is not changed. One thread.
 */
public interface LogFormat {
  /** The name, as in settings and in {@code marsad.format}. */
  String name();

  /**
   * Whether a frame is of this kind, by its first bytes. At most one format may say so of a frame,
   * so that it does not matter which is asked first.
   */
  default boolean claims(byte[] bytes, int offset, int length) {
    return false;
  }

  /**
   * Enters the fields of the frame [offset, offset + length) of the builder's block into its open
   * row.
   *
   * @return null if it was understood, else where and why not
   */
  @Nullable Misfit decode(EventBatch.Builder event, int offset, int length);

  /**
   * Why a frame was not understood.
   *
   * @param position byte of the frame, from 0
   * @param code short name of the reason, such as {@code syslog.priority}
   * @param message what was expected there
   * @param kept whether the fields that were entered hold in spite of it; if not, the caller takes
   *     them back
   */
  record Misfit(int position, String code, String message, boolean kept) {
    /** Of a frame that is not understood at all. */
    Misfit(int position, String code, String message) {
      this(position, code, message, false);
    }

    /** Of a frame that is understood, though its format forbids something in it. */
    static Misfit flaw(int position, String code, String message) {
      return new Misfit(position, code, message, true);
    }
  }
}
