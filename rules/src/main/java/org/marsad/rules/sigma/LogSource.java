package org.marsad.rules.sigma;

/**
 * Which logs a rule is for. An attribute that is not named is empty and asks for nothing; names are
 * in lower case.
 */
public record LogSource(String product, String category, String service) {
  /** Whether everything that this names, the other names alike. */
  public boolean contains(LogSource other) {
    return (product.isEmpty() || product.equals(other.product))
        && (category.isEmpty() || category.equals(other.category))
        && (service.isEmpty() || service.equals(other.service));
  }

  /** {@code product/category/service}, a star for what is not named. */
  @Override
  public String toString() {
    return star(product) + "/" + star(category) + "/" + star(service);
  }

  private static String star(String name) {
    return name.isEmpty() ? "*" : name;
  }
}
