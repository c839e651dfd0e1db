package org.marsad.collector.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.format.LogFormat.Misfit;
import org.marsad.model.event.Constant;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;

/**
 * Lines that AWS writes to buckets: access logs of classic and application load balancers and of
 * S3, and flow logs of virtual networks in the orders of columns that the documentation shows.
 */
final class AwsLineFormat implements Payload {
  private static final List<String> SCHEMES = List.of("http", "https", "h2", "grpcs", "ws", "wss");
  private static final int MAX_TOKENS = 48;

  private static final Map<String, String> FLOW_WORDS =
      Columns.words(
          """
          version aws.vpcflow.version
          account-id TEXT:cloud.account.id
          interface-id TEXT:aws.vpcflow.interface_id
          srcaddr ADDRESS:source.ip
          dstaddr ADDRESS:destination.ip
          srcport source.port
          dstport destination.port
          protocol TEXT:network.iana_number
          packets network.packets
          bytes network.bytes
          start EPOCH:event.start
          end EPOCH:event.end
          action TEXT:aws.vpcflow.action
          log-status TEXT:aws.vpcflow.log_status
          vpc-id TEXT:aws.vpcflow.vpc_id
          subnet-id TEXT:aws.vpcflow.subnet_id
          instance-id TEXT:cloud.instance.id
          tcp-flags TEXT:aws.vpcflow.tcp_flags
          type TEXT:network.type
          pkt-srcaddr ADDRESS:aws.vpcflow.pkt_srcaddr
          pkt-dstaddr ADDRESS:aws.vpcflow.pkt_dstaddr
          region TEXT:cloud.region
          az-id TEXT:cloud.availability_zone
          sublocation-type TEXT:aws.vpcflow.sublocation.type
          sublocation-id TEXT:aws.vpcflow.sublocation.id
          pkt-src-aws-service TEXT:aws.vpcflow.pkt_src_service
          pkt-dst-aws-service TEXT:aws.vpcflow.pkt_dst_service
          flow-direction TEXT:network.direction
          traffic-path TEXT:aws.vpcflow.traffic_path
          """);

  /** The default order, and those of the examples in the documentation. */
  private static final List<String> FLOWS =
      List.of(
          "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes"
              + " start end action log-status"
              + " vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr",
          "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes"
              + " start end action log-status"
              + " vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr"
              + " region az-id sublocation-type sublocation-id",
          "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes"
              + " start end action log-status"
              + " vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr"
              + " region az-id sublocation-type sublocation-id pkt-src-aws-service"
              + " pkt-dst-aws-service flow-direction traffic-path",
          "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes"
              + " start end action log-status",
          "version vpc-id subnet-id instance-id interface-id account-id type srcaddr dstaddr"
              + " srcport dstport pkt-srcaddr pkt-dstaddr protocol bytes packets start end action"
              + " tcp-flags log-status",
          "version interface-id account-id vpc-id subnet-id instance-id srcaddr dstaddr srcport"
              + " dstport protocol tcp-flags type pkt-srcaddr pkt-dstaddr action log-status",
          "version srcaddr dstaddr srcport dstport protocol start end type packets bytes account-id"
              + " vpc-id subnet-id instance-id interface-id region az-id sublocation-type"
              + " sublocation-id action tcp-flags pkt-srcaddr pkt-dstaddr pkt-src-aws-service"
              + " pkt-dst-aws-service traffic-path flow-direction log-status",
          "instance-id interface-id srcaddr dstaddr pkt-srcaddr pkt-dstaddr");

  private static final Constant HEAD = Constant.of("directive");

  private final Schema schema;
  private final ColumnMemory memory = new ColumnMemory();
  private final Tokens tokens = new Tokens();
  private final Stamps stamps;
  private final HttpRequest request;
  private final int[] from = new int[MAX_TOKENS];
  private final int[] to = new int[MAX_TOKENS];
  private final int[] kind = new int[MAX_TOKENS];
  private final List<Columns> flows = new ArrayList<>();
  private final int[] elb;
  private final int[] alb;
  private final int[] s3;
  private final int backendIp;
  private final int backendPort;
  private final int bytesIn;
  private final int bytesOut;
  private final int agent;
  private final int referrer;
  private final int clientIp;
  private final int clientHost;
  private final int targetHost;
  private final int created;

