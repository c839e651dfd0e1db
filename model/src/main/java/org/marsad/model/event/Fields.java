package org.marsad.model.event;

import java.util.ArrayList;
import java.util.List;

/**
 * The fields that every schema knows, with fixed ids. Names follow the Elastic Common Schema 8;
 * names under {@code marsad.} are ours.
 *
 * <p>The first ones are <em>row fields</em> ({@link #isRow}): they are kept once per event beside
 * the slices and are never slices themselves.
 */
public final class Fields {
  private static final List<Field> LIST = new ArrayList<>();

  /** Claimed and repaired time of the event. */
  public static final Field TIMESTAMP = row("@timestamp", FieldType.DATE);

  /** When the bytes reached us. */
  public static final Field RECEIVED = row("event.received", FieldType.DATE);

  /** When the store took the event over; absent until then. */
  public static final Field INDEXED = row("event.indexed", FieldType.DATE);

  /** The {@link EventId}. */
  public static final Field ID = row("event.id", FieldType.KEYWORD);

  /** The frame exactly as received. */
  public static final Field ORIGINAL = row("event.original", FieldType.TEXT);

  public static final Field INPUT = row("marsad.input", FieldType.KEYWORD);
  public static final Field TRANSPORT = row("marsad.transport", FieldType.KEYWORD);

  /** Address of the peer that sent the bytes. */
  public static final Field PEER = row("log.source.address", FieldType.IP);

  private static final int ROW_FIELDS = LIST.size();

  public static final Field MESSAGE = add("message", FieldType.TEXT);

  /** Values whose names found no room in the schema, as {@code name=value}. */
  public static final Field OVERFLOW = add("marsad.overflow", FieldType.KEYWORD);

  /** The format that read the frame. */
  public static final Field FORMAT = add("marsad.format", FieldType.KEYWORD);

  /** Why the frame was not understood, such as {@code syslog.priority}; see also ERROR_OFFSET. */
  public static final Field ERROR_CODE = add("error.code", FieldType.KEYWORD);

  public static final Field ERROR_MESSAGE = add("error.message", FieldType.TEXT);

  /** The byte of the frame at which understanding stopped, from 0. */
  public static final Field ERROR_OFFSET = add("marsad.error.offset", FieldType.NUMBER);

  /** Flags such as {@code oversize}, {@code time-future}. */
  public static final Field TAGS = add("tags", FieldType.KEYWORD);

  public static final Field EVENT_KIND = add("event.kind", FieldType.KEYWORD);
  public static final Field EVENT_CATEGORY = add("event.category", FieldType.KEYWORD);
  public static final Field EVENT_TYPE = add("event.type", FieldType.KEYWORD);
  public static final Field EVENT_ACTION = add("event.action", FieldType.KEYWORD);
  public static final Field EVENT_OUTCOME = add("event.outcome", FieldType.KEYWORD);
  public static final Field EVENT_REASON = add("event.reason", FieldType.KEYWORD);
  public static final Field EVENT_CODE = add("event.code", FieldType.KEYWORD);
  public static final Field EVENT_PROVIDER = add("event.provider", FieldType.KEYWORD);
  public static final Field EVENT_MODULE = add("event.module", FieldType.KEYWORD);
  public static final Field EVENT_DATASET = add("event.dataset", FieldType.KEYWORD);
  public static final Field EVENT_SEVERITY = add("event.severity", FieldType.NUMBER);

  /** The text of the time stamp as the sender wrote it, where it was repaired. */
  public static final Field EVENT_CLAIMED = add("marsad.claimed_time", FieldType.KEYWORD);

  /** What was added to the claimed time, in nanoseconds. */
  public static final Field CLOCK_OFFSET = add("marsad.clock_offset", FieldType.NUMBER);

