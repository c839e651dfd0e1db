package org.marsad.query.route;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.marsad.model.problem.Problem;
import org.marsad.model.problem.ProblemException;
import org.marsad.model.query.QueryProblem;
import org.marsad.model.query.QueryProblem.Suggestion;
import org.marsad.model.query.QuerySyntaxException;
import org.marsad.model.store.QueryRefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whatever goes wrong, as a problem document (RFC 9457). What a user did wrong is told with its
 * place; a bug is logged and told by its trace id alone.
 */
public final class Problems implements ServerErrorHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
  private static final MediaType TYPE = MediaType.create("application", "problem+json");
  private static final String TYPE_PREFIX = "urn:marsad:problem:";

  private final JsonMapper json = new JsonMapper();

  @Override
  public HttpResponse onServiceException(ServiceRequestContext context, Throwable thrown) {
    Throwable cause = thrown;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String trace = context.id().shortText();
    return switch (cause) {
      case ProblemException told -> answer(context.path(), trace, told.problem(), null);
      case QuerySyntaxException syntax -> syntax(context.path(), trace, syntax);
      case QueryRefusedException refused ->
          answer(
              context.path(),
              trace,
              Problem.of(
                  400, "query-refused", "The query cannot be run", refused.getMessage() + ""),
              null);
      case ContentTooLargeException _ ->
          answer(
              context.path(),
              trace,
              Problem.of(
                  413, "body-too-large", "The body is too large", "the body exceeds the limit"),
              null);
      case RequestTimeoutException _ ->
          answer(
              context.path(),
              trace,
              Problem.of(503, "timeout", "It took too long", "the request was not done in time")
                  .retryAfter(1),
              null);
      case HttpStatusException status ->
          answer(context.path(), trace, plain(status.httpStatus(), context.path()), null);
      default -> {
        LOG.error("request {} failed, trace {}", context.path(), trace, cause);
        yield answer(
            context.path(),
            trace,
            Problem.of(
                500,
                "internal-error",
                "The server made a mistake",
                "see the server's log for trace " + trace),
            null);
      }
    };
  }

  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext context,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    String path = headers == null ? "" : headers.path();
    Problem problem = plain(status, path);
    return AggregatedHttpResponse.of(headers(problem), body(path, "", problem, null));
  }

  private static Problem plain(HttpStatus status, String path) {
    String code = status.reasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-');
    String detail =
        switch (status.code()) {
          case 404 -> "there is nothing at " + path + "; the API is under /api/v1";
          case 405 -> path + " does not take this method";
          default -> status.reasonPhrase();
        };
    return Problem.of(status.code(), code, status.reasonPhrase(), detail);
  }

  private HttpResponse syntax(String path, String trace, QuerySyntaxException syntax) {
    QueryProblem first = syntax.problems().getFirst();
    Problem problem =
        Problem.of(400, "query-syntax", "The query cannot be read", syntax.getMessage() + "")
            .at(first.position())
            .suggesting(first.suggestions().stream().map(Suggestion::title).toList());
    return answer(path, trace, problem, syntax);
  }

  private HttpResponse answer(
      String path, String trace, Problem problem, @Nullable QuerySyntaxException syntax) {
    return HttpResponse.of(headers(problem), body(path, trace, problem, syntax));
  }

  private HttpData body(
      String path, String trace, Problem problem, @Nullable QuerySyntaxException syntax) {
    ObjectNode body =
        json.createObjectNode()
            .put("type", TYPE_PREFIX + problem.code())
            .put("title", problem.title())
            .put("status", problem.status())
            .put("detail", problem.detail())
            .put("instance", path)
            .put("code", problem.code());
    if (!trace.isEmpty()) {
      body.put("trace_id", trace);
    }
    Problem.Position position = problem.position();
    if (position != null) {
      position(body.putObject("position"), position);
    }
    if (!problem.suggestions().isEmpty()) {
      problem.suggestions().forEach(body.putArray("suggestions")::add);
    }
    if (syntax != null) {
      errors(body.putArray("errors"), syntax);
    }
    return HttpData.ofUtf8(body.toString());
  }

  private static ResponseHeaders headers(Problem problem) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(HttpStatus.valueOf(problem.status())).contentType(TYPE);
    if (problem.retryAfterSeconds() > 0) {
      headers.addInt(HttpHeaderNames.RETRY_AFTER, problem.retryAfterSeconds());
    }
    if (problem.status() == HttpStatus.UNAUTHORIZED.code()) {
      headers.add(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"marsad\"");
    }
    return headers.build();
  }

  private static void errors(ArrayNode errors, QuerySyntaxException syntax) {
    for (QueryProblem problem : syntax.problems()) {
      ObjectNode error =
          errors
              .addObject()
              .put("code", problem.code())
              .put("detail", problem.code() + " " + problem.message())
              .put("found", problem.found());
      position(error.putObject("position"), problem.position());
      problem.expected().forEach(error.putArray("expected")::add);
      ArrayNode suggestions = error.putArray("suggestions");
      for (Suggestion suggestion : problem.suggestions()) {
        suggestions
            .addObject()
            .put("title", suggestion.title())
            .putObject("replace")
            .put("from", suggestion.from())
            .put("to", suggestion.to())
            .put("with", suggestion.with());
      }
    }
  }

  private static void position(ObjectNode node, Problem.Position position) {
    node.put("offset", position.offset())
        .put("line", position.line())
        .put("column", position.column())
        .put("length", position.length());
  }
}
