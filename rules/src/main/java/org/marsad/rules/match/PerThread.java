package org.marsad.rules.match;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something of every thread that asks, which goes with its holder. A {@link ThreadLocal} whose
 * values know their holder would stay for as long as the thread lives, and every set of rules that
 * was ever at work with it. Threads that have ended are forgotten when a new one comes.
 */
final class PerThread<T> {
  private final Supplier<T> maker;
  private final Map<Thread, T> all = new ConcurrentHashMap<>();
  private volatile @Nullable Own<T> last;

  PerThread(Supplier<T> maker) {
    this.maker = maker;
  }

  /** That of the thread that asks. */
  T get() {
    Thread asking = Thread.currentThread();
    Own<T> own = last;
    if (own != null && own.thread.equals(asking)) {
      return own.value;
    }
    T known = all.get(asking);
    if (known == null) {
      all.keySet().removeIf(thread -> !thread.isAlive());
      known = maker.get();
      all.put(asking, known);
    }
    last = new Own<>(asking, known);
    return known;
  }

  private record Own<T>(Thread thread, T value) {}
}
