package org.marsad.rules.word;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.marsad.model.query.Query;
import org.marsad.rules.signal.Signal;

/**
 * A word of the vocabulary, such as {@code Logon}.
 *
 * @param name of it and of its class
 * @param when which events have it
 * @param texts fields by attribute; of several, the first that an event has
 * @param numbers the same, of attributes that are numbers
 * @param sources the fields of every attribute
 */
public record Word(
    String name,
    Query when,
    Map<String, List<String>> texts,
    Map<String, List<String>> numbers,
    List<List<String>> sources) {
  public Word {
    texts = Map.copyOf(texts);
    numbers = Map.copyOf(numbers);
    sources = List.copyOf(sources);
  }

  /** A word whose attributes come from these fields. */
  static Word of(
      String name, Query when, Map<String, List<String>> texts, Map<String, List<String>> numbers) {
    var sources = new ArrayList<>(texts.values());
    sources.addAll(numbers.values());
    return new Word(name, when, texts, numbers, sources);
  }

  /** All attributes. */
  public Set<String> attributes() {
    var names = new TreeSet<>(texts.keySet());
    names.addAll(numbers.keySet());
    return names;
  }

  /** The fields an attribute comes from. */
  public List<String> fields(String attribute) {
    List<String> fields = texts.get(attribute);
    return fields == null ? numbers.getOrDefault(attribute, List.of()) : fields;
  }

  /** The value of an attribute as text; empty if the event has none. */
  public String text(String attribute, Signal signal) {
    for (String field : fields(attribute)) {
      String value = signal.field(field);
      if (value != null) {
        return value;
      }
    }
    return "";
  }

  /** Whether {@link #text} is this. */
  public boolean is(String attribute, String value, Signal signal) {
    for (String field : fields(attribute)) {
      if (signal.has(field)) {
        return signal.is(field, value);
      }
    }
    return value.isEmpty();
  }

  /** The value of an attribute as a whole number; 0 if the event has none. */
  public long number(String attribute, Signal signal) {
    return (long) decimal(attribute, signal, 0);
  }

  /** The value of an attribute as a number, or {@code otherwise}. */
  public double decimal(String attribute, Signal signal, double otherwise) {
    String text = text(attribute, signal);
    try {
      return text.isEmpty() || text.length() > 32 ? otherwise : Double.parseDouble(text);
    } catch (NumberFormatException _) {
      return otherwise;
    }
  }
}
