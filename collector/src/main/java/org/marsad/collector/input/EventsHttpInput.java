package org.marsad.collector.input;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceOptions;
import com.linecorp.armeria.server.ServiceRequestContext;
import org.marsad.collector.intake.RequestKey;

/**
 * {@code POST /api/v1/events}: a JSON object, an array of them, or one a line (NDJSON). Each is an
 * event with the bytes it was sent with. A body is one batch of the log: it is taken whole or not
 * at all, and the answer 200 means that all of it is durable. Text that is no JSON is kept as well,
 * as raw events, and the answer says how many and where.
 *
 * <p>A request with an {@code Idempotency-Key} may be sent again: it is stored once, and answered
 * the same each time, as long as its key is remembered.
 */
public final class EventsHttpInput extends AbstractHttpService {
  /** The name of its origins. */
  public static final String NAME = "events-http";

  private static final String FORMAT = "json";
  private static final String KEY = "idempotency-key";
  private static final int MAX_KEY = 255;

  private final HttpIntake intake;
  private final RequestKeys keys;

  public EventsHttpInput(EventsHttpConfig config, InputContext context, RequestKeys keys) {
    this.keys = keys;
    intake = new HttpIntake(config, context, NAME);
  }

  /** Where it is to be bound. */
  public HttpRoute route() {
    return HttpRoute.post(this, null, "/api/v1/events");
  }

  @Override
  public ServiceOptions options() {
    return intake.options();
  }

  @Override
  protected HttpResponse doPost(ServiceRequestContext request, HttpRequest body) {
    String name = body.headers().get(KEY, "").strip();
    if (name.isEmpty()) {
      return intake.take(request, body, FORMAT, EventsHttpInput::split);
    }
    if (name.length() > MAX_KEY) {
      throw HttpProblems.malformed(
          "idempotency-key",
          "The key is too long",
          "Idempotency-Key is longer than " + MAX_KEY + " characters");
    }
    String sender = body.headers().get(HttpHeaderNames.AUTHORIZATION, "");
    return intake.take(request, body, FORMAT, read -> once(read, sender, name));
  }

  /** Stores a body with a key if it is not durable yet; the answer is the same either way. */
  private HttpIntake.Answer once(HttpBody body, String sender, String name) {
    HttpIntake.Answer answer = split(body);
    RequestKey key = RequestKey.of(sender, name, body.bytes(), 0, body.length());
    if (!keys.begin(key)) {
      body.rewrite();
      return answer;
    }
    body.key(key);
    return new HttpIntake.Answer() {
      @Override
      public HttpResponse of(long firstId) {
        keys.done(key);
        return answer.of(firstId);
      }

      @Override
      public void refused() {
        keys.undone(key);
      }
    };
  }

  private static HttpIntake.Answer split(HttpBody body) {
    if (body.length() == 0) {
      throw HttpProblems.empty();
    }
    var splitter = new JsonSplitter(body);
    splitter.split();
    int events = body.events();
    return _ -> accepted(events, splitter);
  }

  /** The answer holds nothing that was sent. */
  private static HttpResponse accepted(int events, JsonSplitter splitter) {
    var answer =
        new StringBuilder("{\"accepted\":")
            .append(events)
            .append(",\"quarantined\":")
            .append(splitter.quarantined());
    String before = ",\"problems\":[";
    for (JsonSplitter.Flaw flaw : splitter.flaws()) {
      answer.append(before).append("{\"line\":").append(flaw.line());
      answer.append(",\"event\":").append(flaw.event());
      answer.append(",\"detail\":\"").append(flaw.detail()).append("\"}");
      before = ",";
    }
    answer.append(splitter.flaws().isEmpty() ? "}" : "]}");
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, HttpData.ofUtf8(answer.toString()));
  }
}
