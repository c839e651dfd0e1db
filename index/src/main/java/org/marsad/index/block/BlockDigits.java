package org.marsad.index.block;

import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32C;
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
      read(new Input(block.bytes, block.offset, block.length), name, sink);
    } catch (IndexOutOfBoundsException
        | IllegalArgumentException
        | NegativeArraySizeException
        | ArithmeticException e) {
      throw new IOException("a block of events is corrupt: " + e.getMessage(), e);
    }
  }

  private static void read(Input in, byte[] name, Sink sink) throws IOException {
    int begin = in.at();
    EventBlock.version(in);
    int count = in.count(EventBlock.MAX_ROWS);
    var rows = new int[count];
    var lengths = new int[count];
    for (int i = 0; i < count; i++) {
      rows[i] = in.count(EventBlock.MAX_ROWS);
      lengths[i] = in.count(in.array().length);
    }
    HexTable.skip(in);
    check(in.array(), begin, in.at(), in.int32());
    int first = 0;
    for (int i = 0; i < count; i++) {
      int at = in.skip(lengths[i]);
      frame(new Input(in.array(), at, lengths[i]), first, rows[i], name, sink);
      first += rows[i];
    }
  }

  private static void check(byte[] bytes, int from, int to, int sum) throws IOException {
    var checksum = new CRC32C();
    checksum.update(bytes, from, to - from);
    if ((int) checksum.getValue() != sum) {
      throw Input.corrupt("its checksum is not that of its bytes");
    }
  }

  private static void frame(Input in, int first, int rows, byte[] name, Sink sink)
      throws IOException {
    int sum = in.int32();
    check(in.array(), in.at(), in.at() + in.left(), sum);
    byte kind = in.next();
    if (in.count(EventBlock.MAX_ROWS) != rows) {
      throw Input.corrupt("a frame has other events than its block says");
    }
    if (kind == FrameWriter.PLAIN) {
      for (int row = 0; row < rows; row++) {
        sink.other(first + row);
      }
      return;
    }
    for (int length = 0; length < 3; length++) {
      in.varint();
    }
    int text = in.count(in.left());
    int bits = in.count(in.left());
    int outlined = in.count(in.left());
    int digits = in.count(in.left());
    int outlineAt = in.skip(outlined);
    in.skip(text);
    int bitsAt = in.skip(bits);
    int digitsAt = in.skip(digits);
    var outline =
        Outline.read(
            rows, new Input(in.array(), outlineAt, outlined), new Input(in.array(), bitsAt, bits));
    if (outline.length != digits) {
      throw Input.corrupt("there are more digits than it says, or less");
    }
    for (int row : outline.others) {
      sink.other(first + row);
    }
    for (int field = 0; field < outline.names.length; field++) {
      if (Arrays.equals(outline.names[field], name)) {
        field(outline, outline.slotsOf[field].clone(), first, in.array(), digitsAt, sink);
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
