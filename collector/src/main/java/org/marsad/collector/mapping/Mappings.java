package org.marsad.collector.mapping;

import java.util.ArrayList;
import java.util.List;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;

/**
 * All mappings, and which of them an event needs, found while going over its fields: one look a
 * field, one more where mappings ask for its value. Those that are due are applied in the order of
 * the files, each once; what one enters can bring up others. Never changed: other files make other
 * mappings, which take their place between two events. One thread.
 */
public final class Mappings {
  private final List<Mapping> mappings = new ArrayList<>();
  private final Row row;
  private final UrlParts urlParts;
  private Due due = new Due(0);

  private final Triggers triggers = new Triggers();

  /** Of the mappings for lines without the name of a program; nobody else pays for them. */
  private final Triggers nameless = new Triggers();

  private Mappings(Schema schema) {
    row = new Row(EventBatch.builder(schema));
    urlParts = new UrlParts(schema);
  }

  /**
   * Those of some files.
   *
   * @throws MappingException with all that is wrong in any of them, a line each with its place
   */
  public static Mappings of(MappingFiles files, Schema schema, EventTime time) {
    var mappings = new Mappings(schema);
    var problems = new ArrayList<String>();
    files
        .texts()
        .forEach(
            (name, text) -> {
              try {
                mappings.add(MappingFile.parse(name, text, schema, time));
              } catch (MappingException e) {
                problems.add(String.valueOf(e.getMessage()));
              }
            });
    if (!problems.isEmpty()) {
      throw new MappingException(String.join("\n", problems));
    }
    return mappings;
  }

  /**
   * One mapping from its text.
   *
   * @throws MappingException if it is none, with the place and the reason
   */
  static Mappings of(String fileName, String text, Schema schema, EventTime time) {
    return of(MappingFiles.of(fileName, text), schema, time);
  }

  private void add(MappingFile file) {
    int number = mappings.size();
    mappings.add(file.mapping());
    due = new Due(mappings.size());
    Triggers of = file.mapping().isNameless() ? nameless : triggers;
    file.hooks().forEach(hook -> of.add(hook, number));
  }

  /** Adds to the open row what those say who know the vendor. */
  public void apply(EventBatch.Builder event) {
    apply(event, event.firstSlice());
  }

  /** As above, those that the values from this slice on bring up. */
  public void apply(EventBatch.Builder event, int from) {
    due.clear();
    pull(event, from);
    int next = due.next();
    if (next < 0) {
      return;
    }
    row.over(event);
    for (; next >= 0; next = due.next()) {
      int before = event.endSlice();
      Mapping mapping = mappings.get(next);
      if (mapping.apply(row)) {
        pull(event, mapping.renames() ? event.firstSlice() : Math.min(before, event.endSlice()));
      }
    }
    if (row.urlEntered()) {
      urlParts.enter(row);
    }
  }

  private void pull(EventBatch.Builder event, int from) {
    triggers.pull(event, from, due);
    if (event.find(Fields.PROCESS_NAME.id()) == EventBatch.NONE) {
      nameless.pull(event, from, due);
    }
  }
}
