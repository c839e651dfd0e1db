package org.marsad.model.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ReusedBatchTest {
  private final Schema schema = new Schema();
  private final EventBatch.Builder builder = EventBatch.builder(schema);

  private EventBatch batch(String... lines) {
    for (int i = 0; i < lines.length; i++) {
      byte[] bytes = lines[i].getBytes(UTF_8);
      int at = builder.append(bytes, 0, bytes.length);
      builder.begin(i, 1_000 + i, Origin.of("test", Transport.TCP, "192.0.2.1"), at, bytes.length);
      builder.add(Fields.MESSAGE, at, bytes.length);
      builder.end();
    }
    return builder.build();
  }

  @Test
  void theNextBatchHasTheMemoryOfOneThatNobodyNeeds() {
    EventBatch first = batch("a long first line", "and another");
    byte[] memory = first.bytes();
    builder.reuse(first);
    EventBatch second = batch("short");
    assertSame(memory, second.bytes());
    assertEquals(1, second.size());
    assertEquals(0, second.firstSlice(0));
    assertEquals("short", second.text(second.find(0, Fields.MESSAGE.id())));
    assertEquals(1_000, second.received(0));
  }

  @Test
  void aBatchThatIsBeingFilledTakesNoMemory() {
    EventBatch first = batch("one");
    builder.append(new byte[3], 0, 3);
    assertThrows(IllegalStateException.class, () -> builder.reuse(first));
  }
}
