package org.marsad.collector.input;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceErrorHandler;
import com.linecorp.armeria.server.ServiceOptions;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.frame.LineEnds;
import org.marsad.model.event.FrameFlag;
import org.marsad.model.event.RawBatch;
import org.marsad.model.problem.Problem;
import org.marsad.model.problem.ProblemException;

/**
 * The HTTP Event Collector of Splunk: {@code /services/collector[/event]} takes envelopes, one
 * behind the other, {@code /raw} takes lines, {@code /ack} tells which answers are durable, {@code
 * /health} that the door is open.
 *
 * <p>An answer of success is given when all is durable, so an acknowledgement asked for later is
 * always true; it is kept until it was asked for, a bounded number a channel. Codes and texts are
 * those of Splunk's documentation, "Troubleshoot HTTP Event Collector".
 */
public final class HecHttpInput extends AbstractHttpService {
  /** The name of its origins. */
  public static final String NAME = "splunk-hec";

  private static final String FORMAT = "hec";
  private static final List<String> METADATA = List.of("host", "source", "sourcetype", "index");
  private static final int MAX_METADATA = 1024;

  private final HttpIntake intake;
  private final HecChannels channels = new HecChannels();

  public HecHttpInput(EventsHttpConfig config, InputContext context) {
    intake = new HttpIntake(config, context, NAME);
  }

