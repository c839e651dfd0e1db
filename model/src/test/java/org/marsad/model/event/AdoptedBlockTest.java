package org.marsad.model.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A batch of events over the block that its frames came in. */
class AdoptedBlockTest {
  private static final Origin ORIGIN = Origin.of("syslog-tcp", Transport.TCP, "192.0.2.1");

  private final Schema schema = new Schema();

  @Test
  void framesStayWhereTheyAreAndValuesComeBehindThem() {
    RawBatch raw = frames(64);
    byte[] before = Arrays.copyOf(raw.bytes(), raw.length());
    EventBatch.Builder builder = EventBatch.builder(schema);
    assertTrue(builder.adopt(raw));
    EventBatch batch = build(builder, raw);
    assertEquals(64, batch.size());
    for (int row = 0; row < 64; row++) {
      assertEquals("frame " + row, batch.event(row).text(Fields.MESSAGE));
      assertEquals("added " + row, batch.event(row).text(Fields.USER_NAME));
      assertEquals("frame " + row, batch.event(row).text(Fields.ORIGINAL));
    }
    assertTrue(Arrays.equals(before, Arrays.copyOf(raw.bytes(), raw.length())), "the frames");
  }

  @Test
  void onlyTheFirstGetsTheRoomBehindTheFrames() {
    RawBatch raw = frames(3).withFirstId(7);
    EventBatch.Builder first = EventBatch.builder(schema);
    EventBatch.Builder second = EventBatch.builder(schema);
    assertTrue(first.adopt(raw));
    assertFalse(second.adopt(raw.withFirstId(9)), "another view of the same block");
    assertSame(raw.bytes(), first.bytes());
  }

  @Test
  void onlyAnEmptyBuilderTakesABlock() {
    EventBatch.Builder builder = EventBatch.builder(schema);
    builder.append(new byte[4], 0, 4);
    RawBatch raw = frames(1);
    assertFalse(builder.adopt(raw));
    assertTrue(EventBatch.builder(schema).adopt(raw), "it was not taken by the one before");
  }

  @Test
  void theNextBatchHasABlockOfItsOwn() {
    RawBatch raw = frames(2);
    EventBatch.Builder builder = EventBatch.builder(schema);
    assertTrue(builder.adopt(raw));
    build(builder, raw);
    builder.append("next".getBytes(UTF_8), 0, 4);
    assertNotSame(raw.bytes(), builder.bytes());
  }

  @Test
  void partsOfABatchShareItsBlock() {
    RawBatch raw = frames(5);
    EventBatch.Builder builder = EventBatch.builder(schema);
    assertTrue(builder.adopt(raw));
    EventBatch first = build(builder, raw, 0, 3);
    builder.goOnIn(first);
    EventBatch second = build(builder, raw, 3, 5);
    for (int row = 0; row < 5; row++) {
      Event event = row < 3 ? first.event(row) : second.event(row - 3);
      assertEquals("frame " + row, event.text(Fields.MESSAGE));
      assertEquals("added " + row, event.text(Fields.USER_NAME));
      assertEquals("frame " + row, event.text(Fields.ORIGINAL));
    }
    builder.append("next".getBytes(UTF_8), 0, 4);
    assertNotSame(second.bytes(), builder.bytes(), "the next batch has a block of its own");
  }

  private static RawBatch frames(int count) {
    RawBatch.Builder frames = RawBatch.builder(ORIGIN, 1);
    for (int i = 0; i < count; i++) {
      frames.add(("frame " + i).getBytes(UTF_8));
    }
    return frames.build();
  }

  private static EventBatch build(EventBatch.Builder builder, RawBatch raw) {
    return build(builder, raw, 0, raw.size());
  }

  private static EventBatch build(EventBatch.Builder builder, RawBatch raw, int from, int to) {
    for (int frame = from; frame < to; frame++) {
      builder.begin(frame, 1, ORIGIN, raw.offset(frame), raw.length(frame));
      builder.add(Fields.MESSAGE, raw.offset(frame), raw.length(frame));
      builder.add(Fields.USER_NAME, "added " + frame);
      builder.end();
    }
    return builder.build();
  }
}
