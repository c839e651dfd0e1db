package org.marsad.rules.sigma;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Sigma files that were read, so that who reads a folder again reads only those whose text is
 * another one. One thread at a time.
 */
public final class SigmaFiles {
  private Map<String, Known> before = new HashMap<>();
  private Map<String, Known> now = new HashMap<>();

  List<SigmaDocument> read(String name, String text, Supplier<List<SigmaDocument>> reader) {
    Known known = now.getOrDefault(name, before.get(name));
    if (known == null || !known.text.equals(text)) {
      known = new Known(text, List.copyOf(reader.get()));
    }
    now.put(name, known);
    return known.documents;
  }

  /** Everything was read again: files that were not among it are gone. */
  public void forgetOthers() {
    before = now;
    now = new HashMap<>();
  }

  private record Known(String text, List<SigmaDocument> documents) {}
}
