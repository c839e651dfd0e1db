package org.marsad.rules.sigma;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.problem.RuleProblem;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** YAML nodes as the reader of rules wants them, with their places. */
final class Nodes {
  private Nodes() {}

  /** The members of a map by name, in their order. */
  static Map<String, Node> members(Node node) {
    if (!(node instanceof MappingNode map)) {
      throw Rejection.at(node, "expecting keys and values");
    }
    var members = new LinkedHashMap<String, Node>();
    for (NodeTuple tuple : map.getValue()) {
      String name = text(tuple.getKeyNode());
      if (members.put(name, tuple.getValueNode()) != null) {
        throw Rejection.at(tuple.getKeyNode(), "the key \"" + name + "\" is here twice");
      }
    }
    return members;
  }

  /** The node of a key, for its place. */
  static Node key(Node map, String name) {
    for (NodeTuple tuple : ((MappingNode) map).getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name)) {
        return key;
      }
    }
    return map;
  }

  /** The members of a list; a value by itself is a list of one. */
  static List<Node> list(Node node) {
    return node instanceof SequenceNode list ? list.getValue() : List.of(node);
  }

  static String text(Node node) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw Rejection.at(node, "expecting text");
  }

  static List<String> texts(@Nullable Node node) {
    var texts = new ArrayList<String>();
    if (node != null && !isNull(node)) {
      list(node).forEach(each -> texts.add(text(each)));
    }
    return texts;
  }

  /** The text of a member, or empty. */
  static String text(Map<String, Node> members, String name) {
    Node node = members.get(name);
    return node instanceof ScalarNode scalar && !isNull(scalar) ? scalar.getValue() : "";
  }

  /** What there is to tell of a node, with its place. */
  static RuleProblem problem(Node node, String file, String message) {
    Mark mark = node.getStartMark();
    return new RuleProblem(file, mark.getLine() + 1, mark.getColumn() + 1, message);
  }

  static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }
}
