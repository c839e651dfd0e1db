package org.marsad.collector.mapping;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Constant;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
import org.marsad.model.event.FieldType;
import org.marsad.model.event.Fields;
import org.marsad.model.event.ValueKind;

/**
 * One vendor's mapping, compiled. The first pattern that fits the message decides; copies are made
 * whether one fits or not. One thread.
 */
final class Mapping {
  private static final int MAX_UNWRAPS = 4;

  private final Template[] unwraps;
  private final Pattern[] patterns;
  private final Entry[] constants;
  private final Copy[] copies;
  private final int[] spans = new int[64];

  Mapping(
      List<Template> unwraps, List<Pattern> patterns, List<Entry> constants, List<Copy> copies) {
    this.unwraps = unwraps.toArray(Template[]::new);
    this.patterns = patterns.toArray(Pattern[]::new);
    this.constants = constants.toArray(Entry[]::new);
    this.copies = copies.toArray(Copy[]::new);
  }

  void apply(EventBatch.Builder event) {
    for (Copy copy : copies) {
      copy.apply(event);
    }
    int message = event.find(Fields.MESSAGE.id());
    if (message != EventBatch.NONE) {
      match(event, event.offset(message), event.length(message));
    }
    for (Entry constant : constants) {
      constant.apply(event);
    }
  }

  private void match(EventBatch.Builder event, int offset, int length) {
    int from = offset;
    int to = offset + length;
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
        pattern.apply(event, spans);
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

  /**
   * A template, the field of each hole, and what is also true when it fits.
   *
   * @param fields null for holes that are not kept
   */
  record Pattern(Template template, List<Target> fields, List<Entry> constants) {
    void apply(EventBatch.Builder event, int[] spans) {
      for (int hole = 0; hole < fields.size(); hole++) {
        fields.get(hole).enter(event, spans[hole * 2], spans[hole * 2 + 1]);
      }
      constants.forEach(constant -> constant.apply(event));
    }
  }

  /**
   * Where a value goes, by what it is.
   *
   * @param field null if it is not kept
   * @param otherwise where text goes that is no address; null if nowhere
   */
  record Target(@Nullable Field field, @Nullable Field otherwise) {
    /** Enters what is in [start, end), blanks at its ends left out. */
    void enter(EventBatch.Builder event, int start, int end) {
      byte[] bytes = event.bytes();
      int from = start;
      int to = end;
      while (from < to && bytes[from] == ' ') {
        from++;
      }
      while (from < to && bytes[to - 1] == ' ') {
        to--;
      }
      if (field == null || from >= to) {
        return;
      }
      if (field.type() == FieldType.NUMBER) {
        if (Values.isNumber(event.bytes(), from, to)) {
          event.add(field.id(), ValueKind.NUMBER, from, to - from);
        }
      } else if (field.type() != FieldType.IP || Values.isAddress(event.bytes(), from, to)) {
        event.add(field.id(), ValueKind.TEXT, from, to - from);
      } else if (otherwise != null) {
        event.add(otherwise.id(), ValueKind.TEXT, from, to - from);
      }
    }
  }

  /** A value that is entered unless the event has one there. */
  record Entry(Field field, Constant value, boolean append) {
    void apply(EventBatch.Builder event) {
      if (append || event.find(field.id()) == EventBatch.NONE) {
        event.add(field, value);
      }
    }
  }

  /** The value of one field is also the value of another, unless that has one. */
  record Copy(int from, Target to) {
    void apply(EventBatch.Builder event) {
      int slice = event.find(from);
      if (slice == EventBatch.NONE || to.field() == null) {
        return;
      }
      if (event.find(to.field().id()) == EventBatch.NONE) {
        int offset = event.offset(slice);
        to.enter(event, offset, offset + event.length(slice));
      }
    }
  }
}
