package org.marsad.collector.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.format.LogFormat.Misfit;
import org.marsad.model.event.Constant;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;

/**
 * The extended log file format of the W3C, as IIS, CloudFront and the firewall of Windows write it.
 * A line {@code #Fields: date time ...} names the columns of what the same source sends after it.
 * Without one, the columns that IIS and CloudFront have by default are told by what stands in them;
 * what fits none keeps its time and is flagged. Times are UTC, save those of the Windows firewall.
 */
final class W3cFormat implements Payload {
  private static final byte[] FIELDS = Entries.ascii("#Fields:");
  private static final Constant METADATA = Constant.of("directive");
  private static final Set<String> METHODS =
      Set.of("GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS", "PATCH", "CONNECT");
  private static final int MAX_COLUMNS = 256;
  private static final int STAMP = 19;
  private static final int DATE_LENGTH = 10;
  private static final int CLOCK_LENGTH = 8;
  private static final Map<String, String> WORDS =
      Columns.words(
          """
          date DATE:
          time TIME:
          s-sitename TEXT:iis.access.site_name
          s-computername TEXT:iis.access.server_name
          s-ip ADDRESS:destination.ip
          s-port destination.port
          cs-method TEXT:http.request.method
          cs-uri-stem TEXT:url.path
          cs-uri-query TEXT:url.query
          cs-uri TEXT:url.original
          cs-username TEXT:user.name
          c-ip ADDRESS:source.ip
          c-port source.port
          cs-version TEXT:http.version
          cs(User-Agent) TEXT:user_agent.original
          cs(Cookie) TEXT:iis.access.cookie
          cs(Referer) TEXT:http.request.referrer
          cs-host TEXT:url.domain
          cs(Host) TEXT:url.domain
          sc-status http.response.status_code
          sc-substatus iis.access.sub_status
          sc-win32-status iis.access.win32_status
          sc-bytes http.response.bytes
          cs-bytes http.request.bytes
          time-taken iis.access.time_taken
          action TEXT:event.action
          protocol LOWER:network.transport
          src-ip ADDRESS:source.ip
          dst-ip ADDRESS:destination.ip
          src-port source.port
          dst-port destination.port
          """);
  private static final Map<String, String> CLOUDFRONT =
      Columns.words(
          """
          date DATE:
          time TIME:
          x-edge-location TEXT:aws.cloudfront.x_edge_location
          sc-bytes destination.bytes
          c-ip ADDRESS:source.ip
          c-port source.port
          cs-method TEXT:http.request.method
          cs(Host) TEXT:url.domain
          cs-uri-stem TEXT:url.path
          sc-status http.response.status_code
          cs(Referer) TEXT:http.request.referrer
          cs(User-Agent) TEXT:user_agent.original
          cs-uri-query TEXT:url.query
          cs(Cookie) TEXT:aws.cloudfront.cookies
          x-edge-result-type TEXT:aws.cloudfront.x_edge_result_type
          x-edge-request-id TEXT:aws.cloudfront.x_edge_request_id
          x-host-header TEXT:aws.cloudfront.http.request.host
          cs-protocol TEXT:network.protocol
          cs-bytes source.bytes
          time-taken aws.cloudfront.time_taken
          x-forwarded-for TEXT:network.forwarded_ip
          ssl-protocol TEXT:aws.cloudfront.ssl_protocol
          ssl-cipher TEXT:tls.cipher
          x-edge-response-result-type TEXT:aws.cloudfront.x_edge_response_result_type
          cs-protocol-version TEXT:aws.cloudfront.cs_protocol_version
          fle-status TEXT:aws.cloudfront.fle_status
          fle-encrypted-fields TEXT:aws.cloudfront.fle_encrypted_fields
          time-to-first-byte aws.cloudfront.time_to_first_byte
          x-edge-detailed-result-type TEXT:aws.cloudfront.x_edge_detailed_result_type
          sc-content-type TEXT:aws.cloudfront.sc_content_type
          sc-content-len aws.cloudfront.sc_content_len
          sc-range-start aws.cloudfront.sc_range_start
          sc-range-end aws.cloudfront.sc_range_end
          """);
  private static final String IIS_TAIL =
      " s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip";

  /** The columns that IIS 6, 7 and 10 have by default, and all of them; those of CloudFront. */
  private static final List<String> DEFAULTS =
      List.of(
          "date time"
              + IIS_TAIL
              + " cs(User-Agent) cs(Referer) sc-status sc-substatus"
              + " sc-win32-status time-taken",
          "date time"
              + IIS_TAIL
              + " cs(User-Agent) sc-status sc-substatus sc-win32-status"
              + " time-taken",
          "date time" + IIS_TAIL + " cs(User-Agent) sc-status sc-substatus sc-win32-status",
          "date time s-sitename"
              + IIS_TAIL
              + " cs(User-Agent) sc-status sc-substatus"
              + " sc-win32-status",
          "date time s-sitename s-computername"
              + IIS_TAIL
              + " cs-version cs(User-Agent)"
              + " cs(Cookie) cs(Referer) cs-host sc-status sc-substatus sc-win32-status sc-bytes"
              + " cs-bytes time-taken");

