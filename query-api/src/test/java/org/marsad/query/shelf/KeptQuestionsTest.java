package org.marsad.query.shelf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.query.shelf.KeptQuestions.Question;

class KeptQuestionsTest {
  @TempDir Path folder;

  private KeptQuestions open(int most) {
    return KeptQuestions.open(folder.resolve("questions.json"), most);
  }

  private static Question question(String text, String earliest) {
    return new Question(text, Map.of("earliest", earliest));
  }

  private static List<String> texts(KeptQuestions questions) {
    return questions.list().stream().map(Question::text).toList();
  }

  @Test
  void tellsThoseAskedMostFirstAsTheyWereAskedLast() throws IOException {
    KeptQuestions questions = open(10);
    questions.add(question("once", "-1h"));
    questions.add(question("often", "-1h"));
    questions.add(question("often", "-2h"));
    questions.save();
    List<Question> expected = List.of(question("often", "-2h"), question("once", "-1h"));
    assertEquals(expected, questions.list());
    assertEquals(expected, open(10).list());
  }

  @Test
  void theLeastAskedMakesRoom() throws IOException {
    KeptQuestions questions = open(3);
    questions.add(question("often", "-1h"));
    questions.add(question("often", "-1h"));
    for (int i = 0; i < 50; i++) {
      questions.add(question("probe " + i, "-1h"));
    }
    assertEquals(List.of("often", "probe 48", "probe 49"), texts(questions));
    questions.save();
    assertEquals(List.of("often"), texts(open(1)));
  }

  @Test
  void whatWasAskedOftenLongAgoIsForgotten() {
    KeptQuestions questions = open(2);
    for (int i = 0; i < KeptQuestions.AGE; i++) {
      questions.add(question("old", "-1h"));
    }
    for (int i = 0; i < 12 * KeptQuestions.AGE; i++) {
      questions.add(question("new", "-1h"));
      questions.add(question("other", "-1h"));
    }
    assertFalse(texts(questions).contains("old"), texts(questions).toString());
  }

  @Test
  void keepsNoneThatIsTooLongAndNoneAtAllIfToldSo() throws IOException {
    KeptQuestions questions = open(4);
    questions.add(question("x".repeat(KeptQuestions.MAX_LENGTH), "-1h"));
    assertEquals(List.of(), questions.list());
    questions.add(question("short", "-1h"));
    questions.save();
    Path file = folder.resolve("questions.json");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    KeptQuestions none = open(0);
    none.add(question("short", "-1h"));
    none.save();
    assertEquals(List.of(), none.list());
    assertFalse(Files.exists(file));
  }

  @Test
  void areWrittenDownBesideAndOnceMoreInTheEnd() throws IOException {
    Path file = folder.resolve("questions.json");
    KeptQuestions questions = open(4);
    try (var _ = QuestionWriter.start(questions, Duration.ofMillis(1))) {
      questions.add(question("first", "-1h"));
      long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
      while (!texts(open(4)).contains("first") && System.nanoTime() - deadline < 0) {
        Thread.onSpinWait();
      }
      assertEquals(List.of("first"), texts(open(4)), "nothing was stopped in order");
    }
    Files.delete(file);
    try (var _ = QuestionWriter.start(questions, Duration.ofDays(1))) {
      questions.save();
      assertFalse(Files.exists(file), "nobody asked anything since");
      questions.add(question("last", "-1h"));
    }
    assertEquals(List.of("first", "last"), texts(open(4)));
  }

  @Test
  void aFileThatCannotBeReadIsNone() throws IOException {
    Files.writeString(folder.resolve("questions.json"), "{\"questions\":[{");
    KeptQuestions questions = open(4);
    assertTrue(questions.list().isEmpty());
    questions.add(question("short", "-1h"));
    questions.save();
    assertEquals(List.of("short"), texts(open(4)));
  }
}
