package org.marsad.collector.mapping;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;

/**
 * Values move to fields of other names, or go. What becomes of a name is found out once for each
 * field of the schema and remembered by its id.
 */
final class Rename implements Step {
  private static final int UNKNOWN = 0;
  private static final int STAYS = -1;
  private static final int GOES = -2;

  private final List<Rule> rules;

  /** By field id: the new id and one, or one of the above. */
  private int[] becomes = new int[Schema.DEFAULT_MAX_FIELDS];

  Rename(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  @Override
  public void apply(Row row) {
    for (int slice = row.event().firstSlice(); slice < row.event().endSlice(); slice++) {
      int field = row.event().field(slice);
      if (field >= becomes.length) {
        becomes = Arrays.copyOf(becomes, field * 2);
      }
      int other = becomes[field];
      if (other == UNKNOWN) {
        other = decide(row.schema(), field);
        becomes[field] = other;
      }
      if (other > 0) {
        row.rename(slice, other - 1);
      } else if (other == GOES) {
        row.remove(slice--);
      }
    }
  }

  private int decide(Schema schema, int field) {
    String name = schema.field(field).name();
    for (Rule rule : rules) {
      String captured = rule.capture(name);
      if (captured == null) {
        continue;
      }
      if (rule.to == null) {
        return GOES;
      }
      int id = schema.id(rule.to.replace("*", captured));
      return id == Schema.NONE || Fields.isRow(id) ? STAYS : id + 1;
    }
    return STAYS;
  }

  /**
   * Names of a form and what becomes of them.
   *
   * @param from a name; each star but the last stands for a part without dots, the last for the
   *     rest
   * @param to the new name, its star is what the last one stood for; null if the value goes
   * @param capital what the star stood for begins with a capital letter from then on
   */
  record Rule(String from, @Nullable String to, boolean capital) {
    private @Nullable String capture(String name) {
      int last = from.lastIndexOf('*');
      if (last < 0) {
        return name.equals(from) ? "" : null;
      }
      int at = 0;
      for (int i = 0; i < last; i++) {
        if (from.charAt(i) == '*') {
          while (at < name.length() && name.charAt(at) != '.') {
            at++;
          }
        } else if (at >= name.length() || name.charAt(at++) != from.charAt(i)) {
          return null;
        }
      }
      String tail = from.substring(last + 1);
      if (at >= name.length() - tail.length() || !name.endsWith(tail)) {
        return null;
      }
      String captured = name.substring(at, name.length() - tail.length());
      return capital ? Character.toUpperCase(captured.charAt(0)) + captured.substring(1) : captured;
    }
  }
}
