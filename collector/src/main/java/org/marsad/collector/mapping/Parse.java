package org.marsad.collector.mapping;

import java.util.List;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;

/**
 * The parts of a field's value are the values of others, unless those have one: the first template
 * that fits says which.
 */
final class Parse implements Step {
  private final int source;
  private final Template[] templates;
  private final Target[][] targets;
  private final int[] spans = new int[64];

  Parse(int source, List<Template> templates, List<List<Target>> targets) {
    this.source = source;
    this.templates = templates.toArray(Template[]::new);
    this.targets =
        targets.stream().map(list -> list.toArray(Target[]::new)).toArray(Target[][]::new);
  }

  @Override
  public void apply(Row row) {
    int slice = row.find(source);
    if (slice == EventBatch.NONE) {
      return;
    }
    EventBatch.Builder event = row.event();
    int from = event.offset(slice);
    int to = from + event.length(slice);
    if (Values.isNothing(event.bytes(), from, to)) {
      return;
    }
    for (int i = 0; i < templates.length; i++) {
      if (templates[i].match(event.bytes(), from, to, spans)) {
        enter(row, targets[i]);
        return;
      }
    }
  }

  private void enter(Row row, Target[] holes) {
    for (int hole = 0; hole < holes.length; hole++) {
      Field field = holes[hole].field();
      int from = spans[hole * 2];
      int to = spans[hole * 2 + 1];
      if (field != null
          && !row.has(field.id())
          && !Values.isNothing(row.event().bytes(), from, to)) {
        holes[hole].enter(row, from, to);
      }
    }
  }
}