  public static final Field HOST_NAME = add("host.name", FieldType.KEYWORD);
  public static final Field HOST_IP = add("host.ip", FieldType.IP);
  public static final Field USER_NAME = add("user.name", FieldType.KEYWORD);
  public static final Field USER_DOMAIN = add("user.domain", FieldType.KEYWORD);
  public static final Field USER_ID = add("user.id", FieldType.KEYWORD);
  public static final Field USER_EFFECTIVE_NAME = add("user.effective.name", FieldType.KEYWORD);
  public static final Field SOURCE_IP = add("source.ip", FieldType.IP);
  public static final Field SOURCE_PORT = add("source.port", FieldType.NUMBER);
  public static final Field SOURCE_ADDRESS = add("source.address", FieldType.KEYWORD);
  public static final Field DESTINATION_IP = add("destination.ip", FieldType.IP);
  public static final Field DESTINATION_PORT = add("destination.port", FieldType.NUMBER);
  public static final Field PROCESS_NAME = add("process.name", FieldType.KEYWORD);
  public static final Field PROCESS_PID = add("process.pid", FieldType.NUMBER);
  public static final Field PROCESS_COMMAND_LINE = add("process.command_line", FieldType.KEYWORD);
  public static final Field PROCESS_WORKING_DIRECTORY =
      add("process.working_directory", FieldType.KEYWORD);
  public static final Field PROCESS_EXECUTABLE = add("process.executable", FieldType.KEYWORD);
  public static final Field FILE_PATH = add("file.path", FieldType.KEYWORD);
  public static final Field FILE_HASH_SHA256 = add("file.hash.sha256", FieldType.KEYWORD);
  public static final Field URL_ORIGINAL = add("url.original", FieldType.KEYWORD);
  public static final Field DNS_QUESTION_NAME = add("dns.question.name", FieldType.KEYWORD);

  /** Who the sender proved to be by its certificate. */
  public static final Field TLS_CLIENT_SUBJECT = add("tls.client.subject", FieldType.KEYWORD);

  public static final Field SYSLOG_PRIORITY = add("log.syslog.priority", FieldType.NUMBER);
  public static final Field SYSLOG_FACILITY_CODE =
      add("log.syslog.facility.code", FieldType.NUMBER);
  public static final Field SYSLOG_FACILITY_NAME =
      add("log.syslog.facility.name", FieldType.KEYWORD);
  public static final Field SYSLOG_SEVERITY_CODE =
      add("log.syslog.severity.code", FieldType.NUMBER);
  public static final Field SYSLOG_SEVERITY_NAME =
      add("log.syslog.severity.name", FieldType.KEYWORD);
  public static final Field SYSLOG_VERSION = add("log.syslog.version", FieldType.KEYWORD);
  public static final Field SYSLOG_HOSTNAME = add("log.syslog.hostname", FieldType.KEYWORD);
  public static final Field SYSLOG_APPNAME = add("log.syslog.appname", FieldType.KEYWORD);
  public static final Field SYSLOG_PROCID = add("log.syslog.procid", FieldType.KEYWORD);
  public static final Field SYSLOG_MSGID = add("log.syslog.msgid", FieldType.KEYWORD);

  public static final Field SOURCE_NAT_IP = add("source.nat.ip", FieldType.IP);
  public static final Field DESTINATION_NAT_IP = add("destination.nat.ip", FieldType.IP);
  public static final Field CLIENT_IP = add("client.ip", FieldType.IP);
  public static final Field SERVER_IP = add("server.ip", FieldType.IP);
  public static final Field OBSERVER_IP = add("observer.ip", FieldType.IP);
  public static final Field AGENT_IP = add("agent.ip", FieldType.IP);

  /** All of the above in the order of their ids. */
  public static final List<Field> ALL = List.copyOf(LIST);

  /** Who an event is about, besides its message: what a bare word of a query looks at. */
  public static final List<Field> IDENTITY =
      List.of(
          HOST_NAME,
          HOST_IP,
          USER_NAME,
          USER_EFFECTIVE_NAME,
          SOURCE_IP,
          SOURCE_ADDRESS,
          DESTINATION_IP,
          PROCESS_NAME,
          PROCESS_COMMAND_LINE,
          PROCESS_EXECUTABLE,
          FILE_PATH,
          FILE_HASH_SHA256,
          URL_ORIGINAL,
          DNS_QUESTION_NAME);

  private Fields() {}

  /** Whether the field is kept once per event and is never a slice. */
  public static boolean isRow(int id) {
    return id >= 0 && id < ROW_FIELDS;
  }

  private static Field row(String name, FieldType type) {
    return add(name, type);
  }

  private static Field add(String name, FieldType type) {
    var field = new Field(LIST.size(), name, type);
    LIST.add(field);
    return field;
  }
}
