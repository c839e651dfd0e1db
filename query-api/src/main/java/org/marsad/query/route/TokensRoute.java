package org.marsad.query.route;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.marsad.model.problem.Problem;
import org.marsad.model.problem.ProblemException;
import org.marsad.query.auth.AuditLog;
import org.marsad.query.auth.Role;
import org.marsad.query.auth.Token;
import org.marsad.query.auth.TokenStore;

/** {@code GET, POST /api/v1/tokens} and {@code DELETE /api/v1/tokens/{id}}. */
public final class TokensRoute extends AbstractHttpService {
  private static final Set<String> NAMES = Set.of("name", "role", "expires_in_days");
  private static final int MAX_DAYS = 3650;

  private final TokenStore tokens;
  private final InstantSource clock;
  private final AuditLog audit;
  private final JsonMapper json = new JsonMapper();

  public TokensRoute(TokenStore tokens, InstantSource clock, AuditLog audit) {
    this.tokens = tokens;
    this.clock = clock;
    this.audit = audit;
  }

  @Override
  protected HttpResponse doGet(ServiceRequestContext context, HttpRequest request) {
    ObjectNode body = json.createObjectNode();
    ArrayNode list = body.putArray("tokens");
    tokens.list().forEach(token -> describe(token, list.addObject()));
    return answer(HttpStatus.OK, body);
  }

  @Override
  protected HttpResponse doPost(ServiceRequestContext context, HttpRequest request) {
    return HttpResponse.of(
        request
            .aggregate()
            .thenApplyAsync(
                body -> create(context, Parameters.ofBody(body, NAMES)),
                context.blockingTaskExecutor()));
  }

  private HttpResponse create(ServiceRequestContext context, Parameters parameters) {
    String name = parameters.text("name");
    if (name.isBlank() || name.length() > 64) {
      throw Parameters.bad("\"name\" must have 1 to 64 characters");
    }
    Role role =
        Role.parse(parameters.text("role"))
            .orElseThrow(
                () ->
                    Parameters.bad(
                        "role \""
                            + parameters.text("role")
                            + "\" is none; expecting ingest, reader, analyst, author or admin"));
    int days = parameters.number("expires_in_days", 0, 0, MAX_DAYS);
    Instant expires = days == 0 ? null : clock.instant().plus(Duration.ofDays(days));
    try {
      TokenStore.Made made = tokens.create(name, role, expires);
      audit.record(context, "token.create", made.token().id(), true);
      ObjectNode body = json.createObjectNode();
      describe(made.token(), body);
      body.put("token", made.clearText());
      return answer(HttpStatus.CREATED, body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected HttpResponse doDelete(ServiceRequestContext context, HttpRequest request) {
    String id = String.valueOf(context.pathParam("id"));
    return HttpResponse.of(
        CompletableFuture.supplyAsync(() -> revoke(context, id), context.blockingTaskExecutor()));
  }

  private HttpResponse revoke(ServiceRequestContext context, String id) {
    try {
      boolean found = tokens.revoke(id);
      audit.record(context, "token.revoke", id, found);
      if (!found) {
        throw new ProblemException(
            Problem.of(
                404, "no-such-token", "There is no such token", "no token has the id " + id));
      }
      return HttpResponse.of(HttpStatus.NO_CONTENT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void describe(Token token, ObjectNode into) {
    into.put("id", token.id())
        .put("name", token.name())
        .put("role", token.role().toString())
        .put("created", token.created().toString());
    if (token.expires() != null) {
      into.put("expires", token.expires().toString());
    }
  }

  private static HttpResponse answer(HttpStatus status, ObjectNode body) {
    return HttpResponse.of(status, MediaType.JSON, HttpData.ofUtf8(body.toString()));
  }
}
