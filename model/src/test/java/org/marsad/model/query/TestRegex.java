package org.marsad.model.query;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Regular expressions for tests, which trust their patterns. */
public final class TestRegex implements RegexCompiler {
  @Override
  public Regex compile(String pattern) {
    Pattern compiled = Pattern.compile(pattern.replace("(?P<", "(?<"));
    return text -> compiled.matcher(text).find();
  }

  @Override
  public Groups groups(String pattern) {
    Pattern compiled = Pattern.compile(pattern.replace("(?P<", "(?<"));
    var byNumber = new String[compiled.matcher("").groupCount()];
    Arrays.fill(byNumber, "");
    compiled.namedGroups().forEach((name, number) -> byNumber[number - 1] = name);
    return new TestGroups(compiled, List.of(byNumber));
  }

  private record TestGroups(Pattern pattern, List<String> names) implements Groups {
    @Override
    public int @Nullable [] find(CharSequence text, int from) {
      Matcher matcher = pattern.matcher(text);
      if (from > text.length() || !matcher.find(from)) {
        return null;
      }
      var places = new int[2 * (names.size() + 1)];
      for (int i = 0; i <= names.size(); i++) {
        places[2 * i] = matcher.start(i);
        places[2 * i + 1] = matcher.end(i);
      }
      return places;
    }
  }
}
