package org.marsad.collector.format;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.mapping.MappingFiles;
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
 * All formats, and which of them reads a frame: the one its input or its source is pinned to, else
 * the one that claims it, and the old syslog, which reads anything, where none does. The format of
 * a source's frame before is asked first; since no two claim the same frame, that saves time and
 * decides nothing. What none understands becomes an event all the same, with its text, the reason
 * and the byte. One thread; never throws.
 */
public final class Formats {
  /** The names of all formats, as settings and {@code marsad.format} have them. */
  public static final List<String> NAMES =
      List.of(
          "syslog-5424",
          "syslog-3164",
          "json",
          "es-bulk",
          "hec",
          "gelf",
          "cef",
          "leef",
          "cee",
          "access",
          "httpd-error",
          "nginx-error",
          "key-value",
          "glog",
          "w3c",
          "zeek",
          "windows-xml",
          "windows-text",
          "aws");

  private static final Logger LOG = LoggerFactory.getLogger(Formats.class);
  private static final Constant PIPELINE_ERROR = Constant.of("pipeline_error");
  private static final Constant MALFORMED = Constant.of("malformed");
  private static final Constant OVERSIZE = Constant.of("oversize");
  private static final Constant TORN = Constant.of("torn");
  private static final Constant RESYNC = Constant.of("resync");
  private static final Constant UNPARSED = Constant.of("unparsed");
  private static final LogFormat.Misfit UNKNOWN =
      LogFormat.Misfit.flaw(
          0, "format.none", "expecting a header, or a line in a format that is known");
  private static final Constant VERSIONED = Constant.of("syslog-5424");

  private final Rfc3164Format plain;
  private final LogFormat versioned;
  private final UsualHeader usual;
  private final List<LogFormat> all;

  /** Those whose message is all that the sender had to say. */
  private final List<LogFormat> headers;

  private final IdentityHashMap<LogFormat, Constant> names = new IdentityHashMap<>();
  private final Times times;
  private final Payloads payloads;
  private final Schema schema;
  private final SourceProfiles profiles;
  private final AuditRecords audit;
  private final WindowsText windows;
  private final MappedTime mapped;
  private final Mappings mappings;
  private final SourceTable sources = new SourceTable(this::source);
  private final IdentityHashMap<Payload, LogFormat> lines = new IdentityHashMap<>();
  private int generation;

  private Formats(
      Schema schema, SourceProfiles profiles, TimeBounds bounds, MappingFiles mappings) {
    this.times = new Times(ZoneOffset.UTC);
    var time = new ClaimedTime(bounds);
    this.plain = new Rfc3164Format(times, time);
    this.windows = new WindowsText(schema);
    this.payloads = new Payloads(schema, times, time, windows);
    this.versioned = new Rfc5424Format(times, time);
    this.usual = new UsualHeader(times, time);
    var formats = new ArrayList<LogFormat>();
    formats.add(versioned);
    formats.add(plain);
    formats.add(new JsonFormat(times, time));
    formats.add(new BulkFormat(new JsonFormat(times, time)));
    formats.add(new HecFormat(new JsonFormat(times, time), time));
    formats.add(new GelfFormat(new JsonFormat(times, time), time, new Stamps(times), schema));
    for (Payload payload : payloads.all()) {
      var line = new LineFormat(payload, payloads, versioned, plain);
      formats.add(line);
      lines.put(payload, line);
    }
    this.all = List.copyOf(formats);
    this.headers = List.of(versioned, plain);
    this.schema = schema;
    this.profiles = profiles;
    this.mapped = new MappedTime(times, time);
    this.audit = new AuditRecords(schema, mapped);
    this.mappings = Mappings.of(mappings, schema, mapped);
    all.forEach(format -> names.put(format, Constant.of(format.name())));
  }

  /** The formats and mappings that come with Marsad, for sources that are all of one zone. */
  public static Formats shipped(Schema schema, ZoneId zone) {
    return shipped(schema, SourceProfiles.same(SourceProfile.of(zone)), TimeBounds.defaults());
  }

  /** The formats and mappings that come with Marsad. */
  public static Formats shipped(Schema schema, SourceProfiles profiles, TimeBounds bounds) {
    return of(schema, profiles, bounds, MappingFiles.shipped());
  }

  /**
   * The formats that come with Marsad, and these mappings.
   *
   * @throws org.marsad.collector.mapping.MappingException with all that is wrong in the mappings
   */
  public static Formats of(
      Schema schema, SourceProfiles profiles, TimeBounds bounds, MappingFiles mappings) {
    return new Formats(schema, profiles, bounds, mappings);
  }

