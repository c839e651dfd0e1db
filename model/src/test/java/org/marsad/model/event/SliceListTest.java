package org.marsad.model.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SliceListTest {
  private static final Constants PRIORITY =
      Constants.builder()
          .add(Fields.SYSLOG_FACILITY_CODE, Constant.of(16))
          .add(Fields.SYSLOG_FACILITY_NAME, Constant.of("local0"))
          .build();

  private final EventBatch.Builder builder = EventBatch.builder(new Schema());
  private final SliceList list = new SliceList(4);

  @Test
  void entersWhatWasPut() {
    for (int row = 0; row < 2_000; row++) {
      begin("host message");
      int at = builder.length() - 12;
      int base = builder.place(PRIORITY);
      int count = list.put(0, Fields.HOST_NAME, at, 4);
      count = list.put(count, PRIORITY, base);
      count = list.put(count, Fields.MESSAGE, at + 5, 7);
      builder.add(list, count).end();
    }
    EventBatch batch = builder.build();
    for (int row = 0; row < batch.size(); row++) {
      Event event = batch.event(row);
      assertEquals(4, batch.endSlice(row) - batch.firstSlice(row));
      assertEquals("host", event.text(Fields.HOST_NAME));
      assertEquals("16", event.text(Fields.SYSLOG_FACILITY_CODE));
      assertEquals("local0", event.text(Fields.SYSLOG_FACILITY_NAME));
      assertEquals("message", event.text(Fields.MESSAGE));
    }
    int code = batch.find(0, Fields.SYSLOG_FACILITY_CODE.id());
    assertEquals(ValueKind.NUMBER, batch.kind(code));
  }

  @Test
  void entersNothingThatLiesOutsideOfTheBlock() {
    begin("message");
    int[][] wrong = {{-1, 1}, {0, -1}, {0, 8}, {8, 0}, {Integer.MAX_VALUE, Integer.MAX_VALUE}};
    for (int[] slice : wrong) {
      int count = list.put(0, Fields.MESSAGE, slice[0], slice[1]);
      assertThrows(AssertionError.class, () -> builder.add(list, count));
    }
    assertEquals(builder.firstSlice(), builder.endSlice());
    assertThrows(IllegalArgumentException.class, () -> list.put(0, Fields.TIMESTAMP, 0, 1));
  }

  private void begin(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int at = builder.append(bytes, 0, bytes.length);
    builder.begin(1, 1, Origin.of("test", Transport.TCP, "192.0.2.1"), at, bytes.length);
  }
}
