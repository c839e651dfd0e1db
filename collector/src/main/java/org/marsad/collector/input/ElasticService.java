package org.marsad.collector.input;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.marsad.model.problem.Problem;
import org.marsad.model.problem.ProblemException;

/**
 * What the senders of bulk requests ask for before and beside them: who answers, its licence, its
 * health, and whether their templates, policies, pipelines, streams and indexes are there. Marsad
 * needs none of these: to be given one is acknowledged and nothing but its name is remembered, so
 * that the sender who asks again finds it; lifecycle policies are always there, for some senders
 * stop where the one they were told to use is not.
 *
 * <p>The version named is the one whose protocol is spoken, not ours.
 */
public final class ElasticService implements HttpService {
  /** The version of Elasticsearch whose protocol is spoken. */
  static final String VERSION = "8.19.0";

  private static final int MAX_NAMES = 10_000;

  private static final String BANNER =
      """
      {"name":"marsad","cluster_name":"marsad","cluster_uuid":"bWFyc2FkLW1hcnNhZC1tYQ","version":{\
      "number":"%s","build_flavor":"default","build_type":"tar","build_hash":"marsad",\
      "build_date":"2026-01-01T00:00:00.000Z","build_snapshot":false,"lucene_version":"9.12.1",\
      "minimum_wire_compatibility_version":"7.17.0",\
      "minimum_index_compatibility_version":"7.0.0"},"tagline":"You Know, for Search"}\
      """
          .formatted(VERSION);

  private static final String HEALTH =
      """
      {"cluster_name":"marsad","status":"green","timed_out":false,"number_of_nodes":1,\
      "number_of_data_nodes":1,"active_primary_shards":1,"active_shards":1,\
      "relocating_shards":0,"initializing_shards":0,"unassigned_shards":0,\
      "delayed_unassigned_shards":0,"number_of_pending_tasks":0,"number_of_in_flight_fetch":0,\
      "task_max_waiting_in_queue_millis":0,"active_shards_percent_as_number":100.0}\
      """;

  private static final String LICENSE =
      """
      {"license":{"status":"active","uid":"marsad","type":"basic",\
      "issue_date":"2026-01-01T00:00:00.000Z","issue_date_in_millis":1767225600000,\
      "max_nodes":1000,"max_resource_units":null,"issued_to":"marsad","issuer":"marsad",\
      "start_date_in_millis":-1}}\
      """;

  private static final String XPACK =
      """
      {"build":{"hash":"marsad","date":"2026-01-01T00:00:00.000Z"},"license":{"uid":"marsad",\
      "type":"basic","mode":"basic","status":"active"},"features":{"ilm":{"available":true,\
      "enabled":true},"security":{"available":true,"enabled":true}},\
      "tagline":"You know, for X"}\
      """;

  private static final String NODES =
      """
      {"_nodes":{"total":1,"successful":1,"failed":0},"cluster_name":"marsad","nodes":{"marsad":{\
      "name":"marsad","version":"%s","roles":["data","ingest","master"]}}}\
      """
          .formatted(VERSION);

  private static final Map<String, String> ANSWERS =
      Map.of(
          "/", BANNER,
          "/_license", LICENSE,
          "/_xpack", XPACK,
          "/_cluster/health", HEALTH,
          "/_nodes", NODES,
          "/_nodes/http", NODES,
          "/_nodes/_all/http", NODES);

  private static final List<String> SET_UP =
      List.of(
          "/_index_template/",
          "/_template/",
          "/_component_template/",
          "/_ilm/policy/",
          "/_ingest/pipeline/",
          "/_data_stream/");

  private static final String POLICY = "/_ilm/policy/";

  private final Cache<String, Boolean> names = Caffeine.newBuilder().maximumSize(MAX_NAMES).build();

  /** The route under {@code /es}, where the port is shared with the API. */
  public HttpRoute shared() {
    return route("/es");
  }

  /** The route of everything else at a port of its own. */
  public HttpRoute alone() {
    return route("");
  }

  private HttpRoute route(String prefix) {
    Set<HttpMethod> methods =
        Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT, HttpMethod.POST, HttpMethod.DELETE);
    List<String> paths = List.of("exact:" + prefix + "/", "prefix:" + prefix + "/");
    return new HttpRoute(paths, methods, this, false, ElasticErrors::tell);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    String path = context.path();
    if (path.startsWith("/es/")) {
      path = path.substring("/es".length());
    }
    HttpMethod method = request.method();
    boolean asks = method == HttpMethod.GET || method == HttpMethod.HEAD;
    if (asks && path.equals("/_cat/health")) {
      return ElasticErrors.answer(
          HttpStatus.OK,
          MediaType.PLAIN_TEXT_UTF_8,
          "1767225600 00:00:00 marsad green 1 1 1 1 0 0 0 0 - 100.0%\n");
    }
    String known = asks ? ANSWERS.get(path) : null;
    if (known != null) {
      return json(known);
    }
    if (isSetUp(path)) {
      return asks ? find(path) : change(method, path);
    }
    throw unknown();
  }

  /** Something a sender puts up: known by its kind, or an index at the root. */
  private static boolean isSetUp(String path) {
    return SET_UP.stream().anyMatch(path::startsWith)
        || path.length() > 1 && path.charAt(1) != '_' && path.indexOf('/', 1) < 0;
  }

  private HttpResponse find(String path) {
    if (path.startsWith(POLICY) || names.getIfPresent(path) != null) {
      return json("{}");
    }
    throw new ProblemException(
        Problem.of(404, "not-found", "Not found", "there is none of this name"));
  }

  private HttpResponse change(HttpMethod method, String path) {
    if (method == HttpMethod.DELETE) {
      names.invalidate(path);
    } else {
      names.put(path, true);
    }
    return json("{\"acknowledged\":true}");
  }

  private static HttpResponse json(String body) {
    return ElasticErrors.answer(HttpStatus.OK, MediaType.JSON, body);
  }

  private static ProblemException unknown() {
    return new ProblemException(
        Problem.of(
            404,
            "not-found",
            "Not found",
            "marsad takes events in at /_bulk; its own API is at /api/v1"));
  }
}
