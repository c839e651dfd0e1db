package org.marsad.collector.input;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceOptions;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code POST /_bulk} and {@code POST /INDEX/_bulk} of Elasticsearch, as Filebeat, Fluent Bit,
 * Logstash, Vector, rsyslog and the client libraries use it. Each document that is created or
 * indexed is an event, what is no JSON included; to update or delete one is answered with an error
 * of its own, for events stay as they are. An answer of 200 means that all that was taken is
 * durable. Parameters that say how to index ({@code refresh}, {@code routing}, {@code pipeline},
 * {@code require_data_stream} and others) change nothing.
 */
public final class BulkHttpInput extends AbstractHttpService {
  /** The name of its origins. */
  public static final String NAME = "es-bulk";

  private static final String FORMAT = "es-bulk";

  private final HttpIntake intake;

  public BulkHttpInput(EventsHttpConfig config, InputContext context) {
    intake = new HttpIntake(config, context, NAME);
  }

  /** Where it is to be bound, on any port. */
  public HttpRoute route() {
    return new HttpRoute(
        List.of("/_bulk", "/{index}/_bulk", "/es/_bulk", "/es/{index}/_bulk"),
        Set.of(HttpMethod.POST, HttpMethod.PUT),
        this,
        false,
        ElasticErrors::tell);
  }

  @Override
  public ServiceOptions options() {
    return intake.options();
  }

  @Override
  protected HttpResponse doPost(ServiceRequestContext request, HttpRequest body) {
    long begin = System.nanoTime();
    String index = Optional.ofNullable(request.pathParam("index")).orElse("");
    var answer = new BulkAnswer(new FilterPath(request.queryParam("filter_path")));
    return intake.take(
        request,
        body,
        FORMAT,
        read -> {
          BulkItems items = new BulkSplitter(read, index).split();
          return firstId ->
              ElasticErrors.answer(HttpStatus.OK, answer.write(items, firstId, millisSince(begin)));
        });
  }

  @Override
  protected HttpResponse doPut(ServiceRequestContext request, HttpRequest body) {
    return doPost(request, body);
  }

  private static long millisSince(long begin) {
    return (System.nanoTime() - begin) / 1_000_000;
  }
}
