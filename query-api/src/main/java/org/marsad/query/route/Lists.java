package org.marsad.query.route;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.marsad.model.problem.Problem;
import org.marsad.model.problem.ProblemException;
import org.marsad.model.query.Query;
import org.marsad.model.store.IncidentSearch;
import org.marsad.model.store.IncidentSearch.Order;
import org.marsad.model.store.IncidentStore;

/** What the lists of incidents and of alerts have in common. Stateless. */
final class Lists {
  private static final JsonFactory JSON = new JsonFactory();

  private Lists() {}

  /** The search of a request: {@code sort} is an order, with a minus in front for descending. */
  static IncidentSearch search(Parameters parameters, Query query, int size, Cursors cursors) {
    String sort = parameters.has("sort") ? parameters.text("sort") : "-last";
    boolean descending = sort.startsWith("-");
    Order order = order(descending ? sort.substring(1) : sort);
    var search = new IncidentSearch(query, order, descending, size, null);
    return parameters.has("cursor")
        ? search.behind(cursors.readText(parameters.text("cursor"), key(search)))
        : search;
  }

  private static Order order(String word) {
    for (Order order : Order.values()) {
      if (order.toString().equals(word)) {
        return order;
      }
    }
    throw Parameters.bad(
        "sort \""
            + word
            + "\" is none; expecting one of "
            + Arrays.toString(Order.values()).toLowerCase(Locale.ROOT)
            + ", with - in front for descending");
  }

  /**
   * The answer to a search: how many there are in all, those of the page, where the next begins.
   */
  static <T> HttpResponse page(
      String name,
      IncidentStore.Page<T> page,
      IncidentSearch search,
      Cursors cursors,
      ItemWriter<T> writer)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeObjectFieldStart("total");
      out.writeNumberField("value", page.total());
      out.writeStringField("relation", "eq");
      out.writeEndObject();
      out.writeArrayFieldStart(name);
      for (T item : page.items()) {
        writer.write(item, out);
      }
      out.writeEndArray();
      IncidentSearch.Cursor next = page.next();
      out.writeStringField(
          "next_cursor", next == null ? null : cursors.writeText(next, key(search)));
      out.writeEndObject();
    }
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, bytes.toByteArray());
  }

  /** The alerts of an incident, in the order of time. */
  static IncidentSearch alertsOf(String incident, int most) {
    var members = new Query.Term("incident.id", incident, true);
    return new IncidentSearch(members, Order.FIRST, false, most, null);
  }

  /** There is none that has this id. */
  static ProblemException none(String kind, String id) {
    return new ProblemException(
        Problem.of(
            HttpStatus.NOT_FOUND.code(),
            "no-such-" + kind,
            "There is no such " + kind,
            "no " + kind + " has the id \"" + id + "\""));
  }

  /** An answer whose revision is its tag. */
  static HttpResponse tagged(long revision, byte[] body) {
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.JSON)
            .add(HttpHeaderNames.ETAG, "\"" + revision + "\"")
            .build(),
        HttpData.wrap(body));
  }

  private static String key(IncidentSearch search) {
    return (search.descending() ? "-" : "+") + search.order() + " " + search.query();
  }

  /** Writes one of a page. */
  @FunctionalInterface
  interface ItemWriter<T> {
    /** As an object. */
    void write(T item, JsonGenerator out) throws IOException;
  }
}
