package org.marsad.index.block;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDictDecompress;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** What a frame of an {@link EventBlock} begins with: what it is, and where its parts lie. */
final class FrameHead {
  /** The most bytes of text before compression. */
  private static final int MAX_TEXT = 1 << 29;

  final byte kind;
  final int rows;

  /** How long the text is, and its first two parts. */
  final int textLength;

  final int headLength;
  final int aboutLength;

  /** Where the text lies compressed. */
  final int packed;

  final int packedLength;
  final int bits;
  final int bitsLength;
  final int digits;
  final int digitsLength;
  private final byte[] array;
  final int outline;
  final int outlineLength;

  private FrameHead(Input in) throws IOException {
    array = in.array();
    kind = in.next();
    rows = in.count(EventBlock.MAX_ROWS);
    textLength = in.count(MAX_TEXT);
    headLength = in.count(textLength);
    aboutLength = in.count(textLength - headLength);
    packedLength = in.count(in.left());
    bitsLength = in.count(in.left());
    outlineLength = in.count(in.left());
    digitsLength = in.count(in.left());
    outline = in.skip(outlineLength);
    packed = in.skip(packedLength);
    bits = in.skip(bitsLength);
    digits = in.skip(digitsLength);
  }

  /** Reads the head of a frame and checks the sum of all of it. */
  static FrameHead read(Input in) throws IOException {
    int sum = in.int32();
    var checksum = new CRC32C();
    checksum.update(in.array(), in.at(), in.left());
    if ((int) checksum.getValue() != sum) {
      throw Input.corrupt("its checksum is not that of its bytes");
    }
    return new FrameHead(in);
  }

  /**
   * Begins a frame; how long its compressed text is, its bits, its outline and its digits follow,
   * then the outline, the text, the bits and the digits.
   *
   * @return where it begins, for {@link #seal}
   */
  static int begin(Bytes to, byte kind, int rows, int textLength, int headLength, int aboutLength) {
    int begin = to.claim(Integer.BYTES);
    to.add(kind);
    to.varint(rows);
    to.varint(textLength);
    to.varint(headLength);
    to.varint(aboutLength);
    return begin;
  }

  /** Puts the sum of a frame before it, which begins there with room for it and is the last yet. */
  static void seal(Bytes frame, int begin, CRC32C checksum) {
    int from = begin + Integer.BYTES;
    checksum.reset();
    checksum.update(frame.array(), from, frame.length() - from);
    int sum = (int) checksum.getValue();
    for (int i = 0; i < Integer.BYTES; i++) {
      frame.array()[begin + i] = (byte) (sum >>> 8 * i);
    }
  }

  /**
   * Its text.
   *
   * @param after what it was compressed after, if it was
   * @throws ZstdException if it is corrupt
   */
  byte[] text(@Nullable ZstdDictDecompress after) throws IOException {
    if (Zstd.getFrameContentSize(array, packed, packedLength) != textLength) {
      throw Input.corrupt("it would become longer than it says");
    }
    var text = new byte[textLength];
    int unpacked = Unpacker.unpack(array, packed, packedLength, text, after);
    if (unpacked != textLength) {
      throw Input.corrupt("it became " + unpacked + " bytes instead of " + textLength);
    }
    return text;
  }

  /** Its bits, to be read. */
  Input bits() throws IOException {
    return new Input(array, bits, bitsLength);
  }

  /**
   * Which events and fields its digits are of.
   *
   * @param in its bits from the first on; goes on behind what it read
   */
  Outline outline(Input in) throws IOException {
    Outline read = Outline.read(rows, new Input(array, outline, outlineLength), in);
    if (read.length != digitsLength) {
      throw Input.corrupt("there are more digits than it says, or less");
    }
    return read;
  }
}
