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
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.marsad.model.event.ValueKind;
import org.marsad.model.store.FieldFacts;
import org.marsad.model.store.FieldsResult;
import org.marsad.query.QueryApiConfig;

/** {@code GET /api/v1/fields}: which fields the events have that match, and what is in them. */
final class FieldsRoute extends AbstractHttpService {
  private static final Set<String> NAMES =
      Stream.concat(Asking.NAMES.stream(), Stream.of("values", "names"))
          .collect(Collectors.toUnmodifiableSet());
  private static final int DEFAULT_VALUES = 5;
  private static final int MOST_VALUES = 1_000;

  private final Asking asking;
  private final Turns turns;
  private final JsonFactory json = new JsonFactory();

  /** Over the store that searches are asked of. */
  FieldsRoute(Asking asking, QueryApiConfig config) {
    this.asking = asking;
    this.turns = new Turns(config.concurrentSearches());
  }

  @Override
  protected HttpResponse doGet(ServiceRequestContext context, HttpRequest request) {
    return turns.answer(context, () -> fields(Parameters.ofUrl(context, NAMES), context));
  }

  private HttpResponse fields(Parameters parameters, ServiceRequestContext context)
      throws IOException {
    Asked asked = asking.read(parameters, asking.patience());
    int values = parameters.number("values", DEFAULT_VALUES, 0, MOST_VALUES);
    FieldsResult result = asking.store().fields(asked.request(), values, context::isCancelled);
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = json.createGenerator(bytes)) {
      write(result, parameters.list("names"), asked, out);
    }
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, bytes.toByteArray());
  }

  private void write(FieldsResult result, List<String> names, Asked asked, JsonGenerator out)
      throws IOException {
    out.writeStartObject();
    out.writeBooleanField("complete", result.complete());
    out.writeNumberField("took_ms", result.took().toMillis());
    out.writeStringField("query", asked.pipeline().search().toString());
    out.writeNumberField("events", result.events());
    out.writeArrayFieldStart("warnings");
    for (String warning : result.warnings()) {
      out.writeString(warning);
    }
    for (String warning : asking.warnings(asked)) {
      out.writeString(warning);
    }
    out.writeEndArray();
    out.writeArrayFieldStart("fields");
    for (FieldFacts facts : result.fields()) {
      if (names.isEmpty() || names.contains(facts.name())) {
        write(facts, result.events(), out);
      }
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private static void write(FieldFacts facts, long events, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("name", facts.name());
    out.writeStringField("type", facts.type().name().toLowerCase(Locale.ROOT));
    out.writeArrayFieldStart("kinds");
    for (ValueKind kind : ValueKind.values()) {
      if (facts.kinds().contains(kind)) {
        out.writeString(kind.name().toLowerCase(Locale.ROOT));
      }
    }
    out.writeEndArray();
    out.writeNumberField("events", facts.events());
    out.writeNumberField("percent", Math.round(facts.events() * 1e4 / Math.max(1, events)) / 100.0);
    out.writeObjectFieldStart("distinct");
    out.writeNumberField("value", facts.distinct());
    out.writeStringField("relation", facts.exact() ? "eq" : "gte");
    out.writeEndObject();
    out.writeBooleanField("approximate", !facts.exact());
    out.writeArrayFieldStart("top");
    for (FieldFacts.Top top : facts.top()) {
      out.writeStartObject();
      out.writeStringField("value", top.value());
      out.writeNumberField("count", top.count());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }
}