  AwsLineFormat(Schema schema, Stamps stamps, HttpRequest request) {
    this.schema = schema;
    this.stamps = stamps;
    this.request = request;
    for (String line : FLOWS) {
      flows.add(Columns.of(schema, List.of(line.split(" ", -1)), "aws.vpcflow.", FLOW_WORDS));
    }
    elb =
        ids(
            schema,
            "aws.elb.",
            "name request_processing_time.sec backend_processing_time.sec"
                + " response_processing_time.sec backend.http.response.status_code");
    alb =
        ids(
            schema,
            "aws.elb.",
            "target_group.arn trace_id chosen_cert.arn matched_rule_priority action_executed"
                + " redirect_url error.reason target_port target_status_code classification"
                + " classification_reason traceability_id type");
    s3 =
        ids(
            schema,
            "aws.s3access.",
            "bucket_owner bucket request_id operation key request_uri error_code bytes_sent"
                + " object_size turn_around_time version_id host_id signature_version cipher_suite"
                + " authentication_type host_header tls_version access_point_arn acl_required");
    backendIp = schema.id("aws.elb.backend.ip");
    backendPort = schema.id("aws.elb.backend.port");
    bytesIn = schema.id("http.request.body.bytes");
    bytesOut = schema.id("http.response.body.bytes");
    agent = schema.id("user_agent.original");
    referrer = schema.id("http.request.referrer");
    clientIp = schema.id("client.ip");
    clientHost = schema.id("aws.elb.client_host");
    targetHost = schema.id("aws.elb.target_host");
    created = schema.id("event.start");
    others =
        ids(
            schema,
            "",
            "tls.cipher aws.elb.ssl_protocol client.user.id event.duration destination.domain");
  }

  private final int[] others;

  private static int[] ids(Schema schema, String prefix, String names) {
    return List.of(names.split(" ", -1)).stream()
        .mapToInt(name -> schema.id(prefix + name))
        .toArray();
  }

  @Override
  public String name() {
    return "aws";
  }

