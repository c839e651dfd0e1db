package org.marsad.query.route;

import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.marsad.model.query.Query;
import org.marsad.model.store.IncidentSearch;
import org.marsad.model.store.IncidentSearch.Order;
import org.marsad.model.store.IncidentStore;

/** What the lists of incidents and of alerts have in common. Stateless. */
final class Lists {
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

  /** Writes where the next page begins. */
  static void next(
      IncidentStore.Page<?> page, IncidentSearch search, Cursors cursors, JsonGenerator out)
      throws IOException {
    IncidentSearch.Cursor next = page.next();
    if (next == null) {
      out.writeNullField("next_cursor");
    } else {
      out.writeStringField("next_cursor", cursors.writeText(next, key(search)));
    }
  }

  /** Writes how many match in all. */
  static void total(long total, JsonGenerator out) throws IOException {
    out.writeObjectFieldStart("total");
    out.writeNumberField("value", total);
    out.writeStringField("relation", "eq");
    out.writeEndObject();
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
}
