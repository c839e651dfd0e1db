package org.marsad.collector.mapping;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;

/**
 * What the message says: the first pattern that fits, with what surrounds it taken off. Patterns
 * that are for certain values of a field, such as the id of a message, are found by hash and tried
 * before the others.
 */
final class Match implements Step {
  private static final int MAX_UNWRAPS = 4;
  private static final Pattern[] NONE = {};

  private final Pattern[] unwraps;
  private final int by;
  private final ByName<Pattern[]> keyed;
  private final Pattern[] patterns;
  private final Pattern[] all;
  private final int[] spans = new int[Template.MAX_HOLES * 2];

  /**
   * A match.
   *
   * @param by the field by whose value patterns are found
   * @param keyed those that are for a value of it
   * @param patterns those that are not
   * @param all both, for messages that lack the field, in the order of the file
   */
  Match(
      List<Pattern> unwraps,
      int by,
      ByName<Pattern[]> keyed,
      List<Pattern> patterns,
      List<Pattern> all) {
    this.unwraps = unwraps.toArray(Pattern[]::new);
    this.by = by;
    this.keyed = keyed;
    this.patterns = patterns.toArray(Pattern[]::new);
    this.all = all.toArray(Pattern[]::new);
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
      int hole = unwrap(row, from, to);
      if (hole < 0) {
        break;
      }
      from = spans[hole * 2];
      to = spans[hole * 2 + 1];
    }
    int end = to;
    while (end > from && event.bytes()[end - 1] == ' ') {
      end--;
    }
    // Some senders leave a blank behind the text, and some texts end with one.
    if (!fits(row, from, end) && end < to) {
      fits(row, from, to);
    }
  }

  private boolean fits(Row row, int from, int to) {
    int key = row.find(by);
    return key == EventBatch.NONE
        ? fits(row, all, from, to)
        : fits(row, keyed(row, key), from, to) || fits(row, patterns, from, to);
  }

  private Pattern[] keyed(Row row, int slice) {
    EventBatch.Builder event = row.event();
    Pattern[] found = keyed.find(event.bytes(), event.offset(slice), event.length(slice));
    return found == null ? NONE : found;
  }

  /** Applies the first that fits, and tells whether one did. */
  private boolean fits(Row row, Pattern[] tried, int from, int to) {
    for (Pattern pattern : tried) {
      Template template = pattern.template;
      if (template == null || template.match(row.event().bytes(), from, to, spans)) {
        pattern.apply(row, spans);
        return true;
      }
    }
    return false;
  }

  /** The hole that holds the real message, or -1 if nothing is around it. */
  private int unwrap(Row row, int from, int to) {
    for (Pattern unwrap : unwraps) {
      Template template = unwrap.template;
      if (template != null && template.match(row.event().bytes(), from, to, spans)) {
        unwrap.apply(row, spans);
        return template.holes().indexOf(Fields.MESSAGE.name());
      }
    }
    return -1;
  }

  /**
   * A template, what becomes of each hole, and what is also true when it fits.
   *
   * @param template null if it fits any message
   * @param parts null for holes that are not kept
   */
  record Pattern(@Nullable Template template, List<@Nullable Part> parts, Block block) {
    private void apply(Row row, int[] spans) {
      for (int hole = 0; hole < parts.size(); hole++) {
        Part part = parts.get(hole);
        if (part != null) {
          part.take(row, spans[hole * 2], spans[hole * 2 + 1]);
        }
      }
      block.apply(row);
    }
  }
}
