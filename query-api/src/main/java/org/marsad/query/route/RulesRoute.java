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
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.marsad.model.event.Nanos;
import org.marsad.model.rule.RuleBook;
import org.marsad.model.rule.RuleMemory;
import org.marsad.model.rule.RuleReport;
import org.marsad.model.rule.RuleWork;

/** {@code GET /api/v1/rules}: every rule at work, of all packs or of {@code pack}. */
public final class RulesRoute extends AbstractHttpService {
  private static final Set<String> NAMES = Set.of("pack");

  private final RuleBook book;
  private final JsonFactory json = new JsonFactory();

  public RulesRoute(RuleBook book) {
    this.book = book;
  }

  @Override
  protected HttpResponse doGet(ServiceRequestContext context, HttpRequest request)
      throws IOException {
    String pack = Parameters.ofUrl(context, NAMES).text("pack");
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = json.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeArrayFieldStart("rules");
      for (RuleReport rule : book.rules()) {
        if (pack.isEmpty() || rule.pack().equals(pack)) {
          write(rule, out);
        }
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, bytes.toByteArray());
  }

  private static void write(RuleReport rule, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("id", rule.id());
    out.writeNumberField("version", rule.version());
    out.writeStringField("title", rule.title());
    out.writeStringField("level", rule.level().toString());
    out.writeStringField("kind", rule.kind());
    out.writeArrayFieldStart("attack");
    for (String id : rule.attack()) {
      out.writeString(id);
    }
    out.writeEndArray();
    out.writeStringField("pack", rule.pack());
    out.writeStringField("state", rule.state().word());
    out.writeNumberField("matches", rule.matches());
    out.writeNumberField("suppressed", rule.suppressed());
    if (rule.lastMatch() != RuleReport.NEVER) {
      out.writeStringField("last_match", Nanos.format(rule.lastMatch()));
    }
    RuleWork work = rule.work();
    if (work != null) {
      write(work, out);
    }
    RuleMemory memory = rule.memory();
    if (memory != null) {
      out.writeNumberField("groups", memory.keys());
      out.writeNumberField("state_bytes", memory.bytes());
      out.writeNumberField("evicted", memory.evicted());
    }
    out.writeEndObject();
  }

  private static void write(RuleWork work, JsonGenerator out) throws IOException {
    out.writeStringField("readiness", work.readiness().name().toLowerCase(Locale.ROOT));
    out.writeArrayFieldStart("blind_fields");
    for (String field : work.blind()) {
      out.writeString(field);
    }
    out.writeEndArray();
    out.writeArrayFieldStart("sources");
    for (Map.Entry<String, RuleWork.Source> each : new TreeMap<>(work.sources()).entrySet()) {
      RuleWork.Source source = each.getValue();
      out.writeStartObject();
      out.writeStringField("source", each.getKey());
      out.writeStringField("readiness", source.readiness().name().toLowerCase(Locale.ROOT));
      out.writeArrayFieldStart("blind_fields");
      for (String field : source.blind()) {
        out.writeString(field);
      }
      out.writeEndArray();
      out.writeNumberField("events", source.events());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeNumberField("events", work.events());
    out.writeNumberField("candidates", work.candidates());
    out.writeObjectFieldStart("near_misses");
    for (Map.Entry<String, Long> miss : new TreeMap<>(work.nearMisses()).entrySet()) {
      out.writeNumberField(miss.getKey(), miss.getValue());
    }
    out.writeEndObject();
    out.writeNumberField("time_us", work.nanos() / 1_000);
  }
}
