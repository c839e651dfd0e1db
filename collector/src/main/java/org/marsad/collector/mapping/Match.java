package org.marsad.collector.mapping;

import java.util.List;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;

/** What the message says: the first pattern that fits, with what surrounds it taken off. */
final class Match implements Step {
  private static final int MAX_UNWRAPS = 4;

  private final Template[] unwraps;
  private final Pattern[] patterns;
  private final int[] spans = new int[64];

  Match(List<Template> unwraps, List<Pattern> patterns) {
    this.unwraps = unwraps.toArray(Template[]::new);
    this.patterns = patterns.toArray(Pattern[]::new);
  }

  @Override
  public void apply(Row row) {
    int message = row.find(Fields.MESSAGE.id());
    if (message == EventBatch.NONE) {
      return;
    }
    EventBatch.Builder event = row.event();
    int from = event.offset(message);
    int to = from + event.length(message);
    for (int i = 0; i < MAX_UNWRAPS; i++) {
      int hole = unwrap(event, from, to);
      if (hole < 0) {
        break;
      }
      from = spans[hole * 2];
      to = spans[hole * 2 + 1];
    }
    for (Pattern pattern : patterns) {
      if (pattern.template.match(event.bytes(), from, to, spans)) {
        pattern.apply(row, spans);
        return;
      }
    }
  }

  /** The hole that holds the real message, or -1 if nothing is around it. */
  private int unwrap(EventBatch.Builder event, int from, int to) {
    for (Template unwrap : unwraps) {
      if (unwrap.match(event.bytes(), from, to, spans)) {
        return unwrap.holes().indexOf(Fields.MESSAGE.name());
      }
    }
    return -1;
  }

  /** A template, the field of each hole, and what is also true when it fits. */
  record Pattern(Template template, List<Target> targets, Block block) {
    private void apply(Row row, int[] spans) {
      for (int hole = 0; hole < targets.size(); hole++) {
        targets.get(hole).enter(row, spans[hole * 2], spans[hole * 2 + 1]);
      }
      block.apply(row);
    }
  }
}
