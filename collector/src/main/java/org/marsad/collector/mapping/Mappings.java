package org.marsad.collector.mapping;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;

/**
 * All mappings, and which of them an event needs: those for its process name, found by hash, and
 * those for events that have a certain field. One thread.
 */
public final class Mappings {
  /** The files under {@code mappings/}, in the order they are tried. */
  private static final List<String> SHIPPED = List.of("openssh", "sudo", "su", "pam", "windows");

  private final Map<String, List<Mapping>> byProcess = new HashMap<>();
  private final List<ByField> byField = new ArrayList<>();

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
    for (String process : file.processes()) {
      byProcess
          .computeIfAbsent(process.toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(file.mapping());
    }
    if (file.requiredField() != Schema.NONE) {
      byField.add(new ByField(file.requiredField(), file.mapping()));
    }
  }

  /** Adds to the open row what its message says to those who know the vendor. */
  public void apply(EventBatch.Builder event) {
    int process = event.find(Fields.PROCESS_NAME.id());
    if (process != EventBatch.NONE) {
      String name =
          new String(
                  event.bytes(),
                  event.offset(process),
                  event.length(process),
                  StandardCharsets.ISO_8859_1)
              .toLowerCase(Locale.ROOT);
      for (Mapping mapping : byProcess.getOrDefault(name, List.of())) {
        mapping.apply(event);
      }
    }
    for (ByField each : byField) {
      if (event.find(each.field) != EventBatch.NONE) {
        each.mapping.apply(event);
      }
    }
  }

  private record ByField(int field, Mapping mapping) {}
}
