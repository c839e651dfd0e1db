package org.marsad.collector.input;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.List;
import java.util.Map;

/**
 * What the senders of bulk requests ask for before and beside them: who answers, its licence, its
 * health, and that their templates be put up. Marsad needs no templates; to be given one is
 * acknowledged, and to be asked for one is answered with 404, so that senders go on.
 *
 * <p>The version named is the one whose protocol is spoken, not ours; Filebeat refuses to speak to
 * a server older than itself.
 */
public final class ElasticService implements HttpService {
  /** The version of Elasticsearch whose protocol is spoken. */
  static final String VERSION = "8.19.0";

  private static final String BANNER =
      """
      {"name":"marsad","cluster_name":"marsad","cluster_uuid":"bWFyc2Fk","version":{\
      "number":"%s","build_flavor":"default","build_type":"tar","build_hash":"marsad",\
      "build_date":"2026-01-01T00:00:00.000Z","build_snapshot":false,"lucene_version":"10.0.0",\
      "minimum_wire_compatibility_version":"7.17.0",\
      "minimum_index_compatibility_version":"7.0.0"},"tagline":"You Know, for Search"}\
      """
          .formatted(VERSION);

  private static final String HEALTH =
      """
      {"cluster_name":"marsad","status":"green","timed_out":false,"number_of_nodes":1,\
      "number_of_data_nodes":1,"active_primary_shards":1,"active_shards":1,\
      "relocating_shards":0,"initializing_shards":0,"unassigned_shards":0}\
      """;

  private static final String LICENSE =
      """
      {"license":{"status":"active","uid":"marsad","type":"basic",\
      "issue_date":"2026-01-01T00:00:00.000Z","issued_to":"marsad","issuer":"marsad",\
      "start_date_in_millis":-1}}\
      """;

  private static final String XPACK =
      """
      {"build":{"hash":"marsad"},"license":{"uid":"marsad","type":"basic","mode":"basic",\
      "status":"active"},"features":{"ilm":{"available":true,"enabled":true}}}\
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

  /** The routes under {@code /es}, where the port is shared with the API. */
  public HttpRoute shared() {
    return route("/es");
  }

  /** The routes at the root of a port of its own. */
  public HttpRoute alone() {
    return route("");
  }

  private HttpRoute route(String prefix) {
    List<String> paths =
        List.of(
            "exact:" + prefix + "/",
            "exact:" + prefix + "/_license",
            "exact:" + prefix + "/_xpack",
            "exact:" + prefix + "/_cluster/health",
            "exact:" + prefix + "/_cat/health",
            "prefix:" + prefix + "/_nodes",
            "prefix:" + prefix + "/_index_template",
            "prefix:" + prefix + "/_template",
            "prefix:" + prefix + "/_component_template",
            "prefix:" + prefix + "/_ilm/policy",
            "prefix:" + prefix + "/_ingest/pipeline",
            "prefix:" + prefix + "/_data_stream");
    return new HttpRoute(BulkHttpInput.NAME, paths, this, false, BulkHttpInput.errors());
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    String path = context.path();
    if (path.startsWith("/es/")) {
      path = path.substring("/es".length());
    }
    HttpMethod method = request.method();
    if (method == HttpMethod.PUT || method == HttpMethod.POST) {
      return answer(HttpStatus.OK, "{\"acknowledged\":true}");
    }
    if (path.equals("/_cat/health")) {
      return HttpResponse.of(
          headers(HttpStatus.OK, MediaType.PLAIN_TEXT_UTF_8),
          HttpData.ofUtf8("marsad green 1 1 1 1 0 0 0 0 - 100.0%\n"));
    }
    String known = ANSWERS.get(path);
    if (known != null) {
      return answer(HttpStatus.OK, known);
    }
    boolean stream = path.startsWith("/_data_stream/");
    if (SET_UP.stream().anyMatch(path::startsWith)) {
      return stream
          ? answer(HttpStatus.OK, "{\"data_streams\":[]}")
          : answer(HttpStatus.NOT_FOUND, "{}");
    }
    return answer(
        HttpStatus.NOT_FOUND,
        "{\"error\":{\"type\":\"resource_not_found_exception\",\"reason\":\"marsad takes events in"
            + " at _bulk; its own API is at /api/v1\"},\"status\":404}");
  }

  private static HttpResponse answer(HttpStatus status, String body) {
    return HttpResponse.of(headers(status, MediaType.JSON), HttpData.ofUtf8(body));
  }

  private static ResponseHeaders headers(HttpStatus status, MediaType type) {
    return ResponseHeaders.builder(status)
        .contentType(type)
        .add(BulkHttpInput.PRODUCT, BulkHttpInput.PRODUCT_NAME)
        .build();
  }
}
