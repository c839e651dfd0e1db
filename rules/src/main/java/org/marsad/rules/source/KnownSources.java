package org.marsad.rules.source;

import java.util.Locale;
import java.util.TreeSet;
import org.marsad.rules.sigma.SourceNames;

/** The log sources that the file of log sources knows, by name. Thread-safe. */
public final class KnownSources {
  private static final SourceNames NAMES = read();

  private KnownSources() {}

  /** All names that its entries have. */
  public static SourceNames names() {
    return NAMES;
  }

  private static SourceNames read() {
    var products = new TreeSet<String>();
    var categories = new TreeSet<String>();
    var services = new TreeSet<String>();
    for (SourceEntry entry : SourceEntries.shipped()) {
      products.add(entry.names().product());
      categories.add(entry.names().category());
      services.add(entry.names().service());
    }
    return new SourceNames(products, categories, services);
  }

  /**
   * Whether it knows one.
   *
   * @param name {@code product/service}, {@code product/category}, {@code category NAME} or a
   *     product alone
   */
  public static boolean isKnown(String name) {
    String small = name.toLowerCase(Locale.ROOT);
    if (small.startsWith("category ")) {
      String category = small.substring("category ".length());
      return SourceEntries.shipped().stream()
          .anyMatch(entry -> entry.names().category().equals(category));
    }
    int slash = small.indexOf('/');
    String product = slash < 0 ? small : small.substring(0, slash);
    String rest = slash < 0 ? "" : small.substring(slash + 1);
    return SourceEntries.shipped().stream()
        .map(SourceEntry::names)
        .anyMatch(
            names ->
                names.product().equals(product)
                    && (rest.isEmpty()
                        || names.service().equals(rest)
                        || names.category().equals(rest)));
  }
}
