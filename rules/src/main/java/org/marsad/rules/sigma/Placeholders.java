package org.marsad.rules.sigma;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.nodes.Node;

/** {@code %name%} in a value with the modifier expand: any of the values configured for it. */
final class Placeholders {
  private Placeholders() {}

  /** The pattern with each of the values in place of the name; {@code \%} is a percent sign. */
  static List<Wildcards> fill(Wildcards pattern, Map<String, List<String>> values, Node node) {
    List<StringBuilder> filled = new ArrayList<>(List.of(new StringBuilder()));
    String text = pattern.toString();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == '%') {
        i++;
        filled.forEach(each -> each.append('%'));
        continue;
      }
      int end = c == '%' ? text.indexOf('%', i + 1) : -1;
      if (end < 0) {
        filled.forEach(each -> each.append(c));
        continue;
      }
      String name = text.substring(i + 1, end);
      List<String> known = values.get(name);
      if (known == null || known.isEmpty()) {
        throw Rejection.at(node, "no values are configured for the placeholder %" + name + "%");
      }
      var more = new ArrayList<StringBuilder>();
      for (StringBuilder each : filled) {
        known.forEach(value -> more.add(new StringBuilder(each).append(value)));
      }
      filled = more;
      i = end;
    }
    return filled.stream().map(each -> Wildcards.parse(each.toString())).toList();
  }
}
