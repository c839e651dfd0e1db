package org.marsad.rules;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.marsad.model.event.Event;
import org.marsad.model.event.EventBatch;
import org.marsad.model.store.QueryRefusedException;
import org.marsad.model.store.SearchRequest;
import org.marsad.rules.keyed.KeyedRules;
import org.marsad.rules.keyed.KeyedTimeline;
import org.marsad.rules.pack.Rule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells rules for new values what the store has seen before the first event that they see. Bounded:
 * at most so many values a rule. What cannot be read is told in the log, and the rule learns from
 * what comes.
 */
final class Seeding {
  private static final Logger LOG = LoggerFactory.getLogger(Seeding.class);
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private final KeyedRules rules;
  private final History history;
  private final int most;

  /**
   * Seeding from a history.
   *
   * @param most values of a rule
   */
  Seeding(KeyedRules rules, History history, int most) {
    this.rules = rules;
    this.history = history;
    this.most = most;
  }

  /** From the events before an id, which has this time. */
  void seed(KeyedTimeline timeline, long id, long time) {
    for (int number : timeline.unseeded()) {
      Rule.NewTerms rule = rules.newTerms().get(number);
      Map<Map<String, String>, Long> values = new HashMap<>();
      var request =
          new SearchRequest(rule.match(), time - rule.history(), Long.MAX_VALUE, 0, null, TIMEOUT);
      try {
        history.scan(request, batch -> collect(rule.fields(), batch, id, values));
        LOG.info("rule {}: {} values known from stored events", rule.meta().id(), values.size());
      } catch (IOException | QueryRefusedException e) {
        LOG.error("rule {} learns anew, stored events cannot be read", rule.meta().id(), e);
      }
      timeline.seed(number, values);
    }
  }

  private boolean collect(
      List<String> fields, EventBatch batch, long id, Map<Map<String, String>, Long> values) {
    for (int row = 0; row < batch.size() && values.size() < most; row++) {
      if (batch.id(row) < id) {
        Event event = batch.event(row);
        Map<String, String> found = new TreeMap<>();
        for (String field : fields) {
          String value = event.text(field);
          if (value != null) {
            found.put(field, value);
          }
        }
        if (found.size() == fields.size()) {
          values.merge(found, Math.min(batch.timestamp(row), batch.received(row)), Math::max);
        }
      }
    }
    return values.size() < most;
  }
}
