package org.marsad.collector.frame;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.FrameFlag;
import org.marsad.model.event.RawBatch;

/**
 * Lumberjack, versions 1 and 2, as Beats, Elastic Agent and Logstash speak it. A frame is the byte
 * of the version, the letter of its kind, and what the kind demands, numbers big-endian:
 *
 * <pre>
 * W u32                   a window: the sender waits for an answer after so many events
 * J u32 u32 bytes         an event: its sequence number, its length, a JSON object
 * D u32 u32 (u32 bytes)*  an event: its sequence number, so many pairs of name and value
 * C u32 bytes             more frames, packed by zlib, none of them packed again
 * A u32                   the answer: all up to this sequence number is durable
 * </pre>
 *
 * <p>The bytes of a J become the frame as they are. A D becomes a JSON object, written while it is
 * read, in which {@code line}, {@code host}, {@code file} and {@code offset} have the names that
 * Beats give them today. An event longer than the limit is kept up to the limit, flagged {@link
 * FrameFlag#OVERSIZE}.
 *
 * <p>A compressed frame is never kept: it is unpacked while it arrives, only as far as the batch in
 * hand has room, so that what a few bytes become takes no more memory than what they are. Where the
 * network cut the bytes makes no difference, but to how early a frame that is packed wrongly or too
 * well is found out. What cannot be understood ends the stream: {@link #broken()} says why. An
 * event whose end never came was never acknowledged and is forgotten.
 *
 * <p>Belongs to one connection. Never throws, whatever the bytes.
 */
public final class LumberjackDecoder implements AutoCloseable {
  /** No frame is longer; whoever says so is no sender of logs. */
  static final int MAX_LENGTH = 256 << 20;

  private static final int BATCH_BYTES = 64 << 10;

  /** Events of a batch at most: empty ones would never fill it. */
  static final int BATCH_EVENTS = 8 << 10;

  private static final int PLAIN_BYTES = 8 << 10;
  private static final int MAX_PAIRS = 1 << 16;

  /** Expanded bytes below which the ratio is not looked at. */
  private static final int SMALL = 64 << 10;

  private static final String[][] NAMES = {
    {"line", "message"}, {"host", "host.name"}, {"file", "log.file.path"}, {"offset", "log.offset"}
  };
  private static final byte[] HEX = LatinBytes.of("0123456789abcdef");
  private static final int MAX_NAME = 64;
  private static final int NOTHING = -1;

  /** What is being read. */
  private enum Part {
    HEADER,
    JSON,
    TEXT_LENGTH,
    TEXT
  }

  private final LumberjackLimits limits;
  private final byte[] header = new byte[10];
  private Part part = Part.HEADER;
  private int headerLength;

  /** Bytes of the JSON or of the text that have not come yet. */
  private int left;

  /** Texts of a D that have not come yet, the one being read among them. */
  private int texts;

  private final byte[] name = new byte[MAX_NAME];
  private int nameLength;

  private int frameAt = NOTHING;
  private int sequence;
  private boolean cut;

  // The compressed frame being read.
  private @Nullable Inflater inflater;
  private @Nullable ByteBuffer plain;
  private boolean unpacking;
  private int packedLeft;
  private long packed;
  private long expanded;

  // Windows and what may be acknowledged.
  private byte version = '2';
  private int windowLeft;
  private int[] due = new int[4];
  private int dueCount;
  private int last;
  private boolean open;

  private long oversize;
  private @Nullable String broken;

  public LumberjackDecoder(LumberjackLimits limits) {
    this.limits = limits;
  }

  /** Events that were cut because they were too long, so far. */
  public long oversize() {
    return oversize;
  }

  /** Why nothing more can be read from this stream; null if it can. */
  public @Nullable String broken() {
    return broken;
  }

  /** Whether a frame has begun that has not ended. */
  public boolean isInFrame() {
    return part != Part.HEADER || headerLength > 0 || unpacking;
  }

  /** Events of the window announced last that have not come yet. */
  public int windowLeft() {
    return windowLeft;
  }

  /**
   * Enters events into the batch, until the bytes are used up or the batch is {@linkplain #isFull
   * full}; then {@link #build} is due, and this again with what is left of the bytes.
   *
   * @return whether all bytes were read and nothing of them waits to be unpacked
   */
  public boolean decode(ByteBuffer in, RawBatch.Builder batch) {
    while (broken == null && !isFull(batch)) {
      if (plain != null && plain.hasRemaining()) {
        frames(plain, true, batch);
      } else if (unpacking) {
        if (!unpack(in)) {
          return true;
        }
      } else if (in.hasRemaining()) {
        frames(in, false, batch);
      } else {
        return true;
      }
    }
    return broken != null;
  }

  /** Whether the batch should be sent before more is read. */
  public boolean isFull(RawBatch.Builder batch) {
    return batch.size() >= BATCH_EVENTS || (batch.size() > 0 && wholeBytes(batch) >= BATCH_BYTES);
  }

