package org.marsad.collector.input;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceOptions;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.util.concurrent.EventExecutor;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.marsad.collector.intake.Ingest;
import org.marsad.collector.intake.Pace;
import org.marsad.collector.intake.Refusal;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Transport;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.problem.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every input over HTTP does: a body is read while there is room for it, parted into events,
 * and answered when all of them are durable. A body is one batch of the log, taken whole or not at
 * all.
 *
 * <p>Each request runs on a virtual thread of its own, which may wait for the body and the disk.
 */
final class HttpIntake {
  private static final Logger LOG = LoggerFactory.getLogger(HttpIntake.class);

  private final EventsHttpConfig config;
  private final InputContext context;
  private final String name;
  private final Semaphore requests;
  private final Pace pace;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("marsad-http-", 0).factory());

  /** For the input of this name. */
  HttpIntake(EventsHttpConfig config, InputContext context, String name) {
    this.config = config;
    this.context = context;
    this.name = name;
    this.requests = new Semaphore(config.maxRequests());
    Metrics.Counter waits =
        context
            .metrics()
            .counter(
                "marsad_collector_paced_requests",
                "Requests that waited because what was taken before could not be searched yet.",
                "input",
                name);
    this.pace = context.pace(waits);
  }

  /** Told before the headers are looked at, so that a long body is refused by its length. */
  ServiceOptions options() {
    return ServiceOptions.builder()
        .maxRequestLength(config.maxBody().bytes())
        .requestTimeoutMillis(config.timeout().toMillis())
        .build();
  }

  /** Why nothing is taken at all, if that is so. */
  Optional<String> problem() {
    return context.ingest().problem();
  }

  /**
   * Takes a body in.
   *
   * @param format the format its events are pinned to
   * @throws ProblemException, now or in the answer, if nothing of it was taken
   */
  HttpResponse take(
      ServiceRequestContext request, HttpRequest body, String format, Splitter splitter) {
    var origin = new Origin(name, Transport.HTTP, Peers.of(request.clientAddress()), format);
    EventExecutor loop = request.eventLoop().withoutContext();
    return run(() -> take(origin, body, loop, splitter));
  }

  /** Reads a body that holds no events. */
  HttpResponse read(ServiceRequestContext request, HttpRequest body, Reader reader) {
    var origin = new Origin(name, Transport.HTTP, Peers.of(request.clientAddress()), Origin.AUTO);
    return run(
        () -> {
          try (Ingest.Room room = context.ingest().room(context.books().of(origin))) {
            var read = new HttpBody(config, origin, context.now(), room);
            read.read(body, request.eventLoop().withoutContext());
            return reader.answer(read);
          }
        });
  }

  private HttpResponse run(Supplier<HttpResponse> work) {
    if (!requests.tryAcquire()) {
      count("requests");
      throw HttpProblems.overload(config.maxRequests() + " requests are under way");
    }
    Supplier<HttpResponse> task =
        () -> {
          try {
            return work.get();
          } catch (RuntimeException e) {
            if (Thrown.isBug(e)) {
              LOG.error("a request to {} failed", name, e);
            }
            count(Thrown.reason(e));
            throw e;
          } finally {
            requests.release();
          }
        };
    return HttpResponse.of(CompletableFuture.supplyAsync(task, threads));
  }

  private HttpResponse take(
      Origin origin, HttpRequest request, EventExecutor loop, Splitter splitter) {
    pace.await();
    try (Ingest.Room room = context.ingest().room(context.books().of(origin))) {
      var body = new HttpBody(config, origin, context.now(), room);
      body.read(request, loop);
      Answer answer = splitter.split(body);
      if (body.events() == 0) {
        return answer.of(RawBatch.NO_ID);
      }
      long firstId;
      try {
        firstId = append(room, body.build(context.now()));
      } catch (RuntimeException e) {
        answer.refused();
        throw e;
      }
      return answer.of(firstId);
    }
  }

  /** Waits until the batch is durable; the packed id of its first event. */
  private static long append(Ingest.Room room, RawBatch batch) {
    var outcome = new CompletableFuture<Long>();
    room.offer(
        batch,
        new Ingest.Done() {
          @Override
          public void durable(long firstId) {
            outcome.complete(firstId);
          }

          @Override
          public void refused(Refusal refusal) {
            outcome.completeExceptionally(HttpProblems.refused(refusal));
          }
        });
    try {
      return outcome.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof ProblemException problem ? problem : e;
    }
  }

  private void count(String reason) {
    context
        .metrics()
        .counter(
            "marsad_collector_refused_requests",
            "Requests of which nothing was taken.",
            "input",
            name,
            "reason",
            reason)
        .increment();
  }

  /** Finds the events in a body. */
  @FunctionalInterface
  interface Splitter {
    /**
     * Enters the events.
     *
     * @return what is answered when they are durable
     * @throws ProblemException if nothing of the body is to be taken
     */
    Answer split(HttpBody body);
  }

  /** The answer to a body that is durable. */
  @FunctionalInterface
  interface Answer {
    /** The answer; {@code firstId} is {@link RawBatch#NO_ID} where there were no events. */
    HttpResponse of(long firstId);

    /** It was not taken after all. */
    default void refused() {}
  }

  /** Answers a body that holds no events. */
  @FunctionalInterface
  interface Reader {
    HttpResponse answer(HttpBody body);
  }
}
