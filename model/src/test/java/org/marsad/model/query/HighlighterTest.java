package org.marsad.model.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.query.Highlighter.Mark;
import org.marsad.model.random.Seeds;

class HighlighterTest {
  private final Schema schema = new Schema();
  private final EventBatch event =
      Samples.event(
          schema,
          0,
          "Failed password for Root, failed PASSWORD \u0130x \u00c9t\u00e9 end",
          "user.name",
          "Root",
          "source.ip",
          "192.0.2.7",
          "source.port",
          "4022",
          "process.command_line",
          "C:\\Windows\\cmd.exe /c whoami",
          "tags",
          "a",
          "tags",
          "b");

  private String marked(String query) {
    var out = new ArrayList<String>();
    for (Mark mark : marks(query)) {
      if (mark.field().name().equals("event.original")) {
        continue;
      }
      List<String> values = event.event(0).texts(mark.field());
      out.add(
          mark.field().name() + "=" + values.get(mark.value()).substring(mark.from(), mark.to()));
    }
    return String.join("; ", out);
  }

  private List<Mark> marks(String query) {
    return Highlighter.compile(QueryParser.parse(query), schema, new TestRegex()).marks(event, 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " ^ ",
      value = {
        "message:password ^ message=password; message=PASSWORD",
        "message:\"failed password\" ^ message=Failed password; message=failed PASSWORD",
        "message:\"password root\"~1 ^ message=password for Root",
        "message:\"failed pass\"* ^ message=Failed password; message=failed PASSWORD",
        "message:*word* ^ message=word",
        "message:\u00e9T\u00c9 ^ message=\u00c9t\u00e9",
        "message:*x\\ \u00e9t\u00e9* ^ message=x \u00c9t\u00e9",
        "message:pass* ^ message=password; message=PASSWORD",
        "message:/[Ff]ailed/ ^ message=Failed; message=failed",
        "user.name:root ^ user.name=Root",
        "user.name:r??t ^ user.name=Root",
        "source.ip:192.0.2.0/24 ^ source.ip=192.0.2.7",
        "source.port>4000 ^ source.port=4022",
        "process.command_line:*\\\\cmd.exe*who* ^ process.command_line=\\cmd.exe;"
            + " process.command_line=who",
        "process.command_line:c\\:\\\\*whoami ^ process.command_line=C:\\;"
            + " process.command_line=whoami",
        "tags IN (b, c) ^ tags=b",
        "root ^ message=Root; user.name=Root",
        "NOT user.name:bob ^ ''",
        "user.name:* ^ ''",
        "user.name:bob OR source.port:4022 ^ source.port=4022",
      })
  void marksWhatMetTheClauses(String query, String marked) {
    assertEquals(marked.equals("''") ? "" : marked, marked(query));
  }

  @Test
  void tellsTheClauseAndWhichValue() {
    Mark mark = marks("tags:b AND NOT tags:c").getFirst();
    assertEquals("tags:b", mark.clause());
    assertEquals(1, mark.value());
  }

  @Test
  void everyEventFoundForSomethingItHasIsMarkedInside() {
    long seed = Seeds.next();
    var random = new Random(seed);
    EventBatch events = Samples.random(schema, random, 0, 100);
    for (int i = 0; i < 500; i++) {
      Query query = RandomQueries.query(random, 2);
      Highlighter highlighter = Highlighter.compile(query, schema, new TestRegex());
      Matcher matcher = Matcher.compile(query, schema, new TestRegex());
      boolean about = query instanceof Query.Term || query instanceof Query.Wildcard;
      for (int row = 0; row < events.size(); row++) {
        List<Mark> marks = highlighter.marks(events, row);
        for (Mark mark : marks) {
          String value =
              events.event(row).texts(mark.field()).isEmpty()
                  ? events.event(row).originalText()
                  : events.event(row).texts(mark.field()).get(mark.value());
          assertTrue(
              mark.from() >= 0 && mark.from() < mark.to() && mark.to() <= value.length(),
              () -> "seed " + seed + ", query " + query + ", mark " + mark);
        }
        boolean empty = query instanceof Query.Term term && term.value().isEmpty();
        if (about && !empty && matcher.matches(events, row)) {
          assertFalse(marks.isEmpty(), () -> "seed " + seed + ", query " + query);
        }
      }
    }
  }
}
