package org.marsad.collector.input;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import org.jspecify.annotations.Nullable;
import org.marsad.model.problem.Problem;

/** Answers as Elasticsearch gives them, with the header its clients look for. */
final class ElasticErrors {
  /** Clients of Elasticsearch from 7.14 on refuse to speak to a server that does not say this. */
  private static final String PRODUCT = "X-Elastic-Product";

  private static final String PRODUCT_NAME = "Elasticsearch";

  private ElasticErrors() {}

  static HttpResponse answer(HttpStatus status, JsonBytes body) {
    return HttpResponse.of(
        headers(status, MediaType.JSON, 0).build(), HttpData.wrap(body.bytes(), 0, body.length()));
  }

  static HttpResponse answer(HttpStatus status, MediaType type, String body) {
    return HttpResponse.of(headers(status, type, 0).build(), HttpData.ofUtf8(body));
  }

  /** Tells what was thrown; null for a bug, which the server tells in its own way. */
  static @Nullable HttpResponse tell(ServiceRequestContext context, Throwable thrown) {
    return Thrown.problem(thrown).map(ElasticErrors::tell).orElse(null);
  }

  static HttpResponse tell(Problem problem) {
    var reason =
        new JsonBytes()
            .add("\"type\":\"")
            .add(type(problem.status()))
            .add("\",\"reason\":")
            .quoted(problem.detail());
    JsonBytes body =
        new JsonBytes()
            .add("{\"error\":{\"root_cause\":[{")
            .add(reason)
            .add("}],")
            .add(reason)
            .add("},\"status\":")
            .add(problem.status())
            .add('}');
    var status = HttpStatus.valueOf(problem.status());
    ResponseHeadersBuilder headers = headers(status, MediaType.JSON, problem.retryAfterSeconds());
    if (problem.status() == HttpStatus.UNAUTHORIZED.code()) {
      headers.add(HttpHeaderNames.WWW_AUTHENTICATE, "Basic realm=\"marsad\" charset=\"UTF-8\"");
      headers.add(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"marsad\"");
      headers.add(HttpHeaderNames.WWW_AUTHENTICATE, "ApiKey");
    }
    return HttpResponse.of(headers.build(), HttpData.wrap(body.toByteArray()));
  }

  /** The names that clients know. */
  private static String type(int status) {
    return switch (status) {
      case 400 -> "illegal_argument_exception";
      case 401, 403 -> "security_exception";
      case 404 -> "resource_not_found_exception";
      case 413 -> "content_too_long_exception";
      case 415 -> "media_type_header_exception";
      case 429 -> "es_rejected_execution_exception";
      case 503 -> "unavailable_exception";
      default -> "status_exception";
    };
  }

  private static ResponseHeadersBuilder headers(
      HttpStatus status, MediaType type, int retryAfterSeconds) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(status).contentType(type).add(PRODUCT, PRODUCT_NAME);
    if (retryAfterSeconds > 0) {
      headers.addInt(HttpHeaderNames.RETRY_AFTER, retryAfterSeconds);
    }
    return headers;
  }
}
