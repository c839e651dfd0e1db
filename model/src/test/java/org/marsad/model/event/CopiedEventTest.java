package org.marsad.model.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class CopiedEventTest {
  @Test
  void hasWhatLiesOutsideOfItsOriginalToo() {
    var schema = new Schema();
    EventBatch.Builder from = EventBatch.builder(schema);
    byte[] line = "user=ann port=22".getBytes(UTF_8);
    from.append(line, 0, 4);
    int at = from.append(line, 0, line.length);
    from.begin(7, Samples.NOW, Samples.TCP, at, line.length);
    from.add(schema.id("user.name"), ValueKind.TEXT, at + 5, 3).add("event.action", "logon");
    from.add(Fields.SOURCE_PORT.id(), ValueKind.NUMBER, at + 14, 2).end();
    EventBatch batch = from.build();
    EventBatch.Builder into = EventBatch.builder(schema);
    into.append(line, 0, 9);
    EventBatch copy = into.copy(batch, 0, 3).copy(batch, 0, 4).build();
    for (int row = 0; row < 2; row++) {
      assertEquals(7, copy.id(row));
      assertEquals(3 + row, copy.indexed(row));
      assertArrayEquals(line, copy.event(row).original());
      int slice = copy.firstSlice(row);
      assertEquals(slice + 3, copy.endSlice(row));
      assertEquals("ann", copy.text(slice));
      assertEquals("logon", copy.text(slice + 1));
      assertEquals("22", copy.text(slice + 2));
      assertEquals(ValueKind.NUMBER, copy.kind(slice + 2));
    }
    EventBatch.Builder other = EventBatch.builder(new Schema());
    assertThrows(IllegalArgumentException.class, () -> other.copy(batch, 0, 0));
  }
}
