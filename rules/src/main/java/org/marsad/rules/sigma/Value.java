package org.marsad.rules.sigma;

import java.util.List;
import org.yaml.snakeyaml.nodes.Node;

/** A value of an item on its way through the modifiers. */
sealed interface Value {
  /** Where it is written. */
  Node node();

  /** Text; one of the patterns must fit. */
  record Text(Node node, List<Wildcards> alternatives) implements Value {
    public Text {
      alternatives = List.copyOf(alternatives);
    }
  }

  /** Bytes that wait for base64. */
  record Bytes(Node node, List<byte[]> alternatives) implements Value {
    public Bytes {
      alternatives = List.copyOf(alternatives);
    }
  }

  /** A number, and how it is written. */
  record Num(Node node, double value, String text) implements Value {}

  /** True or false. */
  record Bool(Node node, boolean value) implements Value {}

  /** Null. */
  record Nothing(Node node) implements Value {}

  /** Text in which a backslash is a backslash. */
  record Verbatim(Node node, String text) implements Value {}

  /** What a modifier has made a check of. */
  record Checked(Node node, Check check) implements Value {}
}
