package org.marsad.rules.drl;

/** How Java asks for an attribute. */
final class Getter {
  private Getter() {}

  static String of(String attribute) {
    return "get" + Character.toUpperCase(attribute.charAt(0)) + attribute.substring(1) + "()";
  }
}
