package org.marsad.collector.format;

import java.time.ZoneId;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.mapping.Mappings;
import org.marsad.model.event.Constant;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.FrameFlag;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All formats, and which of them reads a frame: the one its input is pinned to, else the one its
 * first bytes tell. What none understands becomes an event all the same, with its text, the reason
 * and the byte. One thread; never throws.
 */
public final class Formats {
  private static final Logger LOG = LoggerFactory.getLogger(Formats.class);
  private static final Constant PIPELINE_ERROR = Constant.of("pipeline_error");
  private static final Constant OVERSIZE = Constant.of("oversize");
  private static final Constant TORN = Constant.of("torn");
  private static final Constant RESYNC = Constant.of("resync");

  private final LogFormat rfc5424;
  private final LogFormat rfc3164;
  private final LogFormat json;
  private final List<LogFormat> all;
  private final IdentityHashMap<LogFormat, Constant> names = new IdentityHashMap<>();
  private final Mappings mappings;

  private Formats(ZoneId zone, Mappings mappings) {
    this.rfc5424 = new Rfc5424Format(zone);
    this.rfc3164 = new Rfc3164Format(zone);
    this.json = new JsonFormat(zone);
    this.all =
        List.of(
            rfc5424,
            rfc3164,
            json,
            new BulkFormat(new JsonFormat(zone)),
            new HecFormat(new JsonFormat(zone)));
    this.mappings = mappings;
    all.forEach(format -> names.put(format, Constant.of(format.name())));
  }

  /** The formats and mappings that come with Marsad. */
  public static Formats shipped(Schema schema, ZoneId zone) {
    return new Formats(zone, Mappings.shipped(schema));
  }

  /** The names an input can be pinned to. */
  public List<String> names() {
    return all.stream().map(LogFormat::name).toList();
  }

  /**
   * Enters the fields of the frame [offset, offset + length) of the builder's block into its open
   * row.
   *
   * @param flags bits of {@link FrameFlag}
   * @return the format that understood it, or null if none did
   */
  public @Nullable LogFormat decode(EventBatch.Builder event, int offset, int length, int flags) {
    LogFormat format = pick(event, offset, length);
    int mark = event.mark();
    LogFormat.Misfit misfit;
    try {
      misfit = format.decode(event, offset, length);
    } catch (RuntimeException e) {
      LOG.error("format {} has a bug", format.name(), e);
      misfit = new LogFormat.Misfit(0, "format.bug", "the format failed: " + e.getClass());
    }
    flags(event, flags);
    if (misfit == null) {
      event.add(Fields.FORMAT, Objects.requireNonNull(names.get(format)));
      mappings.apply(event);
      return format;
    }
    event.rewind(mark);
    event.timestamp(event.received());
    flags(event, flags);
    quarantine(event, offset, length, misfit);
    return null;
  }

  private LogFormat pick(EventBatch.Builder event, int offset, int length) {
    String pinned = event.origin().format();
    if (!pinned.equals(Origin.AUTO)) {
      for (LogFormat format : all) {
        if (format.name().equals(pinned)) {
          return format;
        }
      }
    }
    byte[] bytes = event.bytes();
    if (length > 0 && bytes[offset] == '{') {
      return json;
    }
    return isVersion1(bytes, offset, offset + length) ? rfc5424 : rfc3164;
  }

  /** {@code <PRI>1} and a blank. */
  private static boolean isVersion1(byte[] bytes, int offset, int end) {
    if (end - offset < 5 || bytes[offset] != '<') {
      return false;
    }
    for (int i = offset + 1; i < Math.min(end - 2, offset + 5); i++) {
      if (bytes[i] == '>') {
        return bytes[i + 1] == '1' && bytes[i + 2] == ' ';
      }
    }
    return false;
  }

  private static void flags(EventBatch.Builder event, int flags) {
    if (flags == 0) {
      return;
    }
    if ((flags & FrameFlag.OVERSIZE) != 0) {
      event.add(Fields.TAGS, OVERSIZE);
    }
    if ((flags & FrameFlag.TORN) != 0) {
      event.add(Fields.TAGS, TORN);
    }
    if ((flags & FrameFlag.RESYNC) != 0) {
      event.add(Fields.TAGS, RESYNC);
    }
  }

  private static void quarantine(
      EventBatch.Builder event, int offset, int length, LogFormat.Misfit misfit) {
    event.add(Fields.EVENT_KIND, PIPELINE_ERROR);
    event.add(Fields.ERROR_CODE, misfit.code());
    event.add(Fields.ERROR_MESSAGE, misfit.message());
    event.add(Fields.ERROR_OFFSET, misfit.position());
    if (length > 0) {
      event.add(Fields.MESSAGE, offset, length);
    }
  }
}