  /** Takes the whole events; an event that waits for its end comes first in the next batch. */
  public RawBatch build(RawBatch.Builder batch) {
    int at = wholeBytes(batch);
    int rest = batch.length() - at;
    batch.shorten(at);
    RawBatch built = batch.build();
    if (rest > 0) {
      // The block has more bytes than the batch says; nobody looks at them but us.
      int to = batch.claim(rest);
      System.arraycopy(built.bytes(), at, batch.block(), to, rest);
    }
    if (frameAt != NOTHING) {
      frameAt = 0;
    }
    return built;
  }

  /** What the batch built last lets us acknowledge; to be asked once after each {@link #build}. */
  public LumberjackAcks acks() {
    if (windowLeft == 0 && open) {
      due(last);
    }
    var acks = new LumberjackAcks(version, Arrays.copyOf(due, dueCount), last);
    dueCount = 0;
    return acks;
  }

  @Override
  public void close() {
    if (inflater != null) {
      inflater.end();
      inflater = null;
    }
    unpacking = false;
    plain = null;
    broken = broken == null ? "closed" : broken;
  }

  private int wholeBytes(RawBatch.Builder batch) {
    return frameAt == NOTHING ? batch.length() : frameAt;
  }

  /** Reads frames up to the end of the bytes, the first packed frame, or a full batch. */
  private void frames(ByteBuffer in, boolean inner, RawBatch.Builder batch) {
    while (in.hasRemaining() && broken == null && !isFull(batch)) {
      switch (part) {
        case HEADER -> header(in, batch, inner);
        case JSON -> json(in, batch);
        case TEXT_LENGTH -> textLength(in, batch);
        case TEXT -> text(in, batch);
      }
      if (!inner && unpacking) {
        return;
      }
    }
  }

  private void header(ByteBuffer in, RawBatch.Builder batch, boolean inner) {
    header[headerLength++] = in.get();
    if (headerLength == 1) {
      if (header[0] != '1' && header[0] != '2') {
        broken = "version";
      }
      return;
    }
    int wanted =
        switch (header[1]) {
          case 'W', 'C' -> 6;
          case 'J', 'D' -> 10;
          default -> 0;
        };
    if (wanted == 0) {
      broken = "type";
    } else if (headerLength == wanted) {
      headerLength = 0;
      version = header[0];
      switch (header[1]) {
        case 'W' -> window(number(2));
        case 'C' -> packed(number(2), inner);
        case 'J' -> event(number(2), number(6), batch);
        default -> pairs(number(2), number(6), batch);
      }
    }
  }

  private int number(int at) {
    return (header[at] & 0xff) << 24
        | (header[at + 1] & 0xff) << 16
        | (header[at + 2] & 0xff) << 8
        | header[at + 3] & 0xff;
  }

  private void window(int size) {
    if (size < 0 || size > limits.maxWindow()) {
      broken = "window";
      return;
    }
    // A sender that announces anew wants to know what became of the window before.
    if (open) {
      due(last);
    }
    windowLeft = size;
  }

  private void packed(int length, boolean inner) {
    if (inner) {
      broken = "nested";
    } else if (length <= 0 || length > MAX_LENGTH) {
      broken = "length";
    } else {
      unpacking = true;
      packedLeft = length;
      packed = 0;
      expanded = 0;
      if (inflater == null) {
        inflater = new Inflater();
      } else {
        inflater.reset();
      }
    }
  }

  /** Unpacks as much as {@code plain} holds; false if that takes bytes that have not come yet. */
  private boolean unpack(ByteBuffer in) {
    Inflater zlib = Objects.requireNonNull(inflater);
    ByteBuffer out = plain == null ? ByteBuffer.allocate(PLAIN_BYTES) : plain.clear();
    plain = out;
    ByteBuffer given = in.slice(in.position(), Math.min(in.remaining(), packedLeft));
    try {
      zlib.setInput(given);
      zlib.inflate(out);
    } catch (DataFormatException _) {
      broken = "zlib";
    }
    int taken = given.position();
    in.position(in.position() + taken);
    packedLeft -= taken;
    packed += taken;
    expanded += out.flip().remaining();
    if (zlib.finished()) {
      taken += skipTrailer(in);
    }
    if (expanded > limits.maxExpanded()) {
      broken = "expanded";
    } else if (expanded > SMALL && expanded / limits.maxRatio() > packed) {
      broken = "ratio";
    } else if (zlib.needsDictionary()) {
      broken = "zlib";
    } else if (packedLeft == 0 && !out.hasRemaining()) {
      endOfPacked();
    }
    return broken != null || out.hasRemaining() || taken > 0 || !unpacking;
  }

  /** Bytes behind the end of the packed data, which say nothing. */
  private int skipTrailer(ByteBuffer in) {
    int some = Math.min(in.remaining(), packedLeft);
    in.position(in.position() + some);
    packedLeft -= some;
    return some;
  }

