package org.marsad.rules.correlate;

import java.util.Iterator;
import java.util.LinkedHashMap;
import org.marsad.rules.drl.Sequel;

/**
 * Whether the fact that must come before an event has come: for each value that both have in
 * common, when it came last. Holds as many values as there are such facts in the session. One
 * thread.
 */
final class Forerunner {
  private final Sequel sequel;

  /** Times in milliseconds, the earliest first. */
  private final LinkedHashMap<String, Long> latest = new LinkedHashMap<>();

  Forerunner(Sequel sequel) {
    this.sequel = sequel;
  }

  /** A fact was given to the session; whether it is one of those that must come before. */
  boolean sees(Subject subject) {
    if (!subject.mayBe(sequel.first())) {
      return false;
    }
    long time = subject.fact().getTs();
    Iterator<Long> oldest = latest.values().iterator();
    while (oldest.hasNext() && time - oldest.next() > sequel.within()) {
      oldest.remove();
    }
    String value = value(subject, sequel.firstAttribute());
    latest.remove(value);
    latest.put(value, time);
    return true;
  }

  /** Whether one has come that an event can follow. */
  boolean hasCome(Subject subject, long millis) {
    Long last = latest.get(value(subject, sequel.attribute()));
    return last != null && millis - last <= sequel.within();
  }

  private static String value(Subject subject, String attribute) {
    return attribute.isEmpty() ? "" : subject.text(attribute);
  }
}
