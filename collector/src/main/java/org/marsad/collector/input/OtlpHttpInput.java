package org.marsad.collector.input;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceErrorHandler;
import com.linecorp.armeria.server.ServiceOptions;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.FrameFlag;
import org.marsad.model.event.RawBatch;
import org.marsad.model.problem.Problem;
import org.marsad.model.problem.ProblemException;

/**
 * Logs over OTLP/HTTP (opentelemetry.io, "OTLP Specification"), in protobuf and in JSON: {@code
 * POST /v1/logs}. Each record is an event; as a record means little without the resource it belongs
 * to, what is kept of it is a JSON object with both. The answer 200 means that all is durable; 429
 * and 503 with Retry-After are what exporters try again after.
 */
public final class OtlpHttpInput extends AbstractHttpService {
  /** The name of its origins. */
  public static final String NAME = "otlp-http";

  private static final String FORMAT = "json";
  private static final MediaType PROTOBUF = MediaType.create("application", "x-protobuf");

  private final HttpIntake intake;

  public OtlpHttpInput(EventsHttpConfig config, InputContext context) {
    intake = new HttpIntake(config, context, NAME);
  }

  /** Where it is to be bound. */
  public HttpRoute route() {
    return new HttpRoute(NAME, List.of("exact:/v1/logs"), this, false, errors());
  }

  @Override
  public ServiceOptions options() {
    return intake.options();
  }

  @Override
  protected HttpResponse doPost(ServiceRequestContext request, HttpRequest body) {
    MediaType type = body.contentType();
    if (type != null && type.is(MediaType.JSON)) {
      return intake.take(request, body, FORMAT, this::json);
    }
    if (type != null && type.is(PROTOBUF)) {
      return intake.take(request, body, FORMAT, this::protobuf);
    }
    throw new ProblemException(
        Problem.of(
            HttpStatus.UNSUPPORTED_MEDIA_TYPE.code(),
            "content-type",
            "Unknown content type",
            "expecting application/x-protobuf or application/json; found " + type));
  }

  private HttpIntake.Answer protobuf(RawBatch.Builder batch, int length) {
    byte[] bytes = batch.block();
    try {
      new OtlpProto(event -> add(batch, event)).request(new ProtoReader(bytes, 0, length));
    } catch (ProtoReader.Malformed e) {
      throw malformed(e.getMessage() + "");
    }
    return _ -> HttpResponse.of(HttpStatus.OK, PROTOBUF, HttpData.empty());
  }

  private HttpIntake.Answer json(RawBatch.Builder batch, int length) {
    try {
      new OtlpJson(event -> add(batch, event)).request(batch.block(), length);
    } catch (IOException e) {
      throw malformed(e.getMessage() + "");
    }
    return _ -> HttpResponse.of(HttpStatus.OK, MediaType.JSON, HttpData.ofUtf8("{}"));
  }

  private void add(RawBatch.Builder batch, byte[] event) {
    if (batch.size() >= JsonSplitter.MAX_EVENTS) {
      throw HttpProblems.tooMany(JsonSplitter.MAX_EVENTS);
    }
    if (batch.length() + (long) event.length > EventsHttpConfig.MOST.bytes()) {
      throw HttpProblems.tooLarge(EventsHttpConfig.MOST, " with the resource in each record");
    }
    boolean oversize = event.length > intake.maxEvent();
    batch.add(
        event, 0, Math.min(event.length, intake.maxEvent()), oversize ? FrameFlag.OVERSIZE : 0);
  }

  private static ProblemException malformed(String why) {
    return new ProblemException(
        Problem.of(
            HttpStatus.BAD_REQUEST.code(),
            "otlp",
            "No request of OTLP",
            "the body is no ExportLogsServiceRequest: " + why));
  }

  /** Tells problems as {@code google.rpc.Status}, in the encoding of the request. */
  private static ServiceErrorHandler errors() {
    return (context, cause) ->
        Thrown.problem(cause)
            .map(problem -> error(problem, context.request().contentType()))
            .orElse(null);
  }

  private static HttpResponse error(Problem problem, @Nullable MediaType type) {
    boolean isJson = type != null && type.is(MediaType.JSON);
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(HttpStatus.valueOf(problem.status()))
            .contentType(isJson ? MediaType.JSON : PROTOBUF);
    if (problem.retryAfterSeconds() > 0) {
      headers.addInt(HttpHeaderNames.RETRY_AFTER, problem.retryAfterSeconds());
    }
    return HttpResponse.of(
        headers.build(),
        isJson ? HttpData.ofUtf8(json(problem)) : HttpData.wrap(status(problem.detail())));
  }

  private static String json(Problem problem) {
    var text = new StringBuilder("{\"message\":\"");
    JsonStringEncoder.getInstance().quoteAsString(problem.detail(), text);
    return text.append("\"}").toString();
  }

  /** A {@code google.rpc.Status} with its message (field 2) alone. */
  private static byte[] status(String message) {
    byte[] text = message.getBytes(StandardCharsets.UTF_8);
    var out = new ByteArrayOutputStream();
    out.write(2 << 3 | ProtoReader.LENGTH);
    int rest = text.length;
    for (; rest >= 0x80; rest >>>= 7) {
      out.write(rest | 0x80);
    }
    out.write(rest);
    out.writeBytes(text);
    return out.toByteArray();
  }
}
