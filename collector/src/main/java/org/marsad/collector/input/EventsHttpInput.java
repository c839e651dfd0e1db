package org.marsad.collector.input;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceOptions;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.marsad.collector.intake.Ingest;
import org.marsad.collector.intake.Refusal;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Transport;
import org.marsad.model.problem.ProblemException;

/**
 * {@code POST /api/v1/events}: a JSON object, an array of them, or one a line (NDJSON). Each is an
 * event with the bytes it was sent with. A body is one batch of the log: it is taken whole or not
 * at all, and the answer 200 means that all of it is durable. Text that is no JSON is kept as well,
 * as raw events, and the answer says how many and where.
 *
 * <p>Each request runs on a virtual thread of its own, which may wait for the body and the disk.
 */
public final class EventsHttpInput extends AbstractHttpService {
  /** The name of its origins. */
  public static final String NAME = "events-http";

  private static final String FORMAT = "json";

  private final EventsHttpConfig config;
  private final InputContext context;
  private final Semaphore requests;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("marsad-events-", 0).factory());

  public EventsHttpInput(EventsHttpConfig config, InputContext context) {
    this.config = config;
    this.context = context;
    this.requests = new Semaphore(config.maxRequests());
  }

  /** Told before the headers are looked at, so that a long body is refused by its length. */
  @Override
  public ServiceOptions options() {
    return ServiceOptions.builder()
        .maxRequestLength(config.maxBody().bytes())
        .requestTimeoutMillis(config.timeout().toMillis())
        .build();
  }

  @Override
  protected HttpResponse doPost(ServiceRequestContext request, HttpRequest body) {
    String peer = Peers.of(request.clientAddress());
    if (!requests.tryAcquire()) {
      throw counted(HttpProblems.overload(config.maxRequests() + " requests are under way"));
    }
    return HttpResponse.of(
        CompletableFuture.supplyAsync(() -> take(peer, body), threads)
            .whenComplete((_, _) -> requests.release()));
  }

  private HttpResponse take(String peer, HttpRequest body) {
    Origin origin = new Origin(NAME, Transport.HTTP, peer, FORMAT);
    RawBatch.Builder batch = RawBatch.builder(origin, context.now());
    try (Ingest.Room room = context.ingest().room(context.books().of(origin))) {
      int length = new BodyReader(config, batch, room).read(body);
      var splitter = new JsonSplitter(batch, length, (int) config.maxEvent().bytes());
      if (!splitter.split()) {
        throw HttpProblems.tooMany(JsonSplitter.MAX_EVENTS);
      }
      int events = batch.size();
      if (length == 0) {
        throw HttpProblems.empty();
      }
      if (events > 0) {
        append(room, batch.received(context.now()).build());
      }
      return accepted(events, splitter);
    } catch (ProblemException e) {
      throw counted(e);
    }
  }

  /** Waits until the batch is durable. */
  private static void append(Ingest.Room room, RawBatch batch) {
    var outcome = new CompletableFuture<Optional<Refusal>>();
    room.offer(batch, refusal -> outcome.complete(Optional.ofNullable(refusal)));
    outcome
        .join()
        .ifPresent(
            refusal -> {
              throw HttpProblems.refused(refusal);
            });
  }

  private ProblemException counted(ProblemException problem) {
    context
        .metrics()
        .counter(
            "marsad_collector_refused_requests",
            "Requests of which nothing was taken.",
            "input",
            NAME,
            "reason",
            problem.problem().code())
        .increment();
    return problem;
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
