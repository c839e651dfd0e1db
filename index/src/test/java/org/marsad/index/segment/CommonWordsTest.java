package org.marsad.index.segment;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.store.Directory;
import org.junit.jupiter.api.Test;
import org.marsad.index.field.IndexFields;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;

/** What the events of a shape have in common, and where it is found. */
class CommonWordsTest {
  private static final int EVENTS = 400;

  /** So many events are met before there is a shape: the first knows none of its pieces yet. */
  private static final int BEFORE = Shapes.OFTEN + 1;

  private final Schema schema = new Schema();

  @Test
  void wordsThatAllEventsOfAShapeHaveAreWordsOfIt() throws IOException {
    Directory segment = built(_ -> "vendor product", EVENTS);
    assertEquals(BEFORE, termsOf("vendor", segment));
    assertEquals(EVENTS, found("vendor", segment));
    assertEquals(EVENTS, found("product", segment));
  }

  @Test
  void aWordThatOneEventLacksIsATermOfAllOthers() throws IOException {
    int last = EVENTS - 1;
    Directory segment = built(i -> i == last ? "other product" : "vendor product", EVENTS);
    assertEquals(EVENTS - 1, termsOf("vendor", segment));
    assertEquals(EVENTS - 1, found("vendor", segment));
    assertEquals(1, found("other", segment));
    assertEquals(BEFORE, termsOf("product", segment));
    assertEquals(EVENTS, found("product", segment));
  }

  @Test
  void whatIsCommonToAFewStaysWithThem() throws IOException {
    int few = BEFORE + CommonWords.LEAST - 1;
    assertEquals(few, termsOf("vendor", built(_ -> "vendor", few)));
    assertEquals(BEFORE, termsOf("vendor", built(_ -> "vendor", few + 1)));
  }

  @Test
  void aShapeThatWouldBecomeTooLongStaysAsItIs() throws IOException {
    var many = new StringBuilder("word");
    for (int i = 0; many.length() < 8_200; i++) {
      many.append(" word").append(i);
    }
    Directory segment = built(_ -> many.toString(), 100);
    assertEquals(100, termsOf("word7", segment));
  }

  private SegmentBuilder builder(IntFunction<String> value, int count) {
    EventBatch.Builder batch = EventBatch.builder(schema);
    for (int i = 0; i < count; i++) {
      String of = value.apply(i);
      String line = "{\"name\":\"" + of + "\",\"n\":" + i + "}";
      Samples.begin(batch, i, line);
      int at = batch.length() - line.length();
      batch.add(schema.id("name"), ValueKind.TEXT, at + line.indexOf(of), of.length());
      String number = Integer.toString(i);
      int numberAt = at + line.lastIndexOf(":" + i) + 1;
      batch.add(schema.id("n"), ValueKind.NUMBER, numberAt, number.length());
      batch.end();
    }
    var builder = new SegmentBuilder(schema);
    SegmentWriterTest.add(builder, batch.build());
    return builder;
  }

  private Directory built(IntFunction<String> value, int count) throws IOException {
    SegmentContent content = builder(value, count).content(0, false);
    return SegmentWriterTest.written(
        directory ->
            SegmentWriter.write(
                directory, "_0", content, Runnable::run, new RightOfWay(), new Room()));
  }

  /** How many events have a word as a term of their own. */
  private static int termsOf(String word, Directory segment) throws IOException {
    try (DirectoryReader reader = DirectoryReader.open(segment)) {
      return reader.docFreq(new Term(IndexFields.WORDS, word));
    }
  }

  /** How many have it at all. */
  private static int found(String word, Directory segment) throws IOException {
    Map<String, Set<String>> terms = SegmentWriterTest.terms(segment);
    String key = IndexFields.WORDS + " " + SegmentWriterTest.hex(word.getBytes(US_ASCII));
    return terms.getOrDefault(key, Set.of()).size();
  }
}
