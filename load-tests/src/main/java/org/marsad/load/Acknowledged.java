package org.marsad.load;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * When requests were acknowledged, in the order in which they were. Several threads may tell it.
 */
final class Acknowledged {
  private static final int PARTS = 10;

  private final long begin = System.nanoTime();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicLongArray nanos;

  /**
   * Begins now.
   *
   * @param most requests there can be
   */
  Acknowledged(int most) {
    this.nanos = new AtomicLongArray(most);
  }

  /** One more was. */
  void add() {
    nanos.set(requests.getAndIncrement(), System.nanoTime() - begin);
  }

  /** How many were. */
  int requests() {
    return requests.get();
  }

  /** How many were so long ago. */
  int requests(Duration ago) {
    long until = System.nanoTime() - begin - ago.toNanos();
    int many = requests();
    while (many > 0 && !isTold(many - 1, until)) {
      many--;
    }
    return many;
  }

  /** Another thread may have counted one whose time it has yet to tell. */
  private boolean isTold(int request, long until) {
    long at = nanos.get(request);
    return at > 0 && at <= until;
  }

  /** Requests a second between two shares of them, such as 0.5 and 1; once all of it is over. */
  double rate(double from, double to) {
    int first = (int) (requests() * from);
    int last = (int) (requests() * to);
    return last <= first ? 0 : (last - first) * 1e9 / (at(last) - at(first));
  }

  private long at(int request) {
    return request == 0 ? 0 : nanos.get(request - 1);
  }

  /** The rate of each tenth, in thousands of events a second. */
  String tenths(int eventsOfRequest) {
    var text = new StringBuilder();
    for (int i = 0; i < PARTS; i++) {
      double rate = rate(i / (double) PARTS, (i + 1) / (double) PARTS) * eventsOfRequest;
      text.append(String.format(Locale.ROOT, i == 0 ? "%.1f" : " %.1f", rate / 1e3));
    }
    return text.toString();
  }
}
