package org.marsad.collector.intake;

import org.jspecify.annotations.Nullable;
import org.marsad.collector.enrich.Enricher;
import org.marsad.collector.format.Formats;
import org.marsad.collector.format.LogFormat;
import org.marsad.model.event.Constant;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.FrameFlag;

/**
 * Makes an event of a frame: formats and mappings read it, what is known beside it is added, and
 * texts too long for the index are cut there; the log has them whole. One thread.
 */
public final class Reading {
  private static final Constant OVERSIZE = Constant.of("oversize");
  private static final Constant CUT = Constant.of("cut");

  private final Formats formats;
  private final Enricher enricher;
  private final int maxText;

  /**
   * A way to read.
   *
   * @param maxText the longest text of an event, in bytes
   */
  public Reading(Formats formats, Enricher enricher, int maxText) {
    this.formats = formats;
    this.enricher = enricher;
    this.maxText = maxText;
  }

  /**
   * Enters the fields of the frame [offset, offset + length) into the open row.
   *
   * @return the format that understood it, or null if none did
   */
  @Nullable LogFormat read(EventBatch.Builder event, int offset, int length, int flags) {
    LogFormat format = formats.decode(event, offset, length, flags);
    enricher.apply(event);
    if (length > maxText) {
      cut(event, offset, flags);
    }
    return format;
  }

  /** Linux audit events whose records were forgotten before they could be brought together. */
  long forgottenAudits() {
    return formats.forgottenAudits();
  }

  /** Values of such events that were over what is remembered of one. */
  long leftOutOfAudits() {
    return formats.leftOutOfAudits();
  }

  private void cut(EventBatch.Builder event, int offset, int flags) {
    for (int slice = event.firstSlice(); slice < event.endSlice(); slice++) {
      if (event.length(slice) > maxText) {
        event.shorten(slice, whole(event.bytes(), event.offset(slice)) - event.offset(slice));
      }
    }
    event.original(offset, maxText);
    if ((flags & FrameFlag.OVERSIZE) == 0) {
      event.add(Fields.TAGS, OVERSIZE);
    }
    event.add(Fields.TAGS, CUT);
  }

  /** Where a text that begins here is cut, so that no character of UTF-8 is parted. */
  private int whole(byte[] bytes, int from) {
    int end = from + maxText;
    for (int back = 0; back < 3 && end > from && (bytes[end] & 0xc0) == 0x80; back++) {
      end--;
    }
    return end;
  }
}
