package org.marsad.rules.match;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.marsad.model.query.Fold;
import org.marsad.model.random.Seeds;

class LiteralsTest {
  private static final String LETTERS = "abAB\\. \u00e4\u00c4";

  /** The shortest literal decides how the text is gone through. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 9})
  void findsExactlyWhatIsThere(int shortest) {
    long seed = Seeds.next();
    var random = new Random(seed);
    int found = 0;
    for (int round = 0; round < 400; round++) {
      Set<String> texts = new LinkedHashSet<>();
      for (int i = random.nextInt(60); i >= 0; i--) {
        texts.add(Fold.text(text(random, shortest + random.nextInt(4))));
      }
      List<String> all = List.copyOf(texts);
      var bytes = new ArrayList<byte[]>();
      all.forEach(each -> bytes.add(each.getBytes(UTF_8)));
      var literals = Literals.of(bytes);
      String value = text(random, random.nextInt(80)) + all.get(random.nextInt(all.size()));
      Set<String> expected = new TreeSet<>();
      all.stream().filter(Fold.text(value)::contains).forEach(expected::add);
      Set<String> told = new TreeSet<>();
      var text = new FoldedText();
      byte[] around = ("#" + value + "#").getBytes(UTF_8);
      text.read(around, 1, around.length - 1);
      literals.find(text, literal -> told.add(all.get(literal)));
      assertEquals(expected, told, () -> "seed " + seed + ": in " + value);
      found += told.size();
    }
    assertTrue(found >= 400, "seed " + seed);
  }

  private static String text(Random random, int length) {
    var text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return text.toString();
  }
}
