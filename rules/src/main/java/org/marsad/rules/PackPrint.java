package org.marsad.rules;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.Rule;

/** A number that is another one when the rules of a pack are others. */
final class PackPrint {
  private PackPrint() {}

  /** Of several, by their names. */
  static Map<String, Long> of(List<Pack> packs) {
    Map<String, Long> prints = new HashMap<>();
    packs.forEach(pack -> prints.put(pack.name(), of(pack)));
    return prints;
  }

  static long of(Pack pack) {
    long print =
        List.of(pack.name(), pack.version(), pack.title(), pack.author(), pack.partition())
            .hashCode();
    for (Rule.Single rule : pack.singles()) {
      print = print * 31 + rule.meta().toString().hashCode();
      print = print * 31 + condition(rule).hashCode();
      print = print * 31 + rule.key().hashCode();
    }
    for (Rule.Grouped rule : pack.grouped()) {
      print = print * 31 + rule.meta().toString().hashCode();
      print = print * 31 + rule.correlation().toString().hashCode();
    }
    print = print * 31 + pack.newTerms().toString().hashCode();
    for (String file : pack.drl().keySet().stream().sorted().toList()) {
      print = print * 31 + file.hashCode();
      print = print * 31 + String.valueOf(pack.drl().get(file)).hashCode();
    }
    return print;
  }

  private static String condition(Rule.Single rule) {
    return switch (rule) {
      case Rule.Detection detection -> detection.match().toString();
      case Rule.Sigma sigma -> sigma.rule().logSource() + " " + sigma.rule().condition();
      case Rule.Indicator indicator ->
          indicator.match() + " " + indicator.fields() + indicator.kind() + indicator.list();
    };
  }
}
