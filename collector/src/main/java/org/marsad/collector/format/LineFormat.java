package org.marsad.collector.format;

import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;

/**
 * Frames that are one of the payload formats as they are, as lines of a file are, or have a syslog
 * header in front of it. What the pinned format does not understand behind a header keeps the
 * header.
 */
final class LineFormat implements LogFormat {
  private final Payload payload;
  private final Payloads payloads;
  private final LogFormat versioned;
  private final LogFormat plain;

  LineFormat(Payload payload, Payloads payloads, LogFormat versioned, LogFormat plain) {
    this.payload = payload;
    this.payloads = payloads;
    this.versioned = versioned;
    this.plain = plain;
  }

  @Override
  public String name() {
    return payload.name();
  }

  @Override
  public @Nullable Misfit decode(EventBatch.Builder event, int offset, int length) {
    byte[] bytes = event.bytes();
    if (!SyslogHeader.begins(bytes, offset, offset + length)) {
      return payloads.readBare(payload, event, offset, length);
    }
    LogFormat header = versioned.claims(bytes, offset, length) ? versioned : plain;
    Misfit misfit = header.decode(event, offset, length);
    if (misfit == null) {
      payloads.read(payload, event, offset, length);
    }
    return misfit;
  }
}
