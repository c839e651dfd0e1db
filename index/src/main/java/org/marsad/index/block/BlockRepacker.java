package org.marsad.index.block;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDictCompress;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.apache.lucene.util.BytesRef;

/**
 * Compresses the texts of blocks once more, after a {@link TextDictionary} and as hard as is worth
 * it; all else stays as it is. Used over and over; one thread.
 */
public final class BlockRepacker implements Closeable {
  /** Higher ones gain nothing for twice the time, 6 costs two thirds and leaves 3 % more. */
  private static final int LEVEL = 9;

  private final TextDictionary after;
  private final ZstdDictCompress dictionary;
  private final ZstdCompressCtx zstd;
  private final CRC32C checksum = new CRC32C();
  private final Bytes frames = new Bytes();
  private final Bytes packed = new Bytes();
  private final Bytes out = new Bytes();
  private byte[] unpacked = {};

  /** One for the blocks of a segment that stores this. */
  public BlockRepacker(TextDictionary after) {
    this.after = after;
    dictionary = new ZstdDictCompress(after.bytes(), LEVEL);
    zstd = new ZstdCompressCtx().setLevel(LEVEL).setChecksum(true).loadDict(dictionary);
  }

  /**
   * A block as it is to be stored, valid until the next is asked for.
   *
   * @throws IOException if it cannot be read, or would not come back as it is
   */
  public BytesRef repack(EventBlock block) throws IOException {
    BlockHead head = block.head();
    byte[] bytes = block.bytes();
    frames.clear();
    BlockHead.begin(out, head.frames());
    for (int i = 0; i < head.frames(); i++) {
      int begin = frames.length();
      FrameHead frame = FrameHead.read(head.frame(i));
      if (frame.kind == FrameWriter.PLAIN) {
        frames.add(bytes, head.starts[i], head.starts[i + 1] - head.starts[i]);
      } else {
        repack(frame, bytes, block.text(frame));
      }
      out.varint(head.rows(i));
      out.varint(frames.length() - begin);
    }
    out.add(bytes, head.table, head.tableEnd - head.table);
    BlockHead.seal(out);
    out.add(frames);
    return new BytesRef(out.array(), 0, out.length());
  }

  private void repack(FrameHead frame, byte[] bytes, byte[] text) throws IOException {
    compress(text);
    int begin =
        FrameHead.begin(
            frames,
            FrameWriter.COLUMNS_AFTER_DICTIONARY,
            frame.rows,
            text.length,
            frame.headLength,
            frame.aboutLength);
    frames.varint(packed.length());
    frames.varint(frame.bitsLength);
    frames.varint(frame.outlineLength);
    frames.varint(frame.digitsLength);
    frames.add(bytes, frame.outline, frame.outlineLength);
    frames.add(packed);
    frames.add(bytes, frame.bits, frame.bitsLength);
    frames.add(bytes, frame.digits, frame.digitsLength);
    FrameHead.seal(frames, begin, checksum);
  }

  private void compress(byte[] text) throws IOException {
    packed.clear();
    int bound = (int) Zstd.compressBound(text.length);
    packed.claim(bound);
    int size = zstd.compressByteArray(packed.array(), 0, bound, text, 0, text.length);
    packed.shorten(size);
    if (unpacked.length < text.length) {
      unpacked = new byte[text.length];
    }
    int length = Unpacker.unpack(packed.array(), 0, size, unpacked, after.unpacking());
    if (!Arrays.equals(unpacked, 0, length, text, 0, text.length)) {
      throw new IOException("a text of " + text.length + " bytes does not come back");
    }
  }

  @Override
  public void close() {
    zstd.close();
    dictionary.close();
  }
}