  private static final String EDGE =
      "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status"
          + " cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type"
          + " x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for"
          + " ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status"
          + " fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type"
          + " sc-content-type sc-content-len sc-range-start sc-range-end";

  /** The columns of the Windows firewall. */
  private static final String FIREWALL =
      "date time action protocol src-ip dst-ip src-port dst-port size tcpflags tcpsyn tcpack"
          + " tcpwin icmptype icmpcode info path";

  private static final List<String> ACTIONS =
      List.of("ALLOW", "DROP", "OPEN", "CLOSE", "OPEN-INBOUND");

  private final Schema schema;
  private final Stamps stamps;
  private final ColumnMemory memory = new ColumnMemory();
  private final List<Columns> defaults = new ArrayList<>();
  private final List<Columns> edges = new ArrayList<>();
  private final Columns firewall;
  private final int[] starts = new int[MAX_COLUMNS + 1];
  private final int[] ends = new int[MAX_COLUMNS + 1];
  private final int version;

  W3cFormat(Schema schema, Stamps stamps) {
    this.schema = schema;
    this.stamps = stamps;
    version = schema.id("http.version");
    for (String line : DEFAULTS) {
      defaults.add(Columns.of(schema, List.of(line.split(" ", -1)), "", WORDS));
    }
    firewall = Columns.of(schema, List.of(FIREWALL.split(" ", -1)), "", WORDS);
    List<String> edge = List.of(EDGE.split(" ", -1));
    for (int size : List.of(23, 24, 26, 33)) {
      edges.add(Columns.of(schema, edge.subList(0, size), "aws.cloudfront.", CLOUDFRONT));
    }
  }

  @Override
  public String name() {
    return "w3c";
  }

  /**
   * A date and a clock, and a source that has named its columns, or columns that are known, or
   * those of a log that cannot be anything else.
   */
  boolean fits(EventBatch.Builder event, int from, int to) {
    byte[] bytes = event.bytes();
    if (to - from < STAMP + 10
        || bytes[from + 4] != '-'
        || bytes[from + 7] != '-'
        || (bytes[from + 10] != ' ' && bytes[from + 10] != '\t')
        || bytes[from + 13] != ':'
        || bytes[from + 16] != ':'
        || bytes[from + STAMP] != bytes[from + 10]) {
      return false;
    }
    int count = split(bytes, from, to);
    return known(bytes, count) != null
        || (!memory.isEmpty() && memory.of(source(event)) != null)
        || isRequest(bytes, count);
  }

  /**
   * As many columns as the source named, with a date and a clock where it said that they stand, for
   * lines that begin with something else.
   */
  boolean fitsNamed(EventBatch.Builder event, int from, int to) {
    Columns columns = memory.isEmpty() ? null : memory.of(source(event));
    if (columns == null || split(event.bytes(), from, to) != columns.size()) {
      return false;
    }
    boolean clock = false;
    for (int i = 0; i < columns.size(); i++) {
      boolean date = columns.kind(i) == Columns.Kind.DATE;
      boolean time = columns.kind(i) == Columns.Kind.TIME;
      byte sign = (byte) (date ? '-' : ':');
      int length = date ? DATE_LENGTH : CLOCK_LENGTH;
      if (date || time) {
        boolean fits =
            ends[i] - starts[i] >= length
                && event.bytes()[starts[i] + length - 3] == sign
                && event.bytes()[starts[i] + length - 6] == sign;
        if (!fits) {
          return false;
        }
        clock |= time;
      }
    }
    return clock;
  }

  /** Eight columns or more, among them an address and the method of a request. */
  private boolean isRequest(byte[] bytes, int count) {
    boolean address = false;
    boolean method = false;
    for (int i = 2; i < count && count >= 8; i++) {
      address |= Entries.isAddress(bytes, starts[i], ends[i]);
      method |= METHODS.contains(ends[i] - starts[i] > 7 ? "" : text(bytes, starts[i], ends[i]));
    }
    return address && method;
  }

  static boolean isDirective(byte[] bytes, int from, int to) {
    return Entries.is(bytes, from, to, FIELDS)
        || Entries.is(bytes, from, to, Entries.SOFTWARE)
        || Entries.is(bytes, from, to, Entries.VERSION)
        || Entries.is(bytes, from, to, Entries.DATE);
  }

