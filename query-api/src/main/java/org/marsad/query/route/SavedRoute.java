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
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.marsad.model.command.PipelineParser;
import org.marsad.model.problem.Problem;
import org.marsad.model.problem.ProblemException;
import org.marsad.model.query.RegexCompiler;
import org.marsad.model.query.SavedQueries;
import org.marsad.query.auth.AuditLog;
import org.marsad.query.auth.Guard;
import org.marsad.query.shelf.SavedSearches;
import org.marsad.query.shelf.SavedSearches.Saved;

/**
 * Searches by their names, which other searches include as {@code @name}: {@code GET
 * /api/v1/searches} lists them, {@code GET}, {@code PUT} ({@code query}, {@code description}) and
 * {@code DELETE /api/v1/searches/{name}} are about one. What cannot be read is not taken.
 */
final class SavedRoute extends AbstractHttpService {
  private static final Set<String> NAMES = Set.of("query", "description");

  private final SavedSearches searches;
  private final RegexCompiler regexes;
  private final InstantSource clock;
  private final AuditLog audit;
  private final JsonMapper json = new JsonMapper();

  SavedRoute(SavedSearches searches, RegexCompiler regexes, InstantSource clock, AuditLog audit) {
    this.searches = searches;
    this.regexes = regexes;
    this.clock = clock;
    this.audit = audit;
  }

  @Override
  protected HttpResponse doGet(ServiceRequestContext context, HttpRequest request) {
    String name = context.pathParam("name");
    ObjectNode body = json.createObjectNode();
    if (name == null) {
      ArrayNode list = body.putArray("searches");
      searches.list().forEach(saved -> describe(saved, list.addObject()));
    } else {
      describe(searches.find(name).orElseThrow(() -> none(name)), body);
    }
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, HttpData.ofUtf8(body.toString()));
  }

  private static void describe(Saved saved, ObjectNode into) {
    into.put("name", saved.name())
        .put("query", saved.query())
        .put("description", saved.description())
        .put("by", saved.by())
        .put("updated", saved.updated().toString());
  }

  private static ProblemException none(String name) {
    return new ProblemException(
        Problem.of(
            404,
            "no-such-search",
            "There is no such saved search",
            "no saved search has the name \"" + name + "\""));
  }

  @Override
  protected HttpResponse doPut(ServiceRequestContext context, HttpRequest request) {
    return HttpResponse.of(
        request
            .aggregate()
            .thenApplyAsync(body -> put(context, body), context.blockingTaskExecutor()));
  }

  private HttpResponse put(ServiceRequestContext context, AggregatedHttpRequest request) {
    String name = String.valueOf(context.pathParam("name"));
    Parameters parameters = Parameters.ofBody(request, NAMES);
    String query = parameters.text("query");
    var with = new With(searches, name, query);
    PipelineParser.parse(query, clock.instant(), ZoneOffset.UTC, regexes, with);
    PipelineParser.parse("@" + name, clock.instant(), ZoneOffset.UTC, regexes, with);
    var saved =
        new Saved(
            name, query, parameters.text("description"), Guard.user(context), clock.instant());
    try {
      searches.put(saved);
    } catch (IllegalArgumentException e) {
      throw Parameters.bad(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    audit.record(context, "search.save", name, true);
    ObjectNode body = json.createObjectNode();
    describe(saved, body);
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, HttpData.ofUtf8(body.toString()));
  }

  /** As things will be with a search saved, so that one that includes itself shows. */
  private record With(SavedQueries others, String name, String query) implements SavedQueries {
    @Override
    public @Nullable String text(String wanted) {
      return wanted.equals(name) ? query : others.text(wanted);
    }

    @Override
    public List<String> names() {
      return others.names();
    }
  }

  @Override
  protected HttpResponse doDelete(ServiceRequestContext context, HttpRequest request) {
    String name = String.valueOf(context.pathParam("name"));
    return Blocking.answer(
        context,
        () -> {
          boolean found = searches.delete(name);
          audit.record(context, "search.delete", name, found);
          if (!found) {
            throw none(name);
          }
          return HttpResponse.of(HttpStatus.NO_CONTENT);
        });
  }
}
