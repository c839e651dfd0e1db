package org.marsad.rules.incident;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which entities lead alerts to an incident, as far as those were told who look for it: what has
 * changed since is told, and not all of it each time. One thread.
 */
final class Leads {
  private final Set<String> more = new LinkedHashSet<>();
  private final Set<String> fewer = new LinkedHashSet<>();

  /** Whether anything was told. */
  private boolean isTold;

  /** One more leads there. */
  void add(String key) {
    if (isTold && !fewer.remove(key)) {
      more.add(key);
    }
  }

  /** One leads there no more. */
  void remove(String key) {
    if (isTold && !more.remove(key)) {
      fewer.add(key);
    }
  }

  /**
   * Tells what has changed; everything at first.
   *
   * @param all that lead there now
   */
  void tell(Collection<String> all, Consumer<String> added, Consumer<String> removed) {
    if (isTold) {
      fewer.forEach(removed);
      more.forEach(added);
    } else {
      all.forEach(added);
    }
    isTold = true;
    more.clear();
    fewer.clear();
  }

  /** Nothing leads there, until it is told anew. */
  void end(Collection<String> all, Consumer<String> removed) {
    if (isTold) {
      fewer.forEach(removed);
      all.forEach(removed);
    }
    isTold = false;
    more.clear();
    fewer.clear();
  }
}
