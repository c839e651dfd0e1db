package org.marsad.model.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;

class QueryFuzzTest {
  @FuzzTest
  void readsWhatItPrintsOrTellsTheProblem(byte[] input) {
    Query query;
    try {
      query = QueryParser.parse(new String(input, UTF_8));
    } catch (QuerySyntaxException _) {
      return;
    }
    assertEquals(query, QueryParser.parse(query.toString()), query::toString);
  }
}
