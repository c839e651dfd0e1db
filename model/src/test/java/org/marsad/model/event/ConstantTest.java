package org.marsad.model.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConstantTest {
  private final EventBatch.Builder builder = EventBatch.builder(new Schema());

  @Test
  void isHeldOnceForAllRowsOfABatch() {
    Constant severity = Constant.of("warning");
    for (int row = 0; row < 100; row++) {
      row(row).add(Fields.SYSLOG_SEVERITY_NAME, severity).end();
    }
    assertEquals(severity.length(), builder.length());
    EventBatch batch = builder.build();
    for (int row = 0; row < 100; row++) {
      assertEquals("warning", batch.event(row).text(Fields.SYSLOG_SEVERITY_NAME));
    }
  }

  @Test
  void isHeldAnewByTheNextBatch() {
    Constant number = Constant.of(7);
    row(0).add(Fields.SYSLOG_SEVERITY_CODE, number).end().build();
    row(1).add(Fields.SYSLOG_SEVERITY_CODE, number).end();
    EventBatch second = builder.build();
    int slice = second.find(0, Fields.SYSLOG_SEVERITY_CODE.id());
    assertEquals("7", second.text(slice));
    assertEquals(ValueKind.NUMBER, second.kind(slice));
  }

  @Test
  void manyAreToldApart() {
    Constant[] all = IntStream.range(0, 5000).mapToObj(Constant::of).toArray(Constant[]::new);
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < all.length; i++) {
        row(i).add(Fields.PROCESS_PID, all[i]).end();
      }
    }
    EventBatch batch = builder.build();
    for (int row = 0; row < batch.size(); row++) {
      assertEquals(Integer.toString(row % all.length), batch.event(row).text(Fields.PROCESS_PID));
    }
    assertTrue(batch.bytes().length < 2 * all.length * 4, "held more than once");
  }

  private EventBatch.Builder row(long id) {
    return builder.begin(id, 1, Origin.of("test", Transport.TCP, "192.0.2.1"), 0, 0);
  }
}