  /**
   * Enters the fields of the frame [offset, offset + length) of the builder's block into its open
   * row.
   *
   * @param flags bits of {@link FrameFlag}
   * @return the format that understood it, or null if none did
   */
  public @Nullable LogFormat decode(EventBatch.Builder event, int offset, int length, int flags) {
    if (generation != profiles.generation()) {
      generation = profiles.generation();
      sources.clear();
    }
    Source source = sources.of(event.origin());
    times.zone(source.clock);
    int mark = event.mark();
    LogFormat format = versioned;
    LogFormat.Misfit misfit = null;
    int message;
    if (isUsual(source, event, offset, length)) {
      message = event.endSlice() - 1;
    } else {
      format = pick(source, event, offset, length);
      misfit = decode(format, event, offset, length);
      message = event.find(Fields.MESSAGE.id());
    }
    flags(event, flags);
    if (misfit == null || misfit.kept()) {
      event.add(Fields.FORMAT, name(format));
      if (misfit != null) {
        event.add(Fields.TAGS, MALFORMED);
        tell(event, misfit);
      }
      mapped.header(times.isComplete());
      int end = event.endSlice();
      payload(event, format, message, offset, length);
      if (event.endSlice() != end) {
        message = event.find(Fields.MESSAGE.id());
      }
      if (message != EventBatch.NONE) {
        audit.read(event, message);
        windows.readMessage(event, message);
      }
      mappings.apply(event);
      int before = event.endSlice();
      Constant late = payloads.finish(event, offset, length);
      if (late != null) {
        event.add(Fields.FORMAT, late);
        // Without the message, which was removed, the new values begin one place earlier.
        mappings.apply(event, Math.max(event.firstSlice(), before - 1));
      } else if (format.equals(plain) && plain.isBare() && isUnknown(event)) {
        event.add(Fields.TAGS, UNPARSED);
        tell(event, UNKNOWN);
      }
      source.label(event);
      return format;
    }
    event.rewind(mark);
    event.timestamp(event.received());
    flags(event, flags);
    source.label(event);
    event.add(Fields.EVENT_KIND, PIPELINE_ERROR);
    tell(event, misfit);
    if (length > 0) {
      event.add(Fields.MESSAGE, offset, length);
    }
    return null;
  }

  /** Whether neither a format nor a mapping has made anything of the text of a line. */
  private static boolean isUnknown(EventBatch.Builder event) {
    return event.find(Fields.EVENT_MODULE.id()) == EventBatch.NONE
        && event.find(Fields.EVENT_KIND.id()) == EventBatch.NONE
        && event.find(Fields.ERROR_CODE.id()) == EventBatch.NONE;
  }

  /** Reads a frame of the usual kind; false, and nothing entered, if it is another. */
  private boolean isUsual(Source source, EventBatch.Builder event, int offset, int length) {
    if (source.pinned != null && !source.pinned.equals(versioned)) {
      return false;
    }
    int mark = event.mark();
    try {
      return usual.read(event, offset, length);
    } catch (RuntimeException e) {
      LOG.error("the reader of usual headers has a bug", e);
      event.rewind(mark);
      event.timestamp(event.received());
      return false;
    }
  }

  private static LogFormat.@Nullable Misfit decode(
      LogFormat format, EventBatch.Builder event, int offset, int length) {
    try {
      return format.decode(event, offset, length);
    } catch (RuntimeException e) {
      LOG.error("format {} has a bug", format.name(), e);
      return new LogFormat.Misfit(0, "format.bug", "the format failed: " + e.getClass());
    }
  }

  private Constant name(LogFormat format) {
    return format.equals(versioned) ? VERSIONED : Objects.requireNonNull(names.get(format));
  }

  /** What the message says in turn, and in which format. */
  private void payload(
      EventBatch.Builder event, LogFormat format, int message, int offset, int length) {
    if (format instanceof LineFormat) {
      return;
    }
    if (message == EventBatch.NONE) {
      payloads.forget();
      return;
    }
    Constant name = payloads.read(event, message, offset, length, !headers.contains(format));
    if (name != null) {
      event.add(Fields.FORMAT, name);
    }
  }

  /** Audit events whose records were forgotten before they could be brought together. */
  public long forgottenAudits() {
    return audit.forgotten();
  }

  /** Values of audit events that were over what is remembered of one. */
  public long leftOutOfAudits() {
    return audit.leftOut();
  }

  List<LogFormat> all() {
    return all;
  }

  private LogFormat pick(Source source, EventBatch.Builder event, int offset, int length) {
    byte[] bytes = event.bytes();
    if (source.pinned != null) {
      return source.pinned;
    }
    LogFormat guess = source.guess;
    if (guess != null && guess.claims(bytes, offset, length)) {
      return guess;
    }
    for (LogFormat format : all) {
      if (!(format instanceof LineFormat) && format.claims(bytes, offset, length)) {
        source.guess = format;
        return format;
      }
    }
    if (SyslogHeader.begins(bytes, offset, offset + length)) {
      return plain;
    }
    Payload payload = payloads.ofLine(event, offset, length);
    return payload == null ? plain : Objects.requireNonNull(lines.get(payload));
  }

  private Source source(Origin origin) {
    SourceProfile profile = profiles.of(origin);
    boolean settled = !origin.format().equals(Origin.AUTO);
    String name = settled ? origin.format() : profile.format();
    return new Source(profile, named(name), schema);
  }

  private @Nullable LogFormat named(String name) {
    for (LogFormat format : all) {
      if (format.name().equals(name)) {
        return format;
      }
    }
    return null;
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

  private static void tell(EventBatch.Builder event, LogFormat.Misfit misfit) {
    event.add(Fields.ERROR_CODE, misfit.code());
    event.add(Fields.ERROR_MESSAGE, misfit.message());
    event.add(Fields.ERROR_OFFSET, misfit.position());
  }
}
