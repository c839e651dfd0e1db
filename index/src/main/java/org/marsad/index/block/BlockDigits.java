package org.marsad.index.block;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.util.BytesRef;

/**
 * The values of a field that are {@link Digits}, read from a block without unpacking its text. Any
 * thread.
 */
public final class BlockDigits {
  private static final int NONE = -1;

  private BlockDigits() {}

  /** Takes what is found. */
  public interface Sink {
    /**
     * An event has a value.
     *
     * @param form as {@link Digits} has it
     * @param bytes has its digits, two in a byte, the first in the upper half
     * @param digits how many there are
     */
    void value(int row, int form, byte[] bytes, int at, int digits);

    /** An event may have values that are found nowhere but in it. */
    void other(int row);
  }

  /**
   * Goes through a block.
   *
   * @param name of the field
   * @throws IOException if it is none
   */
  public static void each(BytesRef block, byte[] name, Sink sink) throws IOException {
    try {
      read(block, name, sink);
    } catch (IndexOutOfBoundsException
        | IllegalArgumentException
        | NegativeArraySizeException
        | ArithmeticException e) {
      throw new IOException("a block of events is corrupt: " + e.getMessage(), e);
    }
  }

  private static void read(BytesRef block, byte[] name, Sink sink) throws IOException {
    BlockHead head = BlockHead.read(block.bytes, block.offset, block.length);
    for (int i = 0; i < head.frames(); i++) {
      FrameHead frame = FrameHead.read(head.frame(i));
      if (frame.rows != head.rows(i)) {
        throw Input.corrupt("a frame has other events than its block says");
      }
      frame(frame, block.bytes, head.firstRow(i), name, sink);
    }
  }

  private static void frame(FrameHead frame, byte[] bytes, int first, byte[] name, Sink sink)
      throws IOException {
    if (frame.kind == FrameWriter.PLAIN) {
      for (int row = 0; row < frame.rows; row++) {
        sink.other(first + row);
      }
      return;
    }
    Outline outline = frame.outline(frame.bits());
    for (int row : outline.others) {
      sink.other(first + row);
    }
    for (int field = 0; field < outline.names.length; field++) {
      if (Arrays.equals(outline.names[field], name)) {
        field(outline, outline.slotsOf[field].clone(), first, bytes, frame.digits, sink);
      }
    }
  }

  /**
   * The values of a field, event by event; of several slots of a structure one after the other.
   *
   * @param slots of the field; changed
   */
  private static void field(
      Outline outline, int[] slots, int first, byte[] bytes, int digitsAt, Sink sink) {
    var slotOf = new int[outline.structures];
    var next = new int[outline.structures];
    int left = slots.length;
    while (left > 0) {
      Arrays.fill(slotOf, NONE);
      int later = 0;
      for (int i = 0; i < left; i++) {
        int shape = outline.shapes[slots[i]];
        if (slotOf[shape] == NONE) {
          slotOf[shape] = slots[i];
          next[shape] = digitsAt + outline.starts[slots[i]];
        } else {
          slots[later++] = slots[i];
        }
      }
      left = later;
      int[] shapeOf = outline.shapeOf;
      for (int row = 0; row < shapeOf.length; row++) {
        int shape = shapeOf[row];
        int slot = slotOf[shape];
        if (slot != NONE) {
          int digits = outline.digits[slot];
          sink.value(first + row, outline.forms[slot], bytes, next[shape], digits);
          next[shape] += Digits.size(digits);
        }
      }
    }
  }
}
