package org.marsad.rules.sigma;

import java.util.Set;
import org.marsad.model.config.Suggest;

/**
 * Names that log sources are known by, in lower case. Others are right too, since sites have logs
 * of their own; one that is nearly a known one was likely meant to be it.
 */
public record SourceNames(Set<String> products, Set<String> categories, Set<String> services) {
  /** None are known, so none is missed. */
  public static final SourceNames NONE = new SourceNames(Set.of(), Set.of(), Set.of());

  /** Among short names everything is near. */
  private static final int SHORT = 5;

  public SourceNames {
    products = Set.copyOf(products);
    categories = Set.copyOf(categories);
    services = Set.copyOf(services);
  }

  /**
   * What was likely meant by the name of a kind, such as {@code category}; empty if itself. Nobody
   * misspells the first letter.
   */
  String meant(String kind, String name) {
    Set<String> known =
        switch (kind) {
          case "product" -> products;
          case "category" -> categories;
          case "service" -> services;
          default -> Set.of();
        };
    if (name.length() < SHORT || known.contains(name)) {
      return "";
    }
    String first = name.substring(0, 1);
    return Suggest.nearest(
        name, known.stream().filter(each -> each.startsWith(first)).sorted().toList());
  }
}
