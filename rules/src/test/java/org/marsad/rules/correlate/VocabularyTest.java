package org.marsad.rules.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Method;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.marsad.rules.correlate.api.Happening;
import org.marsad.rules.word.Vocabulary;
import org.marsad.rules.word.Word;

/** What the vocabulary's file says of words is what their classes have. */
class VocabularyTest {
  private final Signals signals = new Signals();

  @Test
  void everyWordHasAClassWithItsAttributesAndNoOthers() {
    for (String name : Vocabulary.shipped().names()) {
      if (name.equals(Vocabulary.ANY)) {
        continue;
      }
      Word word = Vocabulary.shipped().get(name);
      Happening fact = Subject.of(name, signals.of(name, 0)).fact();
      assertEquals(name, fact.getClass().getSimpleName());
      var getters = new TreeSet<String>();
      for (Method method : fact.getClass().getDeclaredMethods()) {
        if (method.getName().startsWith("get")) {
          getters.add(
              Character.toLowerCase(method.getName().charAt(3)) + method.getName().substring(4));
        }
      }
      assertEquals(word.attributes(), getters, name);
    }
  }
}
