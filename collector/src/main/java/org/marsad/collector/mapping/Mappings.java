package org.marsad.collector.mapping;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;

/**
 * All mappings, and which of them an event needs: those for its process name, found by hash, and
 * those for events that have a certain field, found while going over its fields once. One thread.
 */
public final class Mappings {
  private static final int PROCESS_NAME = Fields.PROCESS_NAME.id();

  /** The files under {@code mappings/}, in the order they are tried. */
  private static final List<String> SHIPPED = List.of("openssh", "sudo", "su", "pam", "windows");

  private final ByName byProcess = new ByName();

  /** By field id; null for fields that no mapping asks for. */
  private @Nullable Mapping[][] byField = new Mapping[0][];

  private Mappings() {}

  /** Those that come with Marsad. */
  public static Mappings shipped(Schema schema) {
    var mappings = new Mappings();
    for (String name : SHIPPED) {
      String resource = "/mappings/" + name + ".yaml";
      try (InputStream in = Mappings.class.getResourceAsStream(resource)) {
        if (in == null) {
          throw new IllegalStateException(resource + " is missing");
        }
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        mappings.add(MappingFile.parse(name + ".yaml", text, schema));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return mappings;
  }

  /**
   * One mapping from its text.
   *
   * @throws MappingException if it is none, with the place and the reason
   */
  static Mappings of(String fileName, String text, Schema schema) {
    var mappings = new Mappings();
    mappings.add(MappingFile.parse(fileName, text, schema));
    return mappings;
  }

  private void add(MappingFile file) {
    file.processes().forEach(process -> byProcess.add(process, file.mapping()));
    int field = file.requiredField();
    if (field != Schema.NONE) {
      byField = Arrays.copyOf(byField, Math.max(byField.length, field + 1));
      byField[field] = ByName.append(byField[field], file.mapping());
    }
  }

  /** Adds to the open row what its message says to those who know the vendor. */
  public void apply(EventBatch.Builder event) {
    int from = event.firstSlice();
    int to = event.endSlice();
    for (int slice = from; slice < to; slice++) {
      int field = event.field(slice);
      Mapping[] mappings = field < byField.length ? byField[field] : null;
      if (mappings != null) {
        apply(mappings, event);
      }
      if (field == PROCESS_NAME) {
        apply(byProcess.find(event.bytes(), event.offset(slice), event.length(slice)), event);
      }
    }
  }

  private static void apply(Mapping[] mappings, EventBatch.Builder event) {
    for (Mapping mapping : mappings) {
      mapping.apply(event);
    }
  }
}
