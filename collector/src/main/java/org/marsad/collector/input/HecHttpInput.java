package org.marsad.collector.input;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.benmanes.caffeine.cache.Ticker;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceOptions;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.frame.LineEnds;
import org.marsad.model.problem.Problem;

/**
 * The HTTP Event Collector of Splunk: {@code /services/collector[/event]} takes envelopes, {@code
 * /raw} takes lines, {@code /ack} tells which answers are durable, {@code /health} that the door is
 * open. OPTIONS is answered to anybody: Docker's driver asks so whether somebody is there.
 *
 * <p>An answer of success is given when all is durable, so an acknowledgement asked for later is
 * always true.
 */
public final class HecHttpInput extends AbstractHttpService {
  /** The name of its origins. */
  public static final String NAME = "splunk-hec";

  private static final String FORMAT = "hec";
  private static final String LINES = "auto";
  private static final List<String> METADATA = List.of("host", "source", "sourcetype", "index");
  private static final Set<String> SCHEMES = Set.of("splunk", "bearer", "basic", "apikey");
  private static final int MAX_METADATA = 1024;
  private static final int MAX_CHANNEL = 255;
  private static final int MAX_ACKS = 1 << 20;

  private static final String[] PATHS = {
    "exact:/services/collector",
    "exact:/services/collector/",
    "exact:/services/collector/event",
    "exact:/services/collector/event/1.0",
    "exact:/services/collector/raw",
    "exact:/services/collector/raw/1.0",
    "exact:/services/collector/ack"
  };

  private final JsonMapper json = new JsonMapper();
  private final HttpIntake intake;
  private final HecAcks acks = new HecAcks(Ticker.systemTicker());

  public HecHttpInput(EventsHttpConfig config, InputContext context) {
    intake = new HttpIntake(config, context, NAME);
  }

  /** Where it is to be bound, on any port; what tells nothing needs no token. */
  public List<HttpRoute> routes() {
    return List.of(
        HttpRoute.post(this, HecHttpInput::tell, PATHS),
        new HttpRoute(
            List.of(PATHS),
            Set.of(HttpMethod.OPTIONS),
            (_, _) -> answer(HecStatus.SUCCESS),
            true,
            HecHttpInput::tell),
        new HttpRoute(
            List.of("exact:/services/collector/health", "exact:/services/collector/health/1.0"),
            Set.of(HttpMethod.GET, HttpMethod.HEAD),
            (_, _) -> answer(intake.problem().isEmpty() ? HecStatus.HEALTHY : HecStatus.UNHEALTHY),
            true,
            HecHttpInput::tell));
  }

  @Override
  public ServiceOptions options() {
    return intake.options();
  }

  @Override
  protected HttpResponse doPost(ServiceRequestContext request, HttpRequest body) {
    String channel = channel(request, body);
    String path = request.path();
    if (path.endsWith("/ack")) {
      if (channel.isEmpty()) {
        throw new HecException(HecStatus.CHANNEL_MISSING);
      }
      return intake.read(request, body, asked -> acknowledge(channel, asked));
    }
    if (!path.contains("/raw")) {
      return intake.take(request, body, FORMAT, envelopes -> split(envelopes, channel));
    }
    JsonBytes envelope = envelope(request.queryParams());
    return intake.take(
        request, body, envelope == null ? LINES : FORMAT, lines -> lines(lines, envelope, channel));
  }

  /** The channel of a request; empty for a sender who wants no acknowledgements. */
  private static String channel(ServiceRequestContext context, HttpRequest request) {
    String channel = request.headers().get("x-splunk-request-channel", "");
    if (channel.isEmpty()) {
      channel = context.queryParams().get("channel", "");
    }
    if (channel.length() > MAX_CHANNEL || channel.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new HecException(HecStatus.INVALID_CHANNEL);
    }
    return channel;
  }

  private HttpIntake.Answer split(HttpBody body, String channel) {
    new HecSplitter(body).split();
    return _ -> success(channel);
  }

  /** Lines as events; each in an envelope where the query says more about them. */
  private HttpIntake.Answer lines(HttpBody body, @Nullable JsonBytes envelope, String channel) {
    byte[] bytes = body.bytes();
    int length = body.length();
    if (envelope != null) {
      body.rewrite();
    }
    int at = 0;
    while (at < length) {
      int feed = LineEnds.feed(bytes, at, length);
      int end = feed < 0 ? length : feed;
      int last = end > at && bytes[end - 1] == '\r' ? end - 1 : end;
      if (last > at) {
        line(body, envelope, at, last);
      }
      at = end + 1;
    }
    if (body.events() == 0) {
      throw new HecException(HecStatus.NO_DATA);
    }
    return _ -> success(channel);
  }

