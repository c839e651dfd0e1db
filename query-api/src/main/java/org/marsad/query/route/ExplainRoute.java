package org.marsad.query.route;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Nanos;
import org.marsad.model.expr.Env;
import org.marsad.model.pipe.Command;
import org.marsad.model.pipe.Pipeline;
import org.marsad.model.pipe.PushDown;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Surroundings;
import org.marsad.model.query.Query;
import org.marsad.model.store.SearchPlan;
import org.marsad.model.store.SearchRequest;
import org.marsad.query.QueryApiConfig;

/**
 * {@code GET} and {@code POST /api/v1/query/explain}: how a search is understood and gone about,
 * what decides each of its clauses, what that costs and what makes it slow. The search is done once
 * to find out.
 */
final class ExplainRoute extends AbstractHttpService {
  private static final Set<String> NAMES =
      Stream.concat(Asking.NAMES.stream(), Stream.of("size"))
          .collect(Collectors.toUnmodifiableSet());
  private static final int DEFAULT_SIZE = 100;
  private static final int NODES = 2_000;

  private final Asking asking;
  private final QueryApiConfig config;
  private final Turns turns;
  private final JsonFactory json = new JsonFactory();

  /** Over the store that searches are asked of. */
  ExplainRoute(Asking asking, QueryApiConfig config) {
    this.asking = asking;
    this.config = config;
    this.turns = new Turns(config.concurrentSearches());
  }

  @Override
  protected HttpResponse doGet(ServiceRequestContext context, HttpRequest request) {
    return turns.answer(
        context, () -> explain(Parameters.ofUrl(context, NAMES), context::isCancelled));
  }

  @Override
  protected HttpResponse doPost(ServiceRequestContext context, HttpRequest request) {
    return HttpResponse.of(
        request
            .aggregate()
            .thenApply(
                body ->
                    turns.answer(
                        context,
                        () -> explain(Parameters.ofBody(body, NAMES), context::isCancelled))));
  }

  private HttpResponse explain(Parameters parameters, BooleanSupplier gone) throws IOException {
    long begin = System.nanoTime();
    Asked asked = asking.read(parameters, asking.patience());
    var read = new SearchPlan.Stage("read the query", System.nanoTime() - begin, "");
    int size = parameters.number("size", DEFAULT_SIZE, 0, SearchRequest.MAX_SIZE);
    SearchRequest request = asked.request().sized(size);
    PushDown push = pushDown(asked, request, gone);
    SearchPlan plan =
        asking.store().explain(request, push == null ? null : push.aggregation(), gone);
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = json.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeStringField("query", asked.pipeline().toString());
      range(request, out);
      out.writeFieldName("tree");
      tree(asked.pipeline().search(), new int[] {NODES}, out);
      commands(asked.pipeline(), push, out);
      plan(plan, read, asking.warnings(asked), out);
      out.writeEndObject();
    }
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, bytes.toByteArray());
  }

  private @Nullable PushDown pushDown(Asked asked, SearchRequest request, BooleanSupplier gone) {
    var env = new Env(asked.now(), asked.zone(), asking.regexes());
    var run = new Run(env, config.limits(), Surroundings.NONE, gone);
    return PushDown.of(asked.pipeline(), run.between(request.earliest(), request.latest()));
  }

  private static void range(SearchRequest request, JsonGenerator out) throws IOException {
    out.writeObjectFieldStart("range");
    point("earliest", request.earliest(), out);
    point("latest", request.latest(), out);
    out.writeEndObject();
  }

  private static void point(String name, long nanos, JsonGenerator out) throws IOException {
    if (nanos == Long.MIN_VALUE || nanos == Long.MAX_VALUE) {
      out.writeNullField(name);
    } else {
      out.writeStringField(name, Nanos.format(nanos));
    }
  }

  /** The tree as far as there is room for nodes. */
  private static void tree(Query query, int[] left, JsonGenerator out) throws IOException {
    out.writeStartObject();
    switch (query) {
      case Query.And and -> branches("and", and.clauses(), left, out);
      case Query.Or or -> branches("or", or.clauses(), left, out);
      case Query.Not not -> branches("not", List.of(not.clause()), left, out);
      default -> out.writeStringField("clause", query.toString());
    }
    out.writeEndObject();
  }

  private static void branches(String name, List<Query> clauses, int[] left, JsonGenerator out)
      throws IOException {
    out.writeArrayFieldStart(name);
    for (Query clause : clauses) {
      if (left[0]-- <= 0) {
        out.writeString("...");
        break;
      }
      tree(clause, left, out);
    }
    out.writeEndArray();
  }

  private static void commands(Pipeline pipeline, @Nullable PushDown push, JsonGenerator out)
      throws IOException {
    out.writeArrayFieldStart("commands");
    int index = 0;
    for (Command command : pipeline.commands()) {
      out.writeStartObject();
      out.writeStringField("command", command.toString());
      out.writeStringField("runs", runs(index, pipeline, push));
      out.writeEndObject();
      index++;
    }
    out.writeEndArray();
  }

  private static String runs(int index, Pipeline pipeline, @Nullable PushDown push) {
    if (push != null) {
      return index <= push.command() ? "in the store, on columns" : "on the rows of the one before";
    }
    boolean first = pipeline.commands().subList(0, index).stream().noneMatch(Command::isTable);
    if (!first) {
      return "on the rows of the one before";
    }
    return pipeline.isOrdered()
        ? "on every event, newest first"
        : "on every event, in the order they lie on disk";
  }

  private static void plan(
      SearchPlan plan, SearchPlan.Stage read, List<String> warnings, JsonGenerator out)
      throws IOException {
    out.writeBooleanField("complete", plan.complete());
    out.writeArrayFieldStart("shards");
    for (SearchPlan.Part part : plan.parts()) {
      out.writeStartObject();
      out.writeStringField("name", part.name());
      out.writeNumberField("events", part.events());
      out.writeBooleanField("searched", part.leftOut().isEmpty());
      out.writeNumberField("segments", part.segments());
      if (!part.leftOut().isEmpty()) {
        out.writeStringField("left_out", part.leftOut());
      }
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeArrayFieldStart("clauses");
    for (SearchPlan.Clause clause : plan.clauses()) {
      clause(clause, out);
    }
    out.writeEndArray();
    out.writeArrayFieldStart("stages");
    stage(read, out);
    for (SearchPlan.Stage stage : plan.stages()) {
      stage(stage, out);
    }
    out.writeEndArray();
    out.writeArrayFieldStart("notes");
    for (String note : plan.notes()) {
      out.writeString(note);
    }
    for (String warning : warnings) {
      out.writeString(warning);
    }
    out.writeEndArray();
  }

  private static void clause(SearchPlan.Clause clause, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("clause", clause.text());
    out.writeArrayFieldStart("served_by");
    for (String structure : clause.servedBy()) {
      out.writeString(structure);
    }
    out.writeEndArray();
    out.writeNumberField("estimated", clause.estimated());
    out.writeObjectFieldStart("matching");
    out.writeNumberField("value", clause.matching());
    out.writeStringField("relation", clause.exact() ? "eq" : "gte");
    out.writeEndObject();
    out.writeNumberField("ms", millis(clause.nanos()));
    out.writeEndObject();
  }

  private static void stage(SearchPlan.Stage stage, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("stage", stage.name());
    out.writeNumberField("ms", millis(stage.nanos()));
    out.writeStringField("detail", stage.detail());
    out.writeEndObject();
  }

  private static double millis(long nanos) {
    return Math.round(nanos / 1e3) / 1e3;
  }
}
