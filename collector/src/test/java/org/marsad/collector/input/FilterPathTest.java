package org.marsad.collector.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.marsad.model.problem.ProblemException;

class FilterPathTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "errors                      | errors              | true",
        "errors                      | took                | false",
        "items.*.status              | items.index.status  | true",
        "items.*.status              | items.index._id     | false",
        "items                       | items.index._id     | true",
        "items.*                     | items.index._id     | true",
        "items.ind*.st*s             | items.index.status  | true",
        "items.cre*.status           | items.index.status  | false",
        "**.type                     | items.index.error.type | true",
        "**.type                     | items.index.error.reason | false",
        "**                          | took                | true",
        "-took                       | took                | false",
        "-took                       | errors              | true",
        "items,-items.*._shards      | items.index._shards.total | false",
        "items,-items.*._shards      | items.index.status  | true",
        "*a*b*c*                     | xaxbxcx             | true",
        "*a*b*c*                     | xaxbx               | false",
        "' errors , took '           | took                | true",
      })
  void wantsWhatItsPatternsSay(String filter, String path, boolean wanted) {
    assertEquals(wanted, new FilterPath(filter).wants(path.split("\\.")));
  }

  @Test
  void isBounded() {
    assertThrows(ProblemException.class, () -> new FilterPath("a,".repeat(40) + "a"));
    assertThrows(ProblemException.class, () -> new FilterPath("a".repeat(2000)));
    assertEquals(false, new FilterPath("**.".repeat(300) + "b").wants("a", "a", "a", "a"));
  }
}