  private static void line(HttpBody body, @Nullable JsonBytes envelope, int from, int to) {
    if (envelope == null) {
      body.event(from, to);
      return;
    }
    int mark = envelope.length();
    body.event(envelope.quoted(body.bytes(), from, to).add('}'));
    envelope.rewind(mark);
  }

  /** The beginning of an envelope, up to the text of the event; null if the query says nothing. */
  private static @Nullable JsonBytes envelope(QueryParams query) {
    var text = new JsonBytes().add('{');
    for (String name : METADATA) {
      String value = query.get(name, "");
      if (value.length() > MAX_METADATA) {
        throw new HecException(HecStatus.INVALID_FORMAT);
      }
      if (!value.isEmpty()) {
        text.name(name).quoted(value).add(',');
      }
    }
    return text.length() == 1 ? null : text.name("event");
  }

  private HttpResponse success(String channel) {
    return channel.isEmpty()
        ? answer(HecStatus.SUCCESS)
        : answer(HecStatus.SUCCESS, ",\"ackId\":" + acks.next(channel), 0);
  }

  /** Answers {@code {"acks":[0,1]}}. */
  private HttpResponse acknowledge(String channel, HttpBody body) {
    JsonNode asked = body.length() > MAX_ACKS ? null : acks(body);
    if (asked == null || !asked.isArray()) {
      throw new HecException(HecStatus.INVALID_FORMAT);
    }
    var answer = new JsonBytes().add("{\"acks\":{");
    for (int i = 0; i < asked.size(); i++) {
      long id = asked.get(i).asLong(-1);
      answer.add(i == 0 ? "\"" : ",\"").add(id).add("\":");
      answer.add(acks.take(channel, id) ? "true" : "false");
    }
    answer.add("}}");
    return HttpResponse.of(
        HecStatus.SUCCESS.http(), MediaType.JSON, HttpData.wrap(answer.toByteArray()));
  }

  private @Nullable JsonNode acks(HttpBody body) {
    try {
      return json.readTree(body.bytes(), 0, body.length()).get("acks");
    } catch (JsonProcessingException _) {
      return null;
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory cannot fail", e);
    }
  }

  private static @Nullable HttpResponse tell(ServiceRequestContext context, Throwable thrown) {
    HecException mistake = Thrown.find(thrown, HecException.class);
    if (mistake != null) {
      String event = mistake.hasEvent() ? ",\"invalid-event-number\":" + mistake.event() : "";
      return answer(mistake.status(), event, 0);
    }
    return Thrown.problem(thrown).map(problem -> tell(problem, context)).orElse(null);
  }

  private static HttpResponse tell(Problem problem, ServiceRequestContext context) {
    return answer(status(problem, context), "", problem.retryAfterSeconds());
  }

  private static HecStatus status(Problem problem, ServiceRequestContext context) {
    return switch (problem.status()) {
      case 401 -> unauthorized(context);
      case 403 -> HecStatus.DISABLED;
      case 413 -> HecStatus.TOO_LARGE;
      case 415 -> HecStatus.UNKNOWN_ENCODING;
      case 429 -> HecStatus.BUSY;
      case 503 -> problem.code().equals("stopping") ? HecStatus.STOPPING : HecStatus.BUSY;
      case 500 -> HecStatus.INTERNAL_ERROR;
      default -> HecStatus.INVALID_FORMAT;
    };
  }

  private static HecStatus unauthorized(ServiceRequestContext context) {
    String given = context.request().headers().get(HttpHeaderNames.AUTHORIZATION, "");
    if (given.isEmpty()) {
      boolean inQuery = context.queryParams().contains("token");
      return inQuery ? HecStatus.QUERY_TOKEN : HecStatus.TOKEN_REQUIRED;
    }
    String stripped = given.strip();
    int blank = Math.max(0, stripped.indexOf(' '));
    String scheme = stripped.substring(0, blank).toLowerCase(Locale.ROOT);
    return SCHEMES.contains(scheme) ? HecStatus.INVALID_TOKEN : HecStatus.INVALID_AUTHORIZATION;
  }

  private static HttpResponse answer(HecStatus status) {
    return answer(status, "", 0);
  }

  private static HttpResponse answer(HecStatus status, String more, int retryAfterSeconds) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(status.http()).contentType(MediaType.JSON);
    if (retryAfterSeconds > 0) {
      headers.addInt(HttpHeaderNames.RETRY_AFTER, retryAfterSeconds);
    }
    String body = "{\"text\":\"" + status.text() + "\",\"code\":" + status.code() + more + "}";
    return HttpResponse.of(headers.build(), HttpData.wrap(body.getBytes(StandardCharsets.UTF_8)));
  }
}
