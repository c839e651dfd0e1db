package org.marsad.collector.input;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceOptions;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
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

  /** Where it is to be bound, on any port. */
  public HttpRoute route() {
    return HttpRoute.post(this, OtlpHttpInput::tell, "exact:/v1/logs");
  }

  @Override
  public ServiceOptions options() {
    return intake.options();
  }

  @Override
  protected HttpResponse doPost(ServiceRequestContext request, HttpRequest body) {
    if (isJson(body.contentType())) {
      return intake.take(request, body, FORMAT, OtlpHttpInput::json);
    }
    MediaType type = body.contentType();
    if (type != null && type.is(PROTOBUF)) {
      return intake.take(request, body, FORMAT, OtlpHttpInput::protobuf);
    }
    throw new ProblemException(
        Problem.of(
            HttpStatus.UNSUPPORTED_MEDIA_TYPE.code(),
            "content-type",
            "Unknown content type",
            "expecting application/x-protobuf or application/json"));
  }

  private static boolean isJson(@Nullable MediaType type) {
    return type != null && type.is(MediaType.JSON);
  }

  private static HttpIntake.Answer protobuf(HttpBody body) {
    var record = new OtlpRecord(body);
    try {
      new OtlpProto(body.bytes(), body.length(), record).read();
    } catch (ProtoReader.Malformed e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
    String warning = warning(body, record);
    var answer = new ProtoWriter();
    if (!warning.isEmpty()) {
      answer.message(1, new ProtoWriter().text(2, warning));
    }
    return _ -> HttpResponse.of(HttpStatus.OK, PROTOBUF, HttpData.wrap(answer.toByteArray()));
  }

  private static HttpIntake.Answer json(HttpBody body) {
    var record = new OtlpRecord(body);
    try {
      new OtlpJson(body.bytes(), body.length(), record).read();
    } catch (JacksonException e) {
      JsonLocation at = e.getLocation();
      throw malformed(
          at == null ? "no JSON within limits" : "no JSON from byte " + at.getByteOffset() + " on");
    } catch (IOException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
    String warning = warning(body, record);
    var answer = new JsonBytes().add('{');
    if (!warning.isEmpty()) {
      answer.add("\"partialSuccess\":{\"errorMessage\":").quoted(warning).add('}');
    }
    answer.add('}');
    return _ -> HttpResponse.of(HttpStatus.OK, MediaType.JSON, HttpData.wrap(answer.toByteArray()));
  }

  /** What was taken but not whole; a partial success that rejects nothing is a warning. */
  private static String warning(HttpBody body, OtlpRecord record) {
    String cut = body.cut() == 0 ? "" : body.cut() + " records were too long and are cut off";
    String deep =
        record.tooDeep() == 0
            ? ""
            : record.tooDeep() + " values are nested deeper than " + OtlpRecord.MAX_DEPTH;
    return cut + (cut.isEmpty() || deep.isEmpty() ? "" : "; ") + deep;
  }

  private static ProblemException malformed(String why) {
    return HttpProblems.malformed(
        "otlp", "No request of OTLP", "the body is no ExportLogsServiceRequest: " + why);
  }

  /** Tells problems as {@code google.rpc.Status}, in the encoding of the request. */
  private static @Nullable HttpResponse tell(ServiceRequestContext context, Throwable thrown) {
    return Thrown.problem(thrown)
        .map(problem -> tell(problem, isJson(context.request().contentType())))
        .orElse(null);
  }

  private static HttpResponse tell(Problem problem, boolean isJson) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(HttpStatus.valueOf(problem.status()))
            .contentType(isJson ? MediaType.JSON : PROTOBUF);
    if (problem.retryAfterSeconds() > 0) {
      headers.addInt(HttpHeaderNames.RETRY_AFTER, problem.retryAfterSeconds());
    }
    int code = code(problem.status());
    byte[] status =
        isJson
            ? new JsonBytes()
                .add("{\"code\":")
                .add(code)
                .add(",\"message\":")
                .quoted(problem.detail())
                .add('}')
                .toByteArray()
            : new ProtoWriter().number(1, code).text(2, problem.detail()).toByteArray();
    return HttpResponse.of(headers.build(), HttpData.wrap(status));
  }

  /** The code of google.rpc that goes with an HTTP status. */
  private static int code(int status) {
    return switch (status) {
      case 401 -> 16;
      case 403 -> 7;
      case 404, 405 -> 12;
      case 413, 429 -> 8;
      case 503 -> 14;
      case 500 -> 13;
      default -> 3;
    };
  }
}
