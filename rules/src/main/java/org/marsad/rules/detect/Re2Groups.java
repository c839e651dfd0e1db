package org.marsad.rules.detect;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.query.RegexCompiler;

/** A pattern of RE2/J that tells where its groups matched. Thread-safe. */
final class Re2Groups implements RegexCompiler.Groups {
  private final Pattern pattern;
  private final List<String> names;

  Re2Groups(Pattern pattern) {
    this.pattern = pattern;
    var byNumber = new String[pattern.groupCount()];
    Arrays.fill(byNumber, "");
    pattern.namedGroups().forEach((name, number) -> byNumber[number - 1] = name);
    names = List.of(byNumber);
  }

  @Override
  public List<String> names() {
    return names;
  }

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