  /** Frames must not reach beyond the packed frame they began in. */
  private void endOfPacked() {
    unpacking = false;
    if (part != Part.HEADER || headerLength > 0) {
      broken = "torn";
    }
  }

  private void event(int number, int length, RawBatch.Builder batch) {
    if (length < 0 || length > MAX_LENGTH) {
      broken = "length";
      return;
    }
    begin(number, batch);
    part = Part.JSON;
    left = length;
    if (length == 0) {
      end(batch);
    }
  }

  private void json(ByteBuffer in, RawBatch.Builder batch) {
    int some = Math.min(left, in.remaining());
    copy(in, some, batch);
    left -= some;
    if (left == 0) {
      end(batch);
    }
  }

  private void pairs(int number, int count, RawBatch.Builder batch) {
    if (count < 0 || count > MAX_PAIRS) {
      broken = "pairs";
      return;
    }
    begin(number, batch);
    put('{', batch);
    texts = 2 * count;
    part = Part.TEXT_LENGTH;
    if (count == 0) {
      put('}', batch);
      end(batch);
    }
  }

  private void textLength(ByteBuffer in, RawBatch.Builder batch) {
    header[headerLength++] = in.get();
    if (headerLength < 4) {
      return;
    }
    headerLength = 0;
    left = number(0);
    if (left < 0 || left > MAX_LENGTH) {
      broken = "length";
      return;
    }
    part = Part.TEXT;
    nameLength = 0;
    if (isName()) {
      if (batch.length() - frameAt > 1) {
        put(',', batch);
      }
    }
    put('"', batch);
    if (left == 0) {
      endText(batch);
    }
  }

  private void text(ByteBuffer in, RawBatch.Builder batch) {
    while (left > 0 && in.hasRemaining()) {
      byte b = in.get();
      left--;
      if (isName() && nameLength < MAX_NAME) {
        // Held back, because it may have another name today.
        name[nameLength++] = b;
        if (nameLength == MAX_NAME) {
          putName(batch);
        }
      } else {
        putEscaped(b, batch);
      }
    }
    if (left == 0) {
      endText(batch);
    }
  }

  private void endText(RawBatch.Builder batch) {
    boolean ofName = isName();
    if (ofName && nameLength < MAX_NAME) {
      putName(batch);
    }
    put('"', batch);
    texts--;
    part = Part.TEXT_LENGTH;
    if (ofName) {
      put(':', batch);
    } else if (texts == 0) {
      put('}', batch);
      end(batch);
    }
  }

  /** Whether the text being read is a name, and not a value. */
  private boolean isName() {
    return (texts & 1) == 0;
  }

  private void putName(RawBatch.Builder batch) {
    for (String[] names : NAMES) {
      if (LatinBytes.equal(name, nameLength, names[0])) {
        for (int i = 0; i < names[1].length(); i++) {
          put(names[1].charAt(i), batch);
        }
        return;
      }
    }
    for (int i = 0; i < nameLength; i++) {
      putEscaped(name[i], batch);
    }
  }

  /** As RFC 8259 section 7 writes it. */
  private void putEscaped(byte b, RawBatch.Builder batch) {
    if (b == '"' || b == '\\') {
      put('\\', batch);
      put((char) b, batch);
    } else if (b >= 0 && b < ' ') {
      put('\\', batch);
      put('u', batch);
      put('0', batch);
      put('0', batch);
      put((char) HEX[b >> 4], batch);
      put((char) HEX[b & 15], batch);
    } else {
      put((char) (b & 0xff), batch);
    }
  }

  private void put(char c, RawBatch.Builder batch) {
    if (batch.length() - frameAt >= limits.maxFrame()) {
      cut = true;
      return;
    }
    int at = batch.claim(1);
    batch.block()[at] = (byte) c;
  }

  private void copy(ByteBuffer in, int count, RawBatch.Builder batch) {
    int room = limits.maxFrame() - (batch.length() - frameAt);
    int kept = Math.min(count, room);
    if (kept > 0) {
      int at = batch.claim(kept);
      in.get(batch.block(), at, kept);
    }
    if (kept < count) {
      cut = true;
      in.position(in.position() + count - kept);
    }
  }

  private void begin(int number, RawBatch.Builder batch) {
    sequence = number;
    frameAt = batch.length();
    cut = false;
  }

  private void end(RawBatch.Builder batch) {
    batch.close(frameAt, batch.length() - frameAt, cut ? FrameFlag.OVERSIZE : 0);
    oversize += cut ? 1 : 0;
    frameAt = NOTHING;
    part = Part.HEADER;
    last = sequence;
    open = true;
    if (windowLeft > 0 && --windowLeft == 0) {
      due(last);
    }
  }

  private void due(int number) {
    if (dueCount == due.length) {
      due = Arrays.copyOf(due, dueCount * 2);
    }
    due[dueCount++] = number;
    open = false;
  }
}
