package org.marsad.rules.match;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;
import org.marsad.rules.explain.Explanation;
import org.marsad.rules.explain.Verdict;
import org.marsad.rules.sigma.SigmaLoader;

class SigmaExplainerTest {
  private static final Map<String, String> START =
      Map.of(
          "Channel", "Security",
          "EventID", "4688",
          "NewProcessName", "C:\\Windows\\System32\\cmd.exe",
          "CommandLine", "cmd /c whoami");

  @Test
  void namesTheSelectionTheFieldTheValueAndWhatWasWanted() {
    Explanation told =
        explain(
            """
              img: {Image|endswith: '\\cmd.exe'}
              cli: {CommandLine|contains: [' /groups', ' /privs', ' /all']}
              condition: img and cli
            """,
            START);
    assertFalse(told.holds());
    assertTrue(told.ofSource());
    assertEquals(
        List.of("CommandLine is \"cmd /c whoami\"; wanted: contains \" /groups\""),
        told.nearestMiss().stream().map(Verdict.Asked::told).toList());
    Verdict.Joined all = (Verdict.Joined) told.condition();
    Verdict.Joined image = (Verdict.Joined) all.parts().getFirst();
    assertEquals("img", image.name());
    assertTrue(image.holds());
    Verdict.Asked asked = (Verdict.Asked) image.parts().getFirst();
    assertEquals("Image (NewProcessName)", asked.field());
    assertEquals("cli", ((Verdict.Joined) all.parts().get(1)).name());
  }

  @Test
  void findsTheWayWithTheFewestChanges() {
    Explanation told =
        explain(
            """
              a: {Image: x, User: y}
              b: {CommandLine|startswith: 'cmd /k'}
              not1: {EventID: 4688}
              condition: (a or b) and not not1
            """,
            START);
    assertEquals(
        List.of(
            "CommandLine is \"cmd /c whoami\"; wanted: starts with \"cmd /k\"",
            "EventID is \"4688\"; wanted: the number 4688"),
        told.nearestMiss().stream().map(Verdict.Asked::told).toList());
  }

  @Test
  void saysWhatAnEventLacksToBeOfTheLogSource() {
    Explanation told =
        explain(
            "  s: {Image|contains: cmd}\n  condition: s\n",
            Map.of("Channel", "Security", "EventID", "4689", "Image", "cmd.exe"));
    assertFalse(told.holds());
    assertTrue(told.condition().holds());
    assertEquals(
        "the event is not of windows / process_creation: EventID is \"4689\"; wanted: 4688",
        told.source());
  }

  @Test
  void shortensLongValues() {
    Explanation told =
        explain(
            "  s: {CommandLine: x}\n  condition: s\n",
            Map.of("Channel", "Security", "EventID", "4688", "CommandLine", "a".repeat(5000)));
    String miss = told.miss();
    assertTrue(miss.length() < 300 && miss.contains("(5000 characters)"), miss);
  }

  private static Explanation explain(String detection, Map<String, String> event) {
    var rule =
        new SigmaLoader()
            .add(
                "r.yml",
                "title: t\nlogsource: {product: windows, category: process_creation}\ndetection:\n"
                    + detection)
            .loaded()
            .rules()
            .getFirst();
    var schema = new Schema();
    EventBatch.Builder builder = EventBatch.builder(schema);
    builder.begin(1, Samples.NOW, Samples.HTTP, 0, 0);
    event.forEach(
        (name, value) -> {
          byte[] bytes = value.getBytes(UTF_8);
          int at = builder.append(bytes, 0, bytes.length);
          builder.add(schema.id(name), ValueKind.TEXT, at, bytes.length);
        });
    return new SigmaExplainer(rule, schema).explain(builder.end().build(), 0);
  }
}
