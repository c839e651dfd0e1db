package org.marsad.query.route;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;

/** Answers that wait for a store, off the event loop. */
final class Blocking {
  private Blocking() {}

  static HttpResponse answer(ServiceRequestContext context, Answer answer) {
    return HttpResponse.of(
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return answer.give();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            context.blockingTaskExecutor()));
  }

  /** Makes an answer. */
  @FunctionalInterface
  interface Answer {
    HttpResponse give() throws IOException;
  }
}
