package org.marsad.rules.drl;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Annotations: {@code @name("text")} or {@code @name(number)}. They are for us, and are never
 * written for the compiler, which would evaluate them.
 */
final class Annotations {
  private Annotations() {}

  /** The annotations that stand here, of which only these are known. */
  static Map<String, String> read(Cursor cursor, Collection<String> known) {
    var values = new LinkedHashMap<String, String>();
    while (cursor.is("@")) {
      cursor.skip();
      Token name = cursor.skip();
      if (!known.contains(name.text())) {
        throw Refusal.at(
            name,
            "@"
                + name.text()
                + " is no annotation that may stand here"
                + Advice.on(name.text(), known));
      }
      cursor.skip("(", "\"(\"");
      Token value = cursor.peek();
      if (!value.isText() && value.type() != Token.Type.NUMBER) {
        throw cursor.expecting("a text in quotes or a number");
      }
      cursor.skip();
      cursor.skip(")", "\")\"");
      if (values.putIfAbsent(name.text(), value.text().strip()) != null) {
        throw Refusal.at(name, "@" + name.text() + " stands here twice");
      }
    }
    return values;
  }
}
