package org.marsad.collector.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.format.LogFormat.Misfit;
import org.marsad.model.event.Constant;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;

/**
 * Zeek's logs with tabs. {@code #path} and {@code #fields} name the log and the columns of what the
 * same source sends after them; without these the columns that the logs of connections, DNS, HTTP
 * and files have by default are told by what stands in them. What fits none keeps its time and is
 * flagged. Columns are {@code zeek.LOG.COLUMN} unless ECS has a name for them; {@code T} and {@code
 * F} stay as they are.
 */
final class ZeekFormat implements Payload {
  private static final byte[] FIELDS = Entries.ascii("#fields\t");
  private static final byte[] PATH = Entries.ascii("#path\t");
  private static final byte[] EMPTY = Entries.ascii("(empty)");
  private static final Constant DIRECTIVE = Constant.of("directive");
  private static final int MAX_COLUMNS = 256;
  private static final int MAX_PATH = 64;

  private static final String WORDS =
      """
      * ts EPOCH:
      * uid TEXT:zeek.session_id
      * id.orig_h ADDRESS:source.ip
      * id.orig_p source.port
      * id.resp_h ADDRESS:destination.ip
      * id.resp_p destination.port
      * proto TEXT:network.transport
      conn service TEXT:network.protocol
      conn duration zeek.connection.duration
      conn orig_bytes zeek.connection.orig_bytes
      conn resp_bytes zeek.connection.resp_bytes
      conn conn_state TEXT:zeek.connection.state
      conn local_orig TEXT:zeek.connection.local_orig
      conn local_resp TEXT:zeek.connection.local_resp
      conn missed_bytes zeek.connection.missed_bytes
      conn history TEXT:zeek.connection.history
      conn orig_pkts source.packets
      conn orig_ip_bytes source.bytes
      conn resp_pkts destination.packets
      conn resp_ip_bytes destination.bytes
      conn tunnel_parents TEXT:zeek.connection.tunnel_parents
      conn orig_l2_addr TEXT:source.mac
      conn resp_l2_addr TEXT:destination.mac
      dns trans_id dns.id
      dns query TEXT:dns.question.name
      dns qtype_name TEXT:dns.question.type
      dns rcode_name TEXT:dns.response_code
      dns AA TEXT:zeek.dns.AA
      dns TC TEXT:zeek.dns.TC
      dns RD TEXT:zeek.dns.RD
      dns RA TEXT:zeek.dns.RA
      http method TEXT:http.request.method
      http host TEXT:url.domain
      http uri TEXT:url.original
      http referrer TEXT:http.request.referrer
      http version TEXT:http.version
      http user_agent TEXT:user_agent.original
      http request_body_len http.request.body.bytes
      http response_body_len http.response.body.bytes
      http status_code http.response.status_code
      http username TEXT:url.username
      http password TEXT:url.password
      files tx_hosts ADDRESS:server.ip
      files rx_hosts ADDRESS:client.ip
      files conn_uids TEXT:zeek.files.session_ids
      files mime_type TEXT:file.mime_type
      files filename TEXT:file.name
      files total_bytes file.size
      files md5 TEXT:file.hash.md5
      files sha1 TEXT:file.hash.sha1
      files sha256 TEXT:file.hash.sha256
      ssl version TEXT:tls.version
      ssl cipher TEXT:tls.cipher
      ssl server_name TEXT:tls.client.server_name
      ssl ja3 TEXT:tls.client.ja3
      ssl ja3s TEXT:tls.server.ja3s
      ssh client TEXT:zeek.ssh.client
      notice note TEXT:rule.name
      notice msg TEXT:rule.description
      notice src ADDRESS:source.ip
      notice dst ADDRESS:destination.ip
      notice p destination.port
      weird name TEXT:rule.name
      """;

  private static final String FLOW = "ts uid id.orig_h id.orig_p id.resp_h id.resp_p ";
  private static final String CONN =
      FLOW + "proto service duration orig_bytes resp_bytes conn_state ";
  private static final String CONN_TAIL =
      "missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes tunnel_parents";
  private static final String DNS_TAIL =
      "query qclass qclass_name qtype qtype_name rcode rcode_name AA TC RD RA Z answers TTLs"
          + " rejected";
  private static final String FILES =
      "ts fuid tx_hosts rx_hosts conn_uids source depth analyzers mime_type filename duration"
          + " local_orig is_orig seen_bytes total_bytes missing_bytes overflow_bytes timedout"
          + " parent_fuid md5 sha1 sha256 extracted";