  /** Where it is to be bound; what tells nothing needs no token. */
  public List<HttpRoute> routes() {
    return List.of(
        new HttpRoute(
            NAME,
            List.of(
                "exact:/services/collector",
                "exact:/services/collector/",
                "exact:/services/collector/event",
                "exact:/services/collector/event/1.0",
                "exact:/services/collector/raw",
                "exact:/services/collector/raw/1.0",
                "exact:/services/collector/ack"),
            this,
            false,
            errors()),
        new HttpRoute(
            NAME,
            List.of("exact:/services/collector/health", "exact:/services/collector/health/1.0"),
            (_, _) -> answer(HttpStatus.OK, "HEC is healthy", 17, "", 0),
            true,
            errors()));
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
      return channels.answer(channel, body);
    }
    boolean raw = path.contains("/raw");
    if (raw && hasMetadata(request.queryParams())) {
      byte[] envelope = envelope(request.queryParams());
      return intake.take(
          request, body, FORMAT, (batch, length) -> lines(batch, length, envelope, channel));
    }
    return raw
        ? intake.take(request, body, "auto", (batch, length) -> lines(batch, length, null, channel))
        : intake.take(request, body, FORMAT, (batch, length) -> envelopes(batch, length, channel));
  }

  private HttpIntake.Answer envelopes(RawBatch.Builder batch, int length, String channel) {
    var splitter = new JsonSplitter(batch, length, intake.maxEvent());
    if (!splitter.split()) {
      throw HttpProblems.tooMany(JsonSplitter.MAX_EVENTS);
    }
    if (batch.size() == 0) {
      throw problem(HttpStatus.BAD_REQUEST, "no-events", "No data");
    }
    if (splitter.quarantined() == batch.size()) {
      throw problem(HttpStatus.BAD_REQUEST, "no-json", "Invalid data format");
    }
    return _ -> success(channel);
  }

  /** Lines as events; each in an envelope where the query says more about them. */
  private HttpIntake.Answer lines(
      RawBatch.Builder batch, int length, byte @Nullable [] envelope, String channel) {
    byte[] bytes = batch.block();
    int at = 0;
    while (at < length) {
      int feed = LineEnds.feed(bytes, at, length);
      int end = feed < 0 ? length : feed;
      int last = end > at && bytes[end - 1] == '\r' ? end - 1 : end;
      if (batch.size() >= JsonSplitter.MAX_EVENTS) {
        throw HttpProblems.tooMany(JsonSplitter.MAX_EVENTS);
      }
      if (last > at) {
        int kept = Math.min(last - at, intake.maxEvent());
        int flags = kept < last - at ? FrameFlag.OVERSIZE : 0;
        if (envelope == null) {
          batch.close(at, kept, flags);
        } else {
          wrap(batch, bytes, at, kept, envelope, flags);
        }
      }
      at = end + 1;
    }
    if (batch.size() == 0) {
      throw problem(HttpStatus.BAD_REQUEST, "no-events", "No data");
    }
    return _ -> success(channel);
  }

  private static void wrap(
      RawBatch.Builder batch, byte[] bytes, int at, int length, byte[] envelope, int flags) {
    String line = new String(bytes, at, length, StandardCharsets.UTF_8);
    byte[] text = JsonStringEncoder.getInstance().quoteAsUTF8(line);
    int size = envelope.length + text.length + 2;
    if (batch.length() + (long) size > EventsHttpConfig.MOST.bytes()) {
      throw HttpProblems.tooLarge(EventsHttpConfig.MOST, " with what the query says in each line");
    }
    int to = batch.claim(size);
    byte[] block = batch.block();
    System.arraycopy(envelope, 0, block, to, envelope.length);
    System.arraycopy(text, 0, block, to + envelope.length, text.length);
    block[to + size - 2] = '"';
    block[to + size - 1] = '}';
    batch.close(to, size, flags);
  }

  private static boolean hasMetadata(QueryParams query) {
    return METADATA.stream().anyMatch(query::contains);
  }

  /** The beginning of an envelope, up to the text of the event. */
  private static byte[] envelope(QueryParams query) {
    var text = new StringBuilder("{");
    for (String name : METADATA) {
      String value = query.get(name, "");
      if (!value.isEmpty()) {
        if (value.length() > MAX_METADATA) {
          throw problem(HttpStatus.BAD_REQUEST, "query", name + " is too long");
        }
        text.append('"').append(name).append("\":\"");
        JsonStringEncoder.getInstance().quoteAsString(value, text);
        text.append("\",");
      }
    }
    return text.append("\"event\":\"").toString().getBytes(StandardCharsets.UTF_8);
  }

  private HttpResponse success(String channel) {
    String ack = channel.isEmpty() ? "" : ",\"ackId\":" + channels.next(channel);
    return answer(HttpStatus.OK, "Success", 0, ack, 0);
  }

  private static String channel(ServiceRequestContext context, HttpRequest request) {
    String channel = request.headers().get("x-splunk-request-channel", "");
    return channel.isEmpty()
        ? Optional.ofNullable(context.queryParam("channel")).orElse("")
        : channel;
  }

  static ProblemException problem(HttpStatus status, String code, String text) {
    return new ProblemException(Problem.of(status.code(), code, text, text));
  }

  private static ServiceErrorHandler errors() {
    return (context, cause) ->
        Thrown.problem(cause)
            .map(problem -> error(problem, context.request().headers()))
            .orElse(null);
  }

  private static HttpResponse error(Problem problem, RequestHeaders headers) {
    HttpStatus status = HttpStatus.valueOf(problem.status());
    return switch (problem.status()) {
      case 401 ->
          headers.contains(HttpHeaderNames.AUTHORIZATION)
              ? answer(HttpStatus.FORBIDDEN, "Invalid token", 4, "", 0)
              : answer(HttpStatus.UNAUTHORIZED, "Token is required", 2, "", 0);
      case 403 -> answer(status, "Token may not do this", 1, "", 0);
      case 429, 503 ->
          answer(
              HttpStatus.SERVICE_UNAVAILABLE,
              "Server is busy",
              9,
              ",\"detail\":\"" + quoted(problem.detail()) + "\"",
              Math.max(1, problem.retryAfterSeconds()));
      case 400 -> answer(status, quoted(problem.title()), code(problem), "", 0);
      default -> answer(status, quoted(problem.title()), 8, "", 0);
    };
  }

  private static int code(Problem problem) {
    return switch (problem.code()) {
      case "no-events" -> 5;
      case "channel" -> 10;
      default -> 6;
    };
  }

  private static String quoted(String text) {
    return new String(JsonStringEncoder.getInstance().quoteAsString(text));
  }

  static HttpResponse answer(
      HttpStatus status, String text, int code, String more, int retryAfterSeconds) {
    ResponseHeadersBuilder headers = ResponseHeaders.builder(status).contentType(MediaType.JSON);
    if (retryAfterSeconds > 0) {
      headers.addInt(HttpHeaderNames.RETRY_AFTER, retryAfterSeconds);
    }
    return HttpResponse.of(
        headers.build(),
        HttpData.ofUtf8("{\"text\":\"" + text + "\",\"code\":" + code + more + "}"));
  }
}
