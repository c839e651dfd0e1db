package org.marsad.query.route;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.marsad.model.lookup.LookupMatch;
import org.marsad.model.lookup.LookupRules;
import org.marsad.model.lookup.LookupTable;
import org.marsad.model.problem.Problem;
import org.marsad.model.problem.ProblemException;
import org.marsad.query.auth.AuditLog;
import org.marsad.query.shelf.LookupTables;

/**
 * The tables of the command {@code lookup}: {@code GET /api/v1/lookups} lists them, {@code GET},
 * {@code PUT} and {@code DELETE /api/v1/lookups/{name}} are about one. A table is CSV, or a JSON
 * object a line by its content type; {@code match=cidr(net),wildcard(host)} says how columns are
 * compared.
 */
final class LookupsRoute extends AbstractHttpService {
  private static final Set<String> NAMES = Set.of("match", "case_sensitive", "max_matches");

  private final LookupTables tables;
  private final AuditLog audit;
  private final JsonMapper json = new JsonMapper();

  LookupsRoute(LookupTables tables, AuditLog audit) {
    this.tables = tables;
    this.audit = audit;
  }

  @Override
  protected HttpResponse doGet(ServiceRequestContext context, HttpRequest request) {
    String name = context.pathParam("name");
    return Blocking.answer(context, () -> name == null ? list() : file(name));
  }

  private HttpResponse list() throws IOException {
    ObjectNode body = json.createObjectNode();
    ArrayNode list = body.putArray("lookups");
    for (LookupTables.Entry entry : tables.list()) {
      list.addObject()
          .put("name", entry.name())
          .put("format", entry.format())
          .put("bytes", entry.bytes())
          .put("modified", entry.modified().toString())
          .setAll(LookupTables.json(entry.rules()));
    }
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, HttpData.ofUtf8(body.toString()));
  }

  private HttpResponse file(String name) throws IOException {
    Path file = tables.file(name);
    if (file == null) {
      throw none(name);
    }
    MediaType type = LookupTables.isLines(file) ? PipeAnswer.NDJSON : MediaType.CSV_UTF_8;
    return HttpResponse.of(HttpStatus.OK, type, HttpData.wrap(Files.readAllBytes(file)));
  }

  private static ProblemException none(String name) {
    return new ProblemException(
        Problem.of(
            404,
            "no-such-lookup",
            "There is no such lookup table",
            "no lookup table has the name \"" + name + "\""));
  }

  @Override
  protected HttpResponse doPut(ServiceRequestContext context, HttpRequest request) {
    context.setMaxRequestLength(LookupTables.MAX_BYTES);
    return HttpResponse.of(
        request
            .aggregate()
            .thenApplyAsync(body -> put(context, body), context.blockingTaskExecutor()));
  }

  private HttpResponse put(ServiceRequestContext context, AggregatedHttpRequest request) {
    String name = String.valueOf(context.pathParam("name"));
    Parameters parameters = Parameters.ofUrl(context, NAMES);
    boolean lines = String.valueOf(request.contentType()).contains("json");
    try {
      LookupTable table = tables.put(name, lines, request.content().array(), rules(parameters));
      audit.record(context, "lookup.put", name, true);
      ObjectNode body = json.createObjectNode().put("name", name).put("rows", table.size());
      table.columns().forEach(body.putArray("columns")::add);
      body.setAll(LookupTables.json(table.rules()));
      return HttpResponse.of(HttpStatus.OK, MediaType.JSON, HttpData.ofUtf8(body.toString()));
    } catch (IllegalArgumentException e) {
      audit.record(context, "lookup.put", name, false);
      throw new ProblemException(
          Problem.of(
              400,
              "bad-lookup",
              "The lookup table cannot be used",
              String.valueOf(e.getMessage())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code cidr(net),wildcard(host)}. */
  private static LookupRules rules(Parameters parameters) {
    Map<String, LookupMatch> match = new HashMap<>();
    for (String each : parameters.list("match")) {
      int open = each.indexOf('(');
      if (open < 1 || !each.endsWith(")")) {
        throw Parameters.bad(
            "match \"" + each + "\" is none; expecting such as cidr(network),wildcard(host)");
      }
      match.put(
          each.substring(open + 1, each.length() - 1).strip(),
          LookupTables.match(each.substring(0, open).strip()));
    }
    int most =
        parameters.number(
            "max_matches", LookupRules.DEFAULT.maxMatches(), 1, LookupRules.MOST_MATCHES);
    return new LookupRules(match, parameters.text("case_sensitive").equals("true"), most);
  }

  @Override
  protected HttpResponse doDelete(ServiceRequestContext context, HttpRequest request) {
    String name = String.valueOf(context.pathParam("name"));
    return Blocking.answer(
        context,
        () -> {
          boolean found = tables.delete(name);
          audit.record(context, "lookup.delete", name, found);
          if (!found) {
            throw none(name);
          }
          return HttpResponse.of(HttpStatus.NO_CONTENT);
        });
  }
}