  /**
   * The names of the columns of a flow log, as its files begin: in small letters, of known ones.
   */
  static boolean isHead(byte[] bytes, int from, int to) {
    boolean dash = false;
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      dash |= b == '-';
      if ((b < 'a' || b > 'z') && b != '-' && b != ' ') {
        return false;
      }
    }
    return dash && isHead(Columns.names(bytes, from, to, null));
  }

  private static boolean isHead(List<String> names) {
    long known = names.stream().filter(FLOW_WORDS::containsKey).count();
    return names.size() >= 4
        && names.size() <= MAX_TOKENS
        && known * 2 > names.size()
        && (names.contains("srcaddr") || names.contains("interface-id"));
  }

  /** As many words as the columns that the source has named, with addresses where it said. */
  boolean fitsNamed(EventBatch.Builder event, int from, int to) {
    return !memory.isEmpty() && named(event, words(event.bytes(), from, to, MAX_TOKENS)) != null;
  }

  private @Nullable Columns named(EventBatch.Builder event, int count) {
    Columns columns = memory.isEmpty() ? null : memory.of(W3cFormat.source(event));
    return columns != null && isFit(columns, event.bytes(), count) ? columns : null;
  }

  /** Whether the words of a line stand as AWS puts them. */
  boolean fits(EventBatch.Builder event, int start, int end) {
    byte[] bytes = event.bytes();
    if (fitsNamed(event, start, end)) {
      return true;
    }
    int count = words(bytes, start, end, 6);
    if (count < 6) {
      return false;
    }
    return isClassic(bytes) || isApplication(bytes) || isBucket(bytes) || isFlow(bytes, start, end);
  }

  /** A time, a name, an address with a port, another or a dash. */
  private boolean isClassic(byte[] bytes) {
    return isStamp(bytes, 0) && isPeer(bytes, 2) && (isNil(bytes, 3) || isPeer(bytes, 3));
  }

  private boolean isApplication(byte[] bytes) {
    return isStamp(bytes, 1)
        && isPeer(bytes, 3)
        && to[0] - from[0] < 6
        && SCHEMES.contains(text(bytes, 0));
  }

  private boolean isBucket(byte[] bytes) {
    return kind[2] == '['
        && kind[3] == ' '
        && to[2] - from[2] > 20
        && bytes[from[2] + 2] == '/'
        && (isNil(bytes, 3) || Entries.isAddress(bytes, from[3], to[3]));
  }

  private boolean isFlow(byte[] bytes, int start, int end) {
    boolean version = to[0] == from[0] + 1 && bytes[from[0]] >= '2' && bytes[from[0]] <= '9';
    boolean instance = isNil(bytes, 0) || starts(bytes, 0, "i-");
    if (!version && !(instance && starts(bytes, 1, "eni-"))) {
      return false;
    }
    return flow(bytes, words(bytes, start, end, MAX_TOKENS)) != null;
  }

  private @Nullable Columns flow(byte[] bytes, int count) {
    for (Columns columns : flows) {
      if (isFit(columns, bytes, count)) {
        return columns;
      }
    }
    return null;
  }

  private boolean isFit(Columns columns, byte[] bytes, int count) {
    boolean fits = columns.size() == count;
    boolean told = false;
    for (int i = 0; fits && i < count; i++) {
      if (columns.kind(i) == Columns.Kind.ADDRESS) {
        fits = isNil(bytes, i) || Entries.isAddress(bytes, from[i], to[i]);
        told |= fits;
      } else if (columns.kind(i) == Columns.Kind.EPOCH) {
        fits = Entries.isNumber(bytes, from[i], to[i]);
      }
    }
    return fits && told;
  }

  private int words(byte[] bytes, int start, int end, int most) {
    tokens.over(bytes, start, end);
    int count = 0;
    while (count < most && tokens.next()) {
      from[count] = tokens.from;
      to[count] = tokens.to;
      kind[count++] = tokens.kind;
    }
    return count;
  }

  private boolean isStamp(byte[] bytes, int word) {
    return to[word] - from[word] > 18
        && bytes[from[word] + 4] == '-'
        && bytes[from[word] + 10] == 'T'
        && Cursor.isDigit(bytes[from[word]]);
  }

  private boolean isPeer(byte[] bytes, int word) {
    int colon = to[word];
    while (colon > from[word] && Cursor.isDigit(bytes[colon - 1])) {
      colon--;
    }
    return colon < to[word]
        && colon > from[word] + 1
        && bytes[colon - 1] == ':'
        && Entries.isAddress(bytes, from[word], colon - 1);
  }

  private boolean isNil(byte[] bytes, int word) {
    return Entries.isNil(bytes, from[word], to[word]);
  }

  private boolean starts(byte[] bytes, int word, String wanted) {
    return Entries.is(bytes, from[word], to[word], Entries.ascii(wanted));
  }

  private String text(byte[] bytes, int word) {
    return new String(
        bytes, from[word], to[word] - from[word], java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  @Override
  public @Nullable Misfit read(Entries out, int start, int end) {
    byte[] bytes = out.bytes();
    if (isHead(bytes, start, end)) {
      List<String> names = Columns.names(bytes, start, end, null);
      memory.remember(
          W3cFormat.source(out.event()), Columns.of(schema, names, "aws.vpcflow.", FLOW_WORDS));
      out.constant(Fields.EVENT_TYPE.id(), HEAD);
      return null;
    }
    int count = words(bytes, start, end, MAX_TOKENS);
    Columns named = named(out.event(), count);
    if (named != null) {
      flow(out, named, count);
      return null;
    }
    if (count > 11 && isClassic(bytes)) {
      return balancer(out, 0, count);
    }
    if (count > 12 && isApplication(bytes)) {
      return balancer(out, 1, count);
    }
    if (count > 14 && isBucket(bytes)) {
      return bucket(out, count);
    }
    Columns flow = count < 6 ? null : flow(bytes, count);
    if (flow == null) {
      return out.misfit(
          start, "aws.line", "expecting a line of a load balancer, of S3 or of a flow log");
    }
    flow(out, flow, count);
    return null;
  }

  private @Nullable Misfit balancer(Entries out, int first, int count) {
    byte[] bytes = out.bytes();
    long time = stamps.read(bytes, from[first], to[first], out.received());
    if (time == Times.NONE) {
      return out.misfit(from[first], "aws.time", "expecting a time");
    }
    out.claim(time, stamps.isComplete(), from[first], to[first]);
    value(out, elb[0], first + 1);
    peer(out, first + 2, Fields.SOURCE_IP.id(), Fields.SOURCE_PORT.id());
    peer(out, first + 3, backendIp, backendPort);
    for (int i = 0; i < 3; i++) {
      if (bytes[from[first + 4 + i]] != '-') {
        value(out, elb[1 + i], first + 4 + i);
      }
    }
    request.status(out, from[first + 7], to[first + 7]);
    value(out, elb[4], first + 8);
    value(out, bytesIn, first + 9);
    value(out, bytesOut, first + 10);
    int next = first + 11;
    if (next < count && kind[next] == '"') {
      request.line(out, from[next], to[next]);
      next++;
    }
    int[] tail = {agent, others[0], others[1]};
    for (int i = 0; i < tail.length && next < count; i++) {
      value(out, tail[i], next++);
    }
    if (first == 1) {
      application(out, next, count);
    }
    return null;
  }

  /** What only application load balancers write. */
  private void application(Entries out, int start, int count) {
    out.text(alb[12], from[0], to[0]);
    value(out, clientHost, 3);
    value(out, targetHost, 4);
    int next = start;
    for (int i = 0; i < 12 && next < count; i++) {
      value(out, alb[i], next++);
      if (i == 1 && next < count) {
        value(out, others[4], next++);
      } else if (i == 3 && next < count) {
        created(out, next++);
      }
    }
  }

  /** When the balancer received the request. */
  private void created(Entries out, int word) {
    if (isStamp(out.bytes(), word)) {
      out.text(created, from[word], to[word]);
    }
  }

  private void peer(Entries out, int word, int ip, int port) {
    byte[] bytes = out.bytes();
    if (isPeer(bytes, word)) {
      int colon = to[word];
      while (bytes[colon - 1] != ':') {
        colon--;
      }
      out.address(ip, Schema.NONE, from[word], colon - 1);
      out.number(port, colon, to[word]);
    }
  }

  private void value(Entries out, int field, int word) {
    if (!isNil(out.bytes(), word)) {
      out.value(field, from[word], to[word]);
    }
  }

  private @Nullable Misfit bucket(Entries out, int count) {
    byte[] bytes = out.bytes();
    long time = stamps.read(bytes, from[2], to[2], out.received());
    if (time == Times.NONE) {
      return out.misfit(from[2], "aws.time", "expecting a time like 18/Mar/2026:10:20:30 +0000");
    }
    out.claim(time, stamps.isComplete(), from[2], to[2]);
    value(out, s3[0], 0);
    value(out, s3[1], 1);
    if (!isNil(bytes, 3)) {
      out.address(clientIp, Schema.NONE, from[3], to[3]);
      out.address(Fields.SOURCE_IP.id(), Schema.NONE, from[3], to[3]);
    }
    value(out, others[2], 4);
    for (int i = 0; i < 3; i++) {
      value(out, s3[2 + i], 5 + i);
    }
    if (!isNil(bytes, 8)) {
      value(out, s3[5], 8);
      request.line(out, from[8], to[8]);
    }
    request.status(out, from[9], to[9]);
    value(out, s3[6], 10);
    value(out, s3[7], 11);
    value(out, s3[8], 12);
    value(out, others[3], 13);
    value(out, s3[9], 14);
    int[] tail = {referrer, agent};
    for (int i = 0; i < 2 && 15 + i < count; i++) {
      value(out, tail[i], 15 + i);
    }
    for (int i = 0; i < 9 && 17 + i < count; i++) {
      value(out, s3[10 + i], 17 + i);
    }
    return null;
  }

  private void flow(Entries out, Columns columns, int count) {
    byte[] bytes = out.bytes();
    for (int i = 0; i < count; i++) {
      if (isNil(bytes, i)) {
        continue;
      }
      if (columns.kind(i) == Columns.Kind.EPOCH) {
        out.text(columns.field(i), from[i], to[i]);
        out.claim(
            stamps.read(bytes, from[i], to[i], out.received()),
            stamps.isComplete(),
            from[i],
            to[i]);
      } else {
        columns.enter(out, i, from[i], to[i]);
      }
    }
  }
}
