package org.marsad.collector.input;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.stream.SubscriptionOption;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * The body of a request on its way in, on the event loop of its connection: each part is copied to
 * where it belongs and given back at once, so that who waits for the body is woken once, and no
 * part is copied to be handed over. Where a part cannot be taken the rest is let go of, and who
 * waits is told why.
 */
final class BodyArrival implements Subscriber<HttpObject> {
  private final Consumer<ByteBuf> taker;
  private final EventExecutor loop;
  private final CompletableFuture<Boolean> whole = new CompletableFuture<>();
  private @Nullable Subscription subscription;
  private boolean over;

  private BodyArrival(Consumer<ByteBuf> taker, EventExecutor loop) {
    this.taker = taker;
    this.loop = loop;
  }

  /**
   * Waits until all of it was taken.
   *
   * @param taker takes the bytes of a part, on the event loop
   * @param loop of its connection
   * @throws RuntimeException what the taker threw, or what Armeria tells of a body that did not
   *     come whole
   */
  static void await(HttpRequest request, Consumer<ByteBuf> taker, EventExecutor loop) {
    var arrival = new BodyArrival(taker, loop);
    request.subscribe(arrival, loop, SubscriptionOption.WITH_POOLED_OBJECTS);
    try {
      arrival.whole.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  @Override
  public void onSubscribe(Subscription begun) {
    subscription = begun;
    begun.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(HttpObject part) {
    if (!(part instanceof HttpData data)) {
      return;
    }
    try (data) {
      if (!over) {
        taker.accept(data.byteBuf());
      }
    } catch (RuntimeException | Error e) {
      over = true;
      whole.completeExceptionally(e);
      // Armeria asks whether a body is open, and then writes what came into it. One that is closed
      // in between costs the connection a 500, and whatever waits behind it its answer.
      loop.execute(this::giveUp);
    }
  }

  private void giveUp() {
    Subscription begun = subscription;
    if (begun != null) {
      begun.cancel();
    }
  }

  @Override
  public void onError(Throwable why) {
    whole.completeExceptionally(why);
  }

  @Override
  public void onComplete() {
    whole.complete(true);
  }
}
