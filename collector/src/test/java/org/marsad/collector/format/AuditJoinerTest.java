package org.marsad.collector.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.marsad.model.event.Event;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;

class AuditJoinerTest {
  private final Schema schema = new Schema();
  private final Formats formats = Formats.shipped(schema, ZoneId.of("UTC"));

  @Test
  void keepsEventsOfHostsThatSpeakAtOnceApart() {
    decode("node=a type=EXECVE msg=audit(1773828855.1:7): argc=1 a0=\"id\"");
    decode("node=b type=EXECVE msg=audit(1773828855.1:7): argc=1 a0=\"ls\"");
    decode("node=a type=EXECVE msg=audit(1773828855.1:8): argc=1 a0=\"ps\"");
    assertEquals("ls", last("b", 7).text(Fields.PROCESS_COMMAND_LINE));
    assertEquals("ps", last("a", 8).text(Fields.PROCESS_COMMAND_LINE));
    assertEquals("id", last("a", 7).text(Fields.PROCESS_COMMAND_LINE));
  }

  @Test
  void givesWhatTheOthersSayOnce() {
    decode("node=a type=SYSCALL msg=audit(1773828855.1:7): syscall=59 success=yes exe=\"/bin/id\"");
    assertEquals("true", last("a", 7).text("auditd.joined"));
    Event end = decode("node=a type=EOE msg=audit(1773828855.1:7): ");
    assertNull(end.text("auditd.joined"));
    assertNull(end.text("exe"));
  }

  @Test
  void joinsAtTheEndOfAnEventThatHasNoTitle() {
    decode("node=a type=SYSCALL msg=audit(1773828855.1:7): syscall=59 success=no exe=\"/bin/id\"");
    Event end = decode("node=a type=EOE msg=audit(1773828855.1:7): ");
    assertEquals("/bin/id", end.text(Fields.PROCESS_EXECUTABLE));
    assertEquals("failure", end.text(Fields.EVENT_OUTCOME));
  }

  @Test
  void leavesAnEventAloneWhoseFirstRecordsItNeverSaw() {
    Event title = last("a", 9);
    assertNull(title.text("auditd.joined"));
    assertEquals("x y", title.text("proctitle"));
  }

  @Test
  void forgetsTheOldestAndCountsIt() {
    for (int i = 0; i <= AuditJoiner.PENDING; i++) {
      decode("node=a type=SYSCALL msg=audit(1773828855.1:" + i + "): exe=\"/bin/" + i + "\"");
    }
    assertEquals(1, formats.forgottenAudits());
    assertNull(last("a", 0).text("auditd.joined"));
    assertEquals("/bin/1", last("a", 1).text(Fields.PROCESS_EXECUTABLE));
  }

  @Test
  void keepsNoMoreThanItsBounds() {
    String long1 = "x".repeat(AuditJoiner.MAX_BYTES - 100);
    decode("node=a type=SYSCALL msg=audit(1773828855.1:7): exe=\"" + long1 + "\"");
    decode("node=a type=CWD msg=audit(1773828855.1:7): cwd=\"" + long1 + "\"");
    for (int i = 0; i < 2 * AuditJoiner.MAX_VALUES; i++) {
      decode("node=a type=PATH msg=audit(1773828855.1:7): name=\"/\"");
    }
    Event title = last("a", 7);
    assertEquals(long1, title.text("exe"));
    assertNull(title.text("cwd"));
    List<String> names = title.texts(schema.field(schema.id("name")));
    assertTrue(names.size() < AuditJoiner.MAX_VALUES, () -> names.size() + " names");
    assertTrue(formats.leftOutOfAudits() > AuditJoiner.MAX_VALUES, "left out and not counted");
  }

  private Event last(String node, int number) {
    return decode(
        "node="
            + node
            + " type=PROCTITLE msg=audit(1773828855.1:"
            + number
            + "): proctitle=780079");
  }

  private Event decode(String line) {
    byte[] bytes = line.getBytes(UTF_8);
    EventBatch.Builder batch = EventBatch.builder(schema);
    int at = batch.append(bytes, 0, bytes.length);
    batch.begin(7, Samples.NOW, Samples.TCP, at, bytes.length);
    formats.decode(batch, at, bytes.length, 0);
    return batch.end().build().event(0);
  }
}
