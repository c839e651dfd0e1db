package org.marsad.rules.detect;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.marsad.model.query.RegexCompiler;

/** Regular expressions on RE2/J: linear time, no look-around, no back-references. Thread-safe. */
public final class Re2 implements RegexCompiler {
  @Override
  public Regex compile(String pattern) {
    try {
      Pattern compiled = Pattern.compile(pattern);
      return text -> compiled.matcher(text).find();
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "/" + pattern + "/ is no regular expression for RE2: " + e.getDescription(), e);
    }
  }

  @Override
  public Groups groups(String pattern) {
    try {
      return new Re2Groups(Pattern.compile(pattern));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "/" + pattern + "/ is no regular expression for RE2: " + e.getDescription(), e);
    }
  }
}
