package org.marsad.query.route;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.List;
import java.util.function.Consumer;
import org.marsad.query.auth.AuditLog;

/**
 * A POST that reads something again: 200 with what changed, or 422 with what was refused, as a
 * problem document that tells the rest too. Each is an entry of the audit log.
 */
abstract class RenewalRoute extends AbstractHttpService {
  private static final MediaType PROBLEM = MediaType.create("application", "problem+json");

  private final String what;
  private final AuditLog audit;
  private final JsonMapper json = new JsonMapper();

  /**
   * A route.
   *
   * @param what is read again, as the audit log and problems name it
   */
  RenewalRoute(String what, AuditLog audit) {
    this.what = what;
    this.audit = audit;
  }

  /** Reads it again; on a thread that may block. */
  abstract Outcome renew();

  @Override
  protected HttpResponse doPost(ServiceRequestContext context, HttpRequest request) {
    return HttpResponse.of(
        request.aggregate().thenApplyAsync(_ -> answer(context), context.blockingTaskExecutor()));
  }

  private HttpResponse answer(ServiceRequestContext context) {
    Outcome outcome = renew();
    boolean good = outcome.refused.isEmpty();
    audit.record(context, what + ".reload", what, good);
    ObjectNode body = json.createObjectNode();
    if (!good) {
      String code = what + "-refused";
      body.put("type", "urn:marsad:problem:" + code)
          .put("title", "Not all " + what + " could be taken")
          .put("status", HttpStatus.UNPROCESSABLE_ENTITY.code())
          .put("detail", String.join("; ", outcome.refused))
          .put("instance", context.path())
          .put("code", code);
      outcome.refused.forEach(body.putArray("refused")::add);
    }
    outcome.rest.accept(body);
    return HttpResponse.of(
        good ? HttpStatus.OK : HttpStatus.UNPROCESSABLE_ENTITY,
        good ? MediaType.JSON : PROBLEM,
        HttpData.ofUtf8(body.toString()));
  }

  /**
   * What became of it.
   *
   * @param refused what could not be taken, with the reasons
   * @param rest writes what changed into the answer
   */
  record Outcome(List<String> refused, Consumer<ObjectNode> rest) {
    Outcome {
      refused = List.copyOf(refused);
    }
  }
}
