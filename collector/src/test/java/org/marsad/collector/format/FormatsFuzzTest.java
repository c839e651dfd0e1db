package org.marsad.collector.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.event.Transport;

/**
 * All formats with the shipped mappings on top. The first byte of an input says which: {@code a}
 * finds out, {@code b} and so on are pinned, in the order of their names. The rest are frames of
 * one source, with a byte 1e between them.
 */
class FormatsFuzzTest {
  private static final byte BETWEEN = 0x1e;

  /** The one format that is looked for bugs in; empty for all. */
  private static final String ONLY = System.getProperty("fuzz.format", "");

  private static final Schema SCHEMA = new Schema();
  private static final Formats FORMATS = Formats.shipped(SCHEMA, ZoneOffset.UTC);
  private static final AtomicInteger SOURCES = new AtomicInteger();

  @FuzzTest
  void keepsTheFrameAndHoldsItsBoundsWhateverTheBytes(byte[] input) {
    if (input.length == 0) {
      return;
    }
    int choice = Math.floorMod(input[0] - 'a', Formats.NAMES.size() + 1);
    String format = choice == 0 ? Origin.AUTO : Formats.NAMES.get(choice - 1);
    if (!ONLY.isEmpty() && !ONLY.equals(format)) {
      return;
    }
    // A source that nothing is known of.
    var origin = new Origin("fuzz", Transport.TCP, "source " + SOURCES.incrementAndGet(), format);
    EventBatch.Builder batch = EventBatch.builder(SCHEMA);
    int from = 1;
    while (from <= input.length) {
      int to = from;
      while (to < input.length && input[to] != BETWEEN) {
        to++;
      }
      decode(batch, origin, input, from, to);
      from = to + 1;
    }
  }

  private void decode(EventBatch.Builder batch, Origin origin, byte[] input, int from, int to) {
    int length = to - from;
    int at = batch.append(input, from, length);
    batch.begin(batch.size(), Samples.NOW, origin, at, length);
    FORMATS.decode(batch, at, length, 0);
    batch.end();
    assertTrue(
        Arrays.equals(batch.bytes(), at, at + length, input, from, to), "the frame has changed");
    int grown = batch.length() - at - length;
    assertTrue(grown <= 4_096 + 16 * length, () -> grown + " bytes for a frame of " + length);
    EventBatch event = batch.build();
    int original = event.originalOffset(0);
    assertTrue(original >= at && original + event.originalLength(0) <= at + length);
    if (!origin.format().equals("es-bulk") && !origin.format().equals(Origin.AUTO)) {
      assertEquals(length, event.originalLength(0));
    }
    int slices = event.endSlice(0) - event.firstSlice(0);
    assertTrue(slices <= 100 + length, () -> slices + " values of a frame of " + length);
    for (int slice = event.firstSlice(0); slice < event.endSlice(0); slice++) {
      if (event.field(slice) == Fields.ERROR_CODE.id()) {
        assertNotEquals("format.bug", event.text(slice));
      }
    }
  }
}
