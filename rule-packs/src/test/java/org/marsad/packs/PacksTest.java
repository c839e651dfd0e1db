package org.marsad.packs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.marsad.collector.format.Formats;
import org.marsad.model.event.Schema;
import org.marsad.rules.check.PackTests;
import org.marsad.rules.check.RuleTest;
import org.marsad.rules.correlate.Correlator;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.PackLoader;

/** The tests that lie beside the rules of every pack, as {@code ./marsad rules test} runs them. */
class PacksTest {
  private static final Path PACKS = Path.of(".");

  private final Schema schema = new Schema();
  private final Formats formats = Formats.shipped(schema, ZoneId.of("UTC"));

  @Test
  void loadAndCompileWithoutProblems() throws IOException {
    PackLoader.Loaded loaded = PackLoader.load(PACKS);
    assertEquals(List.of(), loaded.problems());
    assertEquals(List.of(), Correlator.compile(loaded.packs()).problems());
    assertFalse(loaded.packs().isEmpty());
  }

  @TestFactory
  Stream<DynamicTest> rulesHoldWhereTheirTestsSay() throws IOException {
    var all = new ArrayList<DynamicTest>();
    for (Pack pack : PackLoader.load(PACKS).packs()) {
      PackTests tests =
          PackTests.read(
              PACKS.resolve(pack.name()),
              pack,
              schema,
              (batch, at, length) -> formats.decode(batch, at, length, 0));
      all.add(
          dynamicTest(
              pack.name() + " tests all of its rules",
              () -> {
                assertEquals(List.of(), tests.problems());
                assertEquals(List.of(), tests.missing());
              }));
      for (RuleTest test : tests.tests()) {
        all.add(
            dynamicTest(
                test.place() + " " + test.name(),
                () -> assertEquals("", tests.run(test).failure())));
      }
    }
    return all.stream();
  }
}