  /** The columns that logs have by default, now and in former versions. */
  private static final List<String> DEFAULTS =
      List.of(
          "conn " + CONN + "local_orig " + CONN_TAIL,
          "conn " + CONN + "local_orig local_resp " + CONN_TAIL,
          "conn " + CONN + "local_orig local_resp " + CONN_TAIL + " orig_l2_addr resp_l2_addr",
          "dns " + FLOW + "proto trans_id " + DNS_TAIL,
          "dns " + FLOW + "proto trans_id rtt " + DNS_TAIL,
          "http "
              + FLOW
              + "trans_depth method host uri referrer user_agent request_body_len"
              + " response_body_len status_code status_msg info_code info_msg filename tags"
              + " username password proxied orig_fuids orig_mime_types resp_fuids resp_mime_types",
          "http "
              + FLOW
              + "trans_depth method host uri referrer version user_agent origin"
              + " request_body_len response_body_len status_code status_msg info_code info_msg"
              + " tags username password proxied orig_fuids orig_filenames orig_mime_types"
              + " resp_fuids resp_filenames resp_mime_types",
          "files " + FILES,
          "files " + FILES + " extracted_cutoff extracted_size");

  private final Schema schema;
  private final Stamps stamps;
  private final Map<String, Map<String, String>> words = new HashMap<>();
  private final ColumnMemory memory = new ColumnMemory();
  private final Map<Object, String> paths = new HashMap<>();
  private final List<Columns> defaults = new ArrayList<>();
  private final int[] starts = new int[MAX_COLUMNS + 1];
  private final int[] ends = new int[MAX_COLUMNS + 1];
  private final int originated;
  private final int responded;
  private final int sent;
  private final int received;
  private final int client;
  private final int server;
  private final int clients;
  private final int servers;

  ZeekFormat(Schema schema, Stamps stamps) {
    this.schema = schema;
    this.stamps = stamps;
    this.originated = schema.id("zeek.connection.orig_bytes");
    this.responded = schema.id("zeek.connection.resp_bytes");
    this.sent = schema.id("source.bytes");
    this.received = schema.id("destination.bytes");
    this.client = schema.id("client.ip");
    this.server = schema.id("server.ip");
    this.clients = schema.id("zeek.files.rx_hosts");
    this.servers = schema.id("zeek.files.tx_hosts");
    for (String line : WORDS.lines().toList()) {
      List<String> parts = List.of(line.split(" ", -1));
      words.computeIfAbsent(parts.get(0), _ -> new HashMap<>()).put(parts.get(1), parts.get(2));
    }
    for (String line : DEFAULTS) {
      List<String> names = List.of(line.split(" ", -1));
      defaults.add(columns(names.get(0), names.subList(1, names.size())));
    }
  }

  private Columns columns(String log, List<String> names) {
    var dictionary = new HashMap<>(words.getOrDefault("*", Map.of()));
    dictionary.putAll(words.getOrDefault(log, Map.of()));
    return Columns.of(schema, names, "zeek." + log + ".", dictionary);
  }

  @Override
  public String name() {
    return "zeek";
  }

