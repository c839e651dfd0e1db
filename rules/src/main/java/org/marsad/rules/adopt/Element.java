package org.marsad.rules.adopt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An element of XML, with its place. Open while it is read; one thread. */
final class Element {
  private final String name;
  private final int line;
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private final List<Element> children = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();

  Element(String name, int line) {
    this.name = name;
    this.line = line;
  }

  String name() {
    return name;
  }

  /** Where it begins, from 1. */
  int line() {
    return line;
  }

  Map<String, String> attributes() {
    return attributes;
  }

  /** An attribute, or empty. */
  String attribute(String key) {
    return attributes.getOrDefault(key, "");
  }

  boolean isTrue(String key) {
    String value = attribute(key);
    return value.equals("yes") || value.equals("1") || value.equals("true");
  }

  List<Element> children() {
    return children;
  }

  /** The children of a name. */
  List<Element> children(String wanted) {
    return children.stream().filter(child -> child.name.equals(wanted)).toList();
  }

  /** The text directly in it, blanks at its ends left out. */
  String text() {
    return text.toString().strip();
  }

  /** The text as it is; blanks at its ends count unless it goes over several lines. */
  String raw() {
    return text.indexOf("\n") < 0 ? text.toString() : text();
  }

  void append(String more) {
    text.append(more);
  }

  void append(char c) {
    text.append(c);
  }
}
