package org.marsad.rules.adopt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** Writes YAML. Thread-safe. */
final class YamlText {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .build();

  private YamlText() {}

  static YAMLMapper mapper() {
    return YAML;
  }

  /** One document. */
  static String document(JsonNode node) throws JsonProcessingException {
    return YAML.writeValueAsString(node);
  }
}