  /** Seconds since 1970 with a fraction, and a tab. */
  static boolean fits(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && Cursor.isDigit(bytes[i])) {
      i++;
    }
    if (i - from < 9 || i - from > 11 || i + 2 >= to || bytes[i] != '.') {
      return false;
    }
    i++;
    while (i < to && Cursor.isDigit(bytes[i])) {
      i++;
    }
    return i < to && bytes[i] == '\t';
  }

  /** {@code #fields} and the other lines that Zeek begins and ends a log with. */
  static boolean isDirective(byte[] bytes, int from, int to) {
    for (byte[] word : Directives.ALL) {
      if (Entries.is(bytes, from, to, word)) {
        return true;
      }
    }
    return false;
  }

  /** The first words of the lines around a log. */
  private static final class Directives {
    static final List<byte[]> ALL =
        List.of(
            FIELDS,
            PATH,
            Entries.ascii("#separator "),
            Entries.ascii("#set_separator\t"),
            Entries.ascii("#empty_field\t"),
            Entries.ascii("#unset_field\t"),
            Entries.ascii("#types\t"),
            Entries.ascii("#open\t"),
            Entries.ascii("#close\t"));

    private Directives() {}
  }

  @Override
  public @Nullable Misfit read(Entries out, int from, int to) {
    byte[] bytes = out.bytes();
    Object source = W3cFormat.source(out.event());
    if (bytes[from] == '#') {
      out.constant(Fields.EVENT_TYPE.id(), DIRECTIVE);
      return directive(out, source, from, to);
    }
    int count = split(bytes, from, to);
    long time = stamps.read(bytes, starts[0], ends[0], out.received());
    if (time == Times.NONE) {
      return out.misfit(from, "zeek.time", "expecting seconds since 1970");
    }
    out.claim(time, true, starts[0], ends[0]);
    Columns columns = memory.of(source);
    if (columns == null || columns.size() != count) {
      columns = known(bytes, count);
    }
    if (columns == null) {
      out.flag(
          out.misfit(
              ends[0], "zeek.columns", "no #fields line of this source says what these are"));
      return null;
    }
    for (int i = 0; i < count; i++) {
      if (!Entries.isNil(bytes, starts[i], ends[i]) && !isEmpty(bytes, starts[i], ends[i])) {
        enter(out, columns, i);
      }
    }
    payloadBytes(out, originated, sent);
    payloadBytes(out, responded, received);
    return null;
  }

  /** Logs that do not count the bytes of packets count those inside of them. */
  private static void payloadBytes(Entries out, int from, int to) {
    EventBatch.Builder event = out.event();
    int slice = event.find(from);
    if (slice != EventBatch.NONE) {
      int at = event.offset(slice);
      out.numberOnce(to, at, at + event.length(slice));
    }
  }

  /** Sets of addresses are several values of one field; those of files stay in one piece too. */
  private void enter(Entries out, Columns columns, int column) {
    byte[] bytes = out.bytes();
    int from = starts[column];
    if (columns.kind(column) == Columns.Kind.ADDRESS) {
      for (int i = from; i < ends[column]; i++) {
        if (bytes[i] == ',' || bytes[i] == ' ') {
          columns.enter(out, column, from, i);
          from = i + 1;
        }
      }
    }
    columns.enter(out, column, from, ends[column]);
    if (from > starts[column] && isOfFile(columns, column)) {
      boolean receivers = columns.field(column) == client;
      out.text(receivers ? clients : servers, starts[column], ends[column]);
    }
  }

  private boolean isOfFile(Columns columns, int column) {
    int field = columns.field(column);
    return field == client || field == server;
  }

  private @Nullable Misfit directive(Entries out, Object source, int from, int to) {
    byte[] bytes = out.bytes();
    if (Entries.is(bytes, from, to, PATH)) {
      int length = Math.min(to - from - PATH.length, MAX_PATH);
      if (paths.size() >= MAX_COLUMNS * 16) {
        paths.clear();
      }
      paths.put(source, new String(bytes, from + PATH.length, length, StandardCharsets.UTF_8));
    } else if (Entries.is(bytes, from, to, FIELDS)) {
      List<String> names = Columns.names(bytes, from + FIELDS.length, to, "\t");
      if (names.size() > MAX_COLUMNS) {
        return out.misfit(from, "zeek.columns", "more than " + MAX_COLUMNS + " columns");
      }
      memory.remember(source, columns(paths.getOrDefault(source, path(out)), names));
    }
    return null;
  }

  /** The log that the program is named after, as Zeek's forwarders do. */
  private static String path(Entries out) {
    EventBatch.Builder event = out.event();
    int slice = event.find(Fields.PROCESS_NAME.id());
    if (slice == EventBatch.NONE) {
      return "log";
    }
    String program =
        new String(
            event.bytes(), event.offset(slice), event.length(slice), StandardCharsets.ISO_8859_1);
    return program.startsWith("zeek_") || program.startsWith("bro_")
        ? program.substring(program.indexOf('_') + 1)
        : "log";
  }

  private int split(byte[] bytes, int from, int to) {
    int count = 0;
    int at = from;
    while (at <= to && count <= MAX_COLUMNS) {
      int end = at;
      while (end < to && bytes[end] != '\t') {
        end++;
      }
      starts[count] = at;
      ends[count++] = end;
      at = end + 1;
    }
    return count;
  }

  private @Nullable Columns known(byte[] bytes, int count) {
    for (Columns columns : defaults) {
      if (columns.size() == count && isFit(bytes, columns)) {
        return columns;
      }
    }
    return null;
  }

  /** Addresses where addresses stand, and numbers where bytes and packets are counted. */
  private boolean isFit(byte[] bytes, Columns columns) {
    int packets = schema.id("source.packets");
    int authoritative = schema.id("zeek.dns.AA");
    for (int i = 0; i < columns.size(); i++) {
      boolean nil = Entries.isNil(bytes, starts[i], ends[i]);
      if (columns.kind(i) == Columns.Kind.ADDRESS
          && !nil
          && !isAddresses(bytes, starts[i], ends[i])) {
        return false;
      }
      if (columns.field(i) == packets && !nil && !Entries.isNumber(bytes, starts[i], ends[i])) {
        return false;
      }
      if (columns.field(i) == authoritative && !nil && ends[i] != starts[i] + 1) {
        return false;
      }
    }
    return true;
  }

  /** The first of the members of a set. */
  private static boolean isAddresses(byte[] bytes, int from, int to) {
    int comma = from;
    while (comma < to && bytes[comma] != ',' && bytes[comma] != ' ') {
      comma++;
    }
    return Entries.isAddress(bytes, from, comma);
  }

  private static boolean isEmpty(byte[] bytes, int from, int to) {
    return to - from == EMPTY.length && Entries.is(bytes, from, to, EMPTY);
  }
}
