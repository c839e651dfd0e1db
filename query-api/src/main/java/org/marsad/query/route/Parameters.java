package org.marsad.query.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.marsad.model.problem.Problem;
import org.marsad.model.problem.ProblemException;

/** The parameters of a request, from its URL or from a JSON body, by the same names. */
public final class Parameters {
  private static final JsonMapper JSON = new JsonMapper();

  private final Map<String, String> values;
  private final Map<String, Map<String, String>> objects;

  private Parameters(Map<String, String> values) {
    this(values, Map.of());
  }

  private Parameters(Map<String, String> values, Map<String, Map<String, String>> objects) {
    this.values = values;
    this.objects = objects;
  }

  /** Of values that are at hand. */
  static Parameters of(Map<String, String> values) {
    return new Parameters(Map.copyOf(values));
  }

  /**
   * Of the URL.
   *
   * @throws ProblemException if a name is unknown
   */
  public static Parameters ofUrl(ServiceRequestContext context, Set<String> known) {
    var values = new HashMap<String, String>();
    QueryParams params = context.queryParams();
    for (String name : params.names()) {
      require(name, known);
      values.put(name, params.get(name, ""));
    }
    return new Parameters(values);
  }

  /**
   * Of a JSON object.
   *
   * @throws ProblemException if it is none or a name is unknown
   */
  static Parameters ofBody(AggregatedHttpRequest request, Set<String> known) {
    try {
      JsonNode body = JSON.readTree(request.contentUtf8());
      if (!body.isObject()) {
        throw bad("the body is no JSON object");
      }
      var values = new HashMap<String, String>();
      var objects = new HashMap<String, Map<String, String>>();
      for (Map.Entry<String, JsonNode> entry : body.properties()) {
        require(entry.getKey(), known);
        JsonNode value = entry.getValue();
        values.put(entry.getKey(), value.isValueNode() ? value.asText() : value.toString());
        if (value.isObject()) {
          var members = new HashMap<String, String>();
          value.properties().forEach(each -> members.put(each.getKey(), each.getValue().asText()));
          objects.put(entry.getKey(), members);
        }
      }
      return new Parameters(values, objects);
    } catch (JsonProcessingException e) {
      throw bad(
          "the body is no JSON: "
              + e.getOriginalMessage()
              + " at "
              + e.getLocation().getLineNr()
              + ":"
              + e.getLocation().getColumnNr());
    }
  }

  private static void require(String name, Set<String> known) {
    if (!known.contains(name)) {
      throw bad(
          "unknown parameter \""
              + name
              + "\"; expecting one of "
              + known.stream().sorted().toList());
    }
  }

  /** The value of a name, empty if it is not there. */
  public String text(String name) {
    return values.getOrDefault(name, "");
  }

  /** The members of a value that is an object, as text; none if it is not. */
  Map<String, String> members(String name) {
    return objects.getOrDefault(name, Map.of());
  }

  boolean has(String name) {
    return !text(name).isEmpty();
  }

  /** A whole number in a range. */
  public int number(String name, int otherwise, int min, int max) {
    String text = text(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException _) {
      // told below
    }
    throw bad("\"" + name + "\" is \"" + text + "\"; expecting a number in " + min + ".." + max);
  }

  /** Names between commas. */
  public List<String> list(String name) {
    String text = text(name);
    return text.isEmpty() ? List.of() : List.of(text.split(",", -1));
  }

  static ProblemException bad(String detail) {
    return new ProblemException(
        Problem.of(400, "bad-parameter", "A parameter cannot be used", detail));
  }
}
