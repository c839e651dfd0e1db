package org.marsad.rules.match;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.marsad.model.random.Seeds;

class ByteTrieTest {
  private static final String LETTERS = "aab";

  @Test
  void tellsEveryTextThatAValueBeginsOrEndsWith() {
    long seed = Seeds.next();
    var random = new Random(seed);
    int found = 0;
    for (int round = 0; round < 2_000; round++) {
      var fronts = new ByteTrie();
      var backs = new ByteTrie();
      Map<Integer, String> starts = new HashMap<>();
      Map<Integer, String> ends = new HashMap<>();
      for (int i = random.nextInt(6); i >= 0; i--) {
        String one = text(random, 1 + random.nextInt(12));
        starts.put(fronts.add(one.getBytes(UTF_8)), one);
        ends.put(backs.addBackwards(one.getBytes(UTF_8)), one);
      }
      fronts.compress(starts::containsKey);
      backs.compress(ends::containsKey);
      String value = text(random, random.nextInt(16));
      Set<String> begin = new TreeSet<>();
      Set<String> end = new TreeSet<>();
      starts.values().stream().filter(value::startsWith).forEach(begin::add);
      ends.values().stream().filter(value::endsWith).forEach(end::add);
      assertEquals(begin, forwards(fronts, starts, value), "seed " + seed + ": " + value);
      assertEquals(end, backwards(backs, ends, value), "seed " + seed + ": " + value);
      found += begin.size() + end.size();
    }
    assertTrue(found > 1_000, "seed " + seed);
  }

  private static Set<String> forwards(ByteTrie trie, Map<Integer, String> texts, String value) {
    byte[] bytes = value.getBytes(UTF_8);
    Set<String> told = new TreeSet<>();
    int state = ByteTrie.ROOT;
    for (int at = 0; at < bytes.length && state != ByteTrie.NONE; ) {
      int jump = trie.jump(state);
      state = jump == 0 ? trie.next(state, bytes[at]) : trie.jump(state, bytes, at, bytes.length);
      at += Math.max(1, jump);
      if (texts.containsKey(state)) {
        told.add(texts.getOrDefault(state, ""));
      }
    }
    return told;
  }

  private static Set<String> backwards(ByteTrie trie, Map<Integer, String> texts, String value) {
    byte[] bytes = value.getBytes(UTF_8);
    Set<String> told = new TreeSet<>();
    int state = ByteTrie.ROOT;
    for (int end = bytes.length; end > 0 && state != ByteTrie.NONE; ) {
      int jump = trie.jump(state);
      state = jump == 0 ? trie.next(state, bytes[end - 1]) : trie.jumpBack(state, bytes, end);
      end -= Math.max(1, jump);
      if (texts.containsKey(state)) {
        told.add(texts.getOrDefault(state, ""));
      }
    }
    return told;
  }

  private static String text(Random random, int length) {
    var text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return text.toString();
  }
}
