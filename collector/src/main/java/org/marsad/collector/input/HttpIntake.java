package org.marsad.collector.input;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceOptions;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
 * What every input over HTTP does: a body is read while there is room for it, parted into events
 * that share its bytes, and answered when all of them are durable. A body is one batch of the log,
 * taken whole or not at all.
 *
 * <p>Each request runs on a virtual thread of its own, which may wait for the body and the disk.
 */
final class HttpIntake {
  private final EventsHttpConfig config;
  private final InputContext context;
  private final String name;
  private final Semaphore requests;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("marsad-http-", 0).factory());

  /** For the input of this name. */
  HttpIntake(EventsHttpConfig config, InputContext context, String name) {
    this.config = config;
    this.context = context;
    this.name = name;
    this.requests = new Semaphore(config.maxRequests());
  }

  /** Told before the headers are looked at, so that a long body is refused by its length. */
  ServiceOptions options() {
    return ServiceOptions.builder()
        .maxRequestLength(config.maxBody().bytes())
        .requestTimeoutMillis(config.timeout().toMillis())
        .build();
  }

  /** The longest event that is kept whole, in bytes. */
  int maxEvent() {
    return (int) config.maxEvent().bytes();
  }

  /**
   * Takes a body in.
   *
   * @param format the format its events are pinned to
   * @throws ProblemException, now or in the answer, if nothing of it was taken
   */
  HttpResponse take(
      ServiceRequestContext request, HttpRequest body, String format, Splitter splitter) {
    String peer = Peers.of(request.clientAddress());
    if (!requests.tryAcquire()) {
      throw counted(HttpProblems.overload(config.maxRequests() + " requests are under way"));
    }
    Origin origin = new Origin(name, Transport.HTTP, peer, format);
    return HttpResponse.of(
        CompletableFuture.supplyAsync(() -> take(origin, body, splitter), threads)
            .whenComplete((_, _) -> requests.release()));
  }

  private HttpResponse take(Origin origin, HttpRequest body, Splitter splitter) {
    RawBatch.Builder batch = RawBatch.builder(origin, context.now());
    try (Ingest.Room room = context.ingest().room(context.books().of(origin))) {
      int length = new BodyReader(config, batch, room).read(body);
      Answer answer = splitter.split(batch, length);
      long firstId = RawBatch.NO_ID;
      if (batch.size() > 0) {
        firstId = append(room, batch.received(context.now()).build());
      }
      return answer.of(firstId);
    } catch (ProblemException e) {
      throw counted(e);
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

  private ProblemException counted(ProblemException problem) {
    context
        .metrics()
        .counter(
            "marsad_collector_refused_requests",
            "Requests of which nothing was taken.",
            "input",
            name,
            "reason",
            problem.problem().code())
        .increment();
    return problem;
  }

  /** Finds the events in a body. */
  @FunctionalInterface
  interface Splitter {
    /**
     * Enters the events of [0, length) of the batch's block.
     *
     * @return what is answered when they are durable
     * @throws ProblemException if nothing of the body is to be taken
     */
    Answer split(RawBatch.Builder batch, int length);
  }

  /** The answer to a body that is durable. */
  @FunctionalInterface
  interface Answer {
    /** The answer; {@code firstId} is {@link RawBatch#NO_ID} where there were no events. */
    HttpResponse of(long firstId);
  }
}