  @Override
  public @Nullable Misfit read(Entries out, int from, int to) {
    byte[] bytes = out.bytes();
    Object source = source(out.event());
    if (bytes[from] == '#') {
      if (Entries.is(bytes, from, to, FIELDS)) {
        List<String> names = Columns.names(bytes, from + FIELDS.length, to, null);
        if (names.size() > MAX_COLUMNS) {
          return out.misfit(from, "w3c.columns", "more than " + MAX_COLUMNS + " columns");
        }
        boolean edge = names.contains("x-edge-location");
        memory.remember(
            source,
            Columns.of(schema, names, edge ? "aws.cloudfront." : "", edge ? CLOUDFRONT : WORDS));
      }
      out.constant(Fields.EVENT_TYPE.id(), METADATA);
      return null;
    }
    int count = split(bytes, from, to);
    Columns columns = memory.of(source);
    if (columns == null || columns.size() != count) {
      columns = known(bytes, count);
    }
    if (columns == null) {
      long time = to - from < STAMP ? Times.NONE : utc(bytes, from);
      if (time == Times.NONE) {
        return out.misfit(from, "w3c.time", "expecting a date and a time");
      }
      out.claim(time, true, from, from + STAMP);
      out.flag(
          out.misfit(
              from + STAMP, "w3c.columns", "no #Fields line of this source says what these are"));
      return null;
    }
    enter(out, columns, count);
    return null;
  }

  /** A source is where frames come from, and the host and program that their header names. */
  static Object source(EventBatch.Builder event) {
    return List.of(
        event.origin(), text(event, Fields.HOST_NAME.id()), text(event, Fields.PROCESS_NAME.id()));
  }

  private static String text(EventBatch.Builder event, int field) {
    int slice = event.find(field);
    int from = slice == EventBatch.NONE ? 0 : event.offset(slice);
    return slice == EventBatch.NONE ? "" : text(event.bytes(), from, from + event.length(slice));
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private int split(byte[] bytes, int from, int to) {
    boolean tabs = to - from > 10 && bytes[from + 10] == '\t';
    int count = 0;
    int at = from;
    while (at <= to && count <= MAX_COLUMNS) {
      int end = at;
      while (end < to && bytes[end] != (tabs ? '\t' : ' ')) {
        end++;
      }
      if (tabs || end > at) {
        starts[count] = at;
        ends[count++] = end;
      }
      at = end + 1;
    }
    return count;
  }

  /** The columns of which there are so many, if what stands in them fits. */
  private @Nullable Columns known(byte[] bytes, int count) {
    for (Columns columns : defaults) {
      if (columns.size() == count && isFit(bytes, columns)) {
        return columns;
      }
    }
    for (Columns columns : edges) {
      if (columns.size() == count && isFit(bytes, columns)) {
        return columns;
      }
    }
    boolean decided =
        count == firewall.size()
            && ends[2] - starts[2] < 16
            && ACTIONS.contains(text(bytes, starts[2], ends[2]));
    return decided ? firewall : null;
  }

  private boolean isFit(byte[] bytes, Columns columns) {
    boolean addresses = false;
    for (int i = 0; i < columns.size(); i++) {
      if (columns.kind(i) == Columns.Kind.ADDRESS) {
        if (!Entries.isAddress(bytes, starts[i], ends[i])) {
          return false;
        }
        addresses = true;
      }
    }
    return addresses;
  }

  private void enter(Entries out, Columns columns, int count) {
    byte[] bytes = out.bytes();
    int date = -1;
    int time = -1;
    for (int i = 0; i < count; i++) {
      if (Entries.isNil(bytes, starts[i], ends[i])) {
        continue;
      }
      if (columns.kind(i) == Columns.Kind.DATE) {
        date = i;
      } else if (columns.kind(i) == Columns.Kind.TIME) {
        time = i;
      } else if (columns.field(i) == version
          && Entries.is(bytes, starts[i], ends[i], Entries.HTTP)) {
        out.text(version, starts[i] + Entries.HTTP.length, ends[i]);
      } else {
        columns.enter(out, i, starts[i], ends[i]);
      }
    }
    if (date >= 0 && time == date + 1) {
      out.claim(utc(bytes, starts[date]), true, starts[date], ends[time]);
    } else if (date >= 0 && time >= 0) {
      parted(out, date, time);
    }
  }

  /** A date and a clock in columns that do not follow each other. */
  private void parted(Entries out, int date, int time) {
    int dateLength = Math.min(ends[date] - starts[date], DATE_LENGTH);
    int length = dateLength + 1 + Math.min(ends[time] - starts[time], CLOCK_LENGTH);
    int at = out.event().claim(length);
    byte[] bytes = out.bytes();
    System.arraycopy(bytes, starts[date], bytes, at, dateLength);
    bytes[at + dateLength] = ' ';
    System.arraycopy(bytes, starts[time], bytes, at + dateLength + 1, length - dateLength - 1);
    out.claim(stamps.utc(bytes, at, at + length), true, at, at + length);
  }

  /** A date and a clock with a blank or a tab between them, as UTC. */
  private long utc(byte[] bytes, int from) {
    return stamps.utc(bytes, from, Math.min(from + STAMP, bytes.length));
  }
}
