package org.marsad.index.block;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDictDecompress;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * What the texts of all blocks of a segment are compressed after: a dictionary of zstd, trained on
 * some of them. Version 1:
 *
 * <pre>
 * "MED", version (1), CRC32C of the rest (4), how long the dictionary is (varint)
 * the dictionary, compressed with zstd
 * </pre>
 *
 * <p>Thread-safe. Bytes that are no dictionary give an {@link IOException}.
 */
public final class TextDictionary {
  /** The longest: longer ones gained 1 byte of 1,000 and cost a third more time. */
  static final int MOST = 1 << 16;

  private static final byte[] MAGIC = {'M', 'E', 'D'};
  private static final byte VERSION = 1;

  /** It is stored once, so it may take time. */
  private static final int LEVEL = 19;

  private final byte[] bytes;
  private @Nullable ZstdDictDecompress unpacking;

  private TextDictionary(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The dictionary that was {@link #stored}.
   *
   * @throws IOException if it is none, or of another version
   */
  public static TextDictionary open(BytesRef stored) throws IOException {
    var in = new Input(stored.bytes, stored.offset, stored.length);
    for (byte b : MAGIC) {
      if (in.next() != b) {
        throw corrupt("it does not begin as one");
      }
    }
    byte version = in.next();
    if (version != VERSION) {
      throw new IOException("a dictionary has version " + version + ", expecting " + VERSION);
    }
    int sum = in.int32();
    var checksum = new CRC32C();
    checksum.update(in.array(), in.at(), in.left());
    if ((int) checksum.getValue() != sum) {
      throw corrupt("its checksum is not that of its bytes");
    }
    var bytes = new byte[in.count(MOST)];
    try {
      if (Unpacker.unpack(in.array(), in.at(), in.left(), bytes, null) != bytes.length) {
        throw corrupt("it is shorter than it says");
      }
    } catch (ZstdException e) {
      throw new IOException("a dictionary of events is corrupt: " + e.getMessage(), e);
    }
    return new TextDictionary(bytes);
  }

  private static IOException corrupt(String what) {
    return new IOException("a dictionary of events is corrupt: " + what);
  }

  /** What is to be stored of it. */
  public byte[] stored() {
    var rest = new Bytes();
    rest.varint(bytes.length);
    rest.add(Zstd.compress(bytes, LEVEL));
    var checksum = new CRC32C();
    checksum.update(rest.array(), 0, rest.length());
    var out = new Bytes();
    out.add(MAGIC);
    out.add(VERSION);
    out.int32((int) checksum.getValue());
    out.add(rest);
    return Arrays.copyOf(out.array(), out.length());
  }

  byte[] bytes() {
    return bytes;
  }

  /** About how many bytes of memory it takes, in the heap and outside. */
  public int ramBytes() {
    return bytes.length * 2;
  }

  /** It lies outside of the heap until nobody has it any more, so that it is made once. */
  synchronized ZstdDictDecompress unpacking() {
    ZstdDictDecompress known = unpacking;
    if (known == null) {
      known = new ZstdDictDecompress(bytes);
      unpacking = known;
    }
    return known;
  }

  /** Makes one of the texts of some blocks, given one after the other. Once; one thread. */
  public static final class Training {
    /** So much of what it is made of becomes the dictionary: more would hold what is there once. */
    private static final int SHARE = 48;

    /** A shorter one is not worth it. */
    private static final int LEAST = 1 << 12;

    /** The most that is taken of a block. */
    private static final int SAMPLE = 1 << 15;

    private final List<byte[]> samples = new ArrayList<>();
    private long taken;

    /** Takes what a block has. */
    public void add(EventBlock block) throws IOException {
      int left = SAMPLE;
      BlockHead head = block.head();
      for (int i = 0; i < head.frames() && left > 0; i++) {
        FrameHead frame = FrameHead.read(head.frame(i));
        if (frame.kind != FrameWriter.PLAIN) {
          byte[] text = block.text(frame);
          byte[] sample = Arrays.copyOf(text, Math.min(text.length, left));
          samples.add(sample);
          left -= sample.length;
          taken += sample.length;
        }
      }
    }

    /** The dictionary; null if there is too little to make one of, or all of it is different. */
    public @Nullable TextDictionary train() {
      var made = new byte[(int) Math.min(MOST, taken / SHARE)];
      if (made.length < LEAST) {
        return null;
      }
      long length = Zstd.trainFromBuffer(samples.toArray(byte[][]::new), made);
      return Zstd.isError(length) ? null : new TextDictionary(Arrays.copyOf(made, (int) length));
    }
  }
}
