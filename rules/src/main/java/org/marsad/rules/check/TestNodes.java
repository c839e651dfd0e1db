package org.marsad.rules.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.marsad.model.config.Suggest;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** YAML nodes of test files, with their places. */
final class TestNodes {
  private TestNodes() {}

  /** The members of a map, of which no others than the known ones may be there. */
  static Map<String, Node> members(Node node, Set<String> known) {
    if (!(node instanceof MappingNode map)) {
      throw new BadTest(node, "expecting the keys " + sorted(known));
    }
    var members = new LinkedHashMap<String, Node>();
    for (NodeTuple tuple : map.getValue()) {
      String name = text(tuple.getKeyNode());
      if (!known.contains(name)) {
        String meant = Suggest.among(name, known);
        throw new BadTest(
            tuple.getKeyNode(),
            "unknown key \""
                + name
                + "\""
                + (meant.isEmpty() ? "; expecting one of " + sorted(known) : meant));
      }
      members.put(name, tuple.getValueNode());
    }
    return members;
  }

  private static List<String> sorted(Set<String> words) {
    return words.stream().sorted().toList();
  }

  static List<Node> list(Node node) {
    if (node instanceof SequenceNode list) {
      return list.getValue();
    }
    throw new BadTest(node, "expecting a list");
  }

  static String text(Node node) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw new BadTest(node, "expecting text");
  }

  /** Texts of a list that may be left out. */
  static List<String> texts(Map<String, Node> members, String name) {
    Node node = members.get(name);
    var texts = new ArrayList<String>();
    if (node != null) {
      list(node).forEach(each -> texts.add(line(each)));
    }
    return texts;
  }

  /** A line of log: text as it is, a map as an object of JSON. */
  static String line(Node node) {
    return node instanceof MappingNode ? json(node).toString() : text(node);
  }

  private static JsonNode json(Node node) {
    JsonNodeFactory make = JsonNodeFactory.instance;
    return switch (node) {
      case MappingNode map -> {
        ObjectNode object = make.objectNode();
        map.getValue()
            .forEach(each -> object.set(text(each.getKeyNode()), json(each.getValueNode())));
        yield object;
      }
      case SequenceNode list -> {
        ArrayNode array = make.arrayNode();
        list.getValue().forEach(each -> array.add(json(each)));
        yield array;
      }
      case ScalarNode scalar -> scalar(scalar, make);
      default -> throw new BadTest(node, "expecting a value");
    };
  }

  /** Numbers as they are written; what JSON does not know, such as times, is text. */
  private static JsonNode scalar(ScalarNode scalar, JsonNodeFactory make) {
    String text = scalar.getValue();
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.NULL)) {
      return make.nullNode();
    }
    if (text.equals("true") || text.equals("false")) {
      return tag.equals(Tag.BOOL) ? make.booleanNode(text.equals("true")) : make.textNode(text);
    }
    boolean number = tag.equals(Tag.INT) || tag.equals(Tag.FLOAT);
    return number && text.matches("-?(0|[1-9][0-9]*)([.][0-9]+)?")
        ? make.numberNode(new BigDecimal(text))
        : make.textNode(text);
  }
}
