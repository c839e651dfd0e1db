package org.marsad.query.route;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.marsad.model.problem.Problem;
import org.marsad.model.problem.ProblemException;
import org.marsad.model.query.Query;
import org.marsad.model.query.QueryParser;
import org.marsad.model.query.RegexCompiler;
import org.marsad.model.rule.ReplayReport;
import org.marsad.model.rule.ReplayRequest;
import org.marsad.model.rule.Replays;
import org.marsad.query.auth.AuditLog;

/**
 * {@code POST /api/v1/replays} begins a replay of {@code pack}, {@code rule} or {@code rules} from
 * {@code earliest} to {@code latest} over the events of {@code q}. {@code rules} is YAML, or an
 * object of YAML by the names of files; {@code sigma} is another name for it. {@code GET} tells of
 * all, of one with its first {@code alerts}; {@code DELETE} ends one, or forgets one that has
 * ended.
 */
public final class ReplaysRoute extends AbstractHttpService {
  private static final Set<String> NAMES =
      Set.of("pack", "rule", "rules", "sigma", "q", "earliest", "latest");
  private static final Set<String> ASKED = Set.of("alerts");
  private static final String EARLIEST = "-24h";
  private static final String LATEST = "now";
  private static final int ALERTS = 100;

  /** A character may be written as two. */
  private static final long MAX_BODY = 2L * ReplayRequest.MAX_TEXT;

  private static final int MAX_ALERTS = 10_000;

  private final Replays replays;
  private final RegexCompiler regexes;
  private final InstantSource clock;
  private final AuditLog audit;

  public ReplaysRoute(Replays replays, RegexCompiler regexes, InstantSource clock, AuditLog audit) {
    this.replays = replays;
    this.regexes = regexes;
    this.clock = clock;
    this.audit = audit;
  }

  @Override
  protected HttpResponse doGet(ServiceRequestContext context, HttpRequest request) {
    String id = context.pathParam("id");
    if (id == null) {
      List<ReplayReport> all = replays.list();
      return json(HttpStatus.OK, ReplayJson.list(all));
    }
    int alerts = Parameters.ofUrl(context, ASKED).number("alerts", ALERTS, 0, MAX_ALERTS);
    ReplayReport report = replays.find(id).orElseThrow(() -> missing(id));
    return json(HttpStatus.OK, ReplayJson.whole(report, alerts));
  }

  @Override
  protected HttpResponse doPost(ServiceRequestContext context, HttpRequest request) {
    context.setMaxRequestLength(MAX_BODY);
    return HttpResponse.of(
        request
            .aggregate()
            .thenApplyAsync(
                body -> start(context, Parameters.ofBody(body, NAMES)),
                context.blockingTaskExecutor()));
  }

  private HttpResponse start(ServiceRequestContext context, Parameters parameters) {
    ReplayReport report;
    try {
      report = replays.start(asked(parameters));
    } catch (IllegalArgumentException e) {
      throw Parameters.bad(String.valueOf(e.getMessage()));
    } catch (IllegalStateException e) {
      throw new ProblemException(
          Problem.of(
                  HttpStatus.TOO_MANY_REQUESTS.code(),
                  "too-many-replays",
                  "Too many replays wait",
                  String.valueOf(e.getMessage()))
              .retryAfter(30));
    }
    audit.record(context, "replay.start", report.id() + " " + report.request().subject(), true);
    return json(HttpStatus.ACCEPTED, ReplayJson.whole(report, 0));
  }

  private ReplayRequest asked(Parameters parameters) {
    Instant now = clock.instant();
    String text = parameters.text("q");
    Query query =
        text.isBlank() ? new Query.All() : QueryParser.parse(text, now, ZoneOffset.UTC, regexes);
    return new ReplayRequest(
        parameters.text("pack"),
        parameters.text("rule"),
        files(parameters),
        query,
        time(parameters, "earliest", EARLIEST, now),
        time(parameters, "latest", LATEST, now));
  }

  private static Map<String, String> files(Parameters parameters) {
    if (parameters.has("rules") && parameters.has("sigma")) {
      throw Parameters.bad("\"rules\" and \"sigma\" are the same; expecting one of them");
    }
    String name = parameters.has("sigma") ? "sigma" : "rules";
    Map<String, String> files = parameters.members(name);
    return files.isEmpty() && parameters.has(name) ? Map.of(name, parameters.text(name)) : files;
  }

  private static long time(Parameters parameters, String name, String otherwise, Instant now) {
    String text = parameters.has(name) ? parameters.text(name) : otherwise;
    try {
      return QueryParser.parseTime(text, now, ZoneOffset.UTC);
    } catch (IllegalArgumentException e) {
      throw Parameters.bad(name + ": " + e.getMessage());
    }
  }

  @Override
  protected HttpResponse doDelete(ServiceRequestContext context, HttpRequest request) {
    String id = String.valueOf(context.pathParam("id"));
    if (!replays.cancel(id)) {
      throw missing(id);
    }
    audit.record(context, "replay.cancel", id, true);
    return HttpResponse.of(HttpStatus.NO_CONTENT);
  }

  private static ProblemException missing(String id) {
    return new ProblemException(
        Problem.of(
            404,
            "no-such-replay",
            "There is no such replay",
            "no replay that is remembered has the id " + id));
  }

  private static HttpResponse json(HttpStatus status, String body) {
    return HttpResponse.of(status, MediaType.JSON, HttpData.ofUtf8(body));
  }
}
