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
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventId;
import org.marsad.model.event.RawBatch;
import org.marsad.model.problem.Problem;

/**
 * {@code POST /_bulk} and {@code POST /INDEX/_bulk} of Elasticsearch, as Filebeat, Fluent Bit,
 * Logstash, Vector, rsyslog and the client libraries use it. Each document that is created or
 * indexed is an event; to update or delete one is answered with an error of its own, for events
 * stay as they are. An answer of 200 means that all that was taken is durable.
 *
 * <p>The members of the answer come in the order in which Elasticsearch writes them, without
 * blanks: Fluent Bit looks for the text {@code "errors":false,"items":[}.
 */
public final class BulkHttpInput extends AbstractHttpService {
  /** The name of its origins. */
  public static final String NAME = "es-bulk";

  /** Clients of Elasticsearch from 7.14 on refuse to speak to a server that does not say this. */
  static final String PRODUCT = "X-Elastic-Product";

  static final String PRODUCT_NAME = "Elasticsearch";

  private static final String FORMAT = "es-bulk";
  private static final int NO_STATUS = 0;

  private final HttpIntake intake;

  public BulkHttpInput(EventsHttpConfig config, InputContext context) {
    intake = new HttpIntake(config, context, NAME);
  }

  /** Where it is to be bound. */
  public HttpRoute route() {
    return new HttpRoute(
        NAME,
        List.of("/_bulk", "/{index}/_bulk", "/es/_bulk", "/es/{index}/_bulk"),
        this,
        false,
        errors());
  }

  /** Tells problems as Elasticsearch does. */
  static ServiceErrorHandler errors() {
    return (_, cause) -> {
      Optional<Problem> problem = Thrown.problem(cause);
      return problem.map(BulkHttpInput::error).orElse(null);
    };
  }

  @Override
  public ServiceOptions options() {
    return intake.options();
  }

  @Override
  protected HttpResponse doPost(ServiceRequestContext request, HttpRequest body) {
    String index = Optional.ofNullable(request.pathParam("index")).orElse("");
    long begin = System.nanoTime();
    boolean onlyStatus = wantsOnlyStatus(request.queryParam("filter_path"));
    return intake.take(
        request,
        body,
        FORMAT,
        (batch, length) -> {
          List<BulkSplitter.Item> items =
              new BulkSplitter(batch, length, intake.maxEvent(), index).split();
          return firstId -> answer(items, firstId, begin, onlyStatus);
        });
  }

  @Override
  protected HttpResponse doPut(ServiceRequestContext request, HttpRequest body) {
    return doPost(request, body);
  }

  /** Whether the sender asks for no more of each item than whether it was taken. */
  private static boolean wantsOnlyStatus(@Nullable String filter) {
    return filter != null
        && filter.contains("items.*.status")
        && !filter.contains("_id")
        && !filter.contains("_index");
  }

  private static HttpResponse answer(
      List<BulkSplitter.Item> items, long firstId, long begin, boolean onlyStatus) {
    boolean errors = items.stream().anyMatch(item -> !item.taken());
    long millis = (System.nanoTime() - begin) / 1_000_000;
    var answer = new StringBuilder(items.size() * (onlyStatus ? 32 : 192) + 64);
    answer.append("{\"took\":").append(millis).append(",\"errors\":").append(errors);
    answer.append(",\"items\":[");
    long id = firstId;
    for (int i = 0; i < items.size(); i++) {
      answer.append(i == 0 ? "" : ",");
      BulkSplitter.Item item = items.get(i);
      if (!item.taken()) {
        refused(answer, item.action());
      } else if (onlyStatus) {
        answer.append("{\"").append(item.action().operation()).append("\":{\"status\":201}}");
      } else {
        created(answer, item.action(), id);
      }
      id += item.taken() && firstId != RawBatch.NO_ID ? 1 : 0;
    }
    answer.append("]}");
    return HttpResponse.of(headers(HttpStatus.OK, NO_STATUS), HttpData.ofUtf8(answer.toString()));
  }

  private static void created(StringBuilder answer, BulkSplitter.Action action, long id) {
    answer.append("{\"").append(action.operation()).append("\":{\"_index\":\"");
    JsonStringEncoder.getInstance().quoteAsString(action.index(), answer);
    answer.append("\",\"_id\":\"");
    if (action.id() == null) {
      answer.append(new EventId(id));
    } else {
      JsonStringEncoder.getInstance().quoteAsString(action.id(), answer);
    }
    answer
        .append("\",\"_version\":1,\"result\":\"created\",\"_shards\":{\"total\":1,")
        .append("\"successful\":1,\"failed\":0},\"_seq_no\":")
        .append(EventId.MAX_OFFSET & id)
        .append(",\"_primary_term\":1,\"status\":201}}");
  }

  private static void refused(StringBuilder answer, BulkSplitter.Action action) {
    answer.append("{\"").append(action.operation()).append("\":{\"_index\":\"");
    JsonStringEncoder.getInstance().quoteAsString(action.index(), answer);
    answer.append("\",\"_id\":\"");
    JsonStringEncoder.getInstance()
        .quoteAsString(Optional.ofNullable(action.id()).orElse(""), answer);
    answer
        .append("\",\"status\":400,\"error\":{\"type\":\"illegal_argument_exception\",\"reason\":")
        .append("\"events are never changed: expecting create or index, found ")
        .append(action.operation())
        .append("\"}}}");
  }

  private static HttpResponse error(Problem problem) {
    var body = new StringBuilder("{\"error\":{\"root_cause\":[");
    reason(body, problem);
    body.append("],");
    var reason = new StringBuilder();
    reason(reason, problem);
    body.append(reason, 1, reason.length()).append(",\"status\":").append(problem.status());
    body.append('}');
    return HttpResponse.of(
        headers(HttpStatus.valueOf(problem.status()), problem.retryAfterSeconds()),
        HttpData.ofUtf8(body.toString()));
  }

  private static void reason(StringBuilder body, Problem problem) {
    body.append("{\"type\":\"").append(problem.code()).append("\",\"reason\":\"");
    JsonStringEncoder.getInstance().quoteAsString(problem.detail(), body);
    body.append("\"}");
  }

  private static ResponseHeaders headers(HttpStatus status, int retryAfterSeconds) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(status).contentType(MediaType.JSON).add(PRODUCT, PRODUCT_NAME);
    if (retryAfterSeconds > 0) {
      headers.addInt(HttpHeaderNames.RETRY_AFTER, retryAfterSeconds);
    }
    if (status.code() == HttpStatus.UNAUTHORIZED.code()) {
      headers.add(HttpHeaderNames.WWW_AUTHENTICATE, "ApiKey, Bearer realm=\"marsad\"");
    }
    return headers.build();
  }
}
