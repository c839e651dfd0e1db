package org.marsad.collector.input;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.intake.Ingest;
import org.marsad.collector.intake.SourceBook;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Transport;
import org.marsad.model.problem.Problem;
import org.marsad.model.problem.ProblemException;
import org.marsad.model.store.LogFullException;

/**
 * {@code POST /api/v1/events}: a JSON object, an array of them, or one a line (NDJSON). Each is an
 * event with the bytes it was sent with. The answer 200 means that all of them are durable. Text
 * that is no JSON is kept as well, as raw events, and the answer says how many and where.
 */
public final class EventsHttpInput extends AbstractHttpService {
  private static final String NAME = "events-http";
  private static final int BATCH_BYTES = 1 << 20;
  private static final int RETRY_SECONDS = 1;

  private final EventsHttpConfig config;
  private final InputContext context;

  public EventsHttpInput(EventsHttpConfig config, InputContext context) {
    this.config = config;
    this.context = context;
  }

  @Override
  protected HttpResponse doPost(ServiceRequestContext request, HttpRequest body) {
    request.setMaxRequestLength(config.maxBody().bytes());
    CompletableFuture<HttpResponse> answer =
        body.aggregate()
            .thenComposeAsync(whole -> take(request, whole), request.blockingTaskExecutor());
    return HttpResponse.of(answer);
  }

  private CompletableFuture<HttpResponse> take(
      ServiceRequestContext request, AggregatedHttpRequest body) {
    byte[] bytes = BodyDecoder.expand(body, config.maxExpanded().bytes());
    Origin origin = new Origin(NAME, Transport.HTTP, peer(request), "json");
    var splitter = new JsonSplitter(bytes, (int) config.maxEvent().bytes());
    List<RawBatch> batches = batches(splitter, bytes, origin);
    SourceBook book = context.books().of(origin);
    var durable = new ArrayList<CompletableFuture<Void>>();
    for (RawBatch batch : batches) {
      book.received(batch.size(), batch.length(), batch.received());
      var done = new CompletableFuture<Void>();
      durable.add(done);
      Ingest.Refusal refusal =
          context.ingest().offer(batch, false, why -> finish(done, why, book, batch.size()));
      if (refusal != null) {
        book.refused(refusal.reason(), batch.size());
        done.completeExceptionally(new ProblemException(problem(refusal)));
      }
    }
    book.truncated(splitter.oversize());
    return CompletableFuture.allOf(durable.toArray(CompletableFuture[]::new))
        .thenApply(_ -> accepted(splitter));
  }

  private static void finish(
      CompletableFuture<Void> done, @Nullable Throwable why, SourceBook book, int frames) {
    if (why == null) {
      done.complete(null);
      return;
    }
    Ingest.Refusal refusal =
        why instanceof LogFullException ? Ingest.Refusal.DISK_FULL : Ingest.Refusal.FAILED;
    book.refused(refusal.reason(), frames);
    done.completeExceptionally(new ProblemException(problem(refusal)));
  }

  private List<RawBatch> batches(JsonSplitter splitter, byte[] bytes, Origin origin) {
    var batches = new ArrayList<RawBatch>();
    RawBatch.Builder builder = RawBatch.builder(origin, context.now());
    while (splitter.next()) {
      builder.add(bytes, splitter.offset(), splitter.length(), splitter.flags());
      if (builder.length() >= BATCH_BYTES) {
        batches.add(builder.build());
      }
    }
    if (builder.size() > 0) {
      batches.add(builder.build());
    }
    if (batches.isEmpty()) {
      throw new ProblemException(
          Problem.of(
              400,
              "no-events",
              "The body holds no event",
              "the body is empty; expecting a JSON object, an array of objects, or one a line"));
    }
    return batches;
  }

  private static HttpResponse accepted(JsonSplitter splitter) {
    var answer =
        new StringBuilder("{\"accepted\":")
            .append(splitter.count())
            .append(",\"quarantined\":")
            .append(splitter.notJson());
    if (splitter.notJson() > 0) {
      answer.append(",\"not_json_at\":").append(splitter.notJsonAt());
    }
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, HttpData.ofUtf8(answer.append('}')));
  }

  private static Problem problem(Ingest.Refusal refusal) {
    return switch (refusal) {
      case OVERLOAD ->
          Problem.of(
                  HttpStatus.TOO_MANY_REQUESTS.code(),
                  "overload",
                  "Too much is on its way to the disk",
                  "events come in faster than they can be made durable; send the same body again")
              .retryAfter(RETRY_SECONDS);
      case DISK_FULL ->
          Problem.of(
                  HttpStatus.SERVICE_UNAVAILABLE.code(),
                  "disk-full",
                  "The disk is full",
                  "the disk of the journal is down to its reserve; send the same body again later")
              .retryAfter(RETRY_SECONDS * 5);
      case FAILED ->
          Problem.of(
              HttpStatus.SERVICE_UNAVAILABLE.code(),
              "journal-failed",
              "The journal has failed",
              "nothing can be made durable until the server was looked after; see its log");
    };
  }

  private static String peer(ServiceRequestContext request) {
    InetSocketAddress address = request.remoteAddress();
    return address == null || address.getAddress() == null
        ? ""
        : address.getAddress().getHostAddress();
  }
}
