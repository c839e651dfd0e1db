package org.marsad.collector.input;

import com.github.luben.zstd.ZstdInputStream;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.intake.Ingest;
import org.marsad.collector.intake.Refusal;
import org.marsad.collector.intake.RequestKey;
import org.marsad.model.event.FrameFlag;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.problem.ProblemException;

/**
 * The body of a request, up to a bound and as far as there is room: copied into the block of a
 * batch while it comes in, or decompressed into it once it is there. Its events are slices of it;
 * where they must be written anew, {@link #rewrite} begins a batch without the body in it.
 *
 * <p>One virtual thread, which waits in {@link #read} while the event loop of the connection fills
 * it.
 */
final class HttpBody {
  /** Events of one body at most. */
  static final int MAX_EVENTS = 1 << 20;

  private static final int CHUNK = 1 << 16;

  /** What is believed of the length that a sender announces, before anything has come. */
  private static final int FIRST_BELIEVED = 1 << 18;

  /** As many times what has come is believed of it. */
  private static final int BELIEVED = 64;

  /** As many times its length is what a compressed body is expected to hold. */
  private static final int USUAL_RATIO = 8;

  private static final byte[] NOTHING = {};

  /** RFC 8878 section 3.1.1.1.2: what every decoder should have memory for, 8 MiB. */
  private static final int ZSTD_WINDOW = 23;

  private final EventsHttpConfig config;
  private final Origin origin;
  private final Ingest.Room room;
  private RawBatch.Builder batch;
  private byte[] bytes = NOTHING;
  private int length;

  /** The body before it is decompressed, where it is. */
  private byte[] packed = NOTHING;

  private int packedLength;

  /** How long it will be, as far as somebody says so. */
  private long announced;

  private int cut;
  private @Nullable RequestKey key;

  /** Nothing yet. */
  HttpBody(EventsHttpConfig config, Origin origin, long received, Ingest.Room room) {
    this.config = config;
    this.origin = origin;
    this.room = room;
    this.batch = RawBatch.builder(origin, received);
  }

  /** The block the body is in, from its first byte on. */
  byte[] bytes() {
    return bytes;
  }

  /** The length of the body. */
  int length() {
    return length;
  }

  /** How many events it has so far. */
  int events() {
    return batch.size();
  }

  /** How many of them were longer than what is kept of one. */
  int cut() {
    return cut;
  }

  /** The name its sender gave it, to be written down with it. */
  void key(RequestKey name) {
    key = name;
  }

  /** What the log is to take. */
  RawBatch build(long received) {
    RawBatch built = batch.received(received).build();
    return key == null ? built : built.withOrigin(key.into(origin));
  }

  /**
   * Enters [from, to) of the body as an event. What is too long is cut and marked.
   *
   * @throws ProblemException if there are too many
   */
  void event(int from, int to) {
    enter(from, to - from);
  }

  /** Events are written anew from here on, and the body is none of the batch's business. */
  void rewrite() {
    batch = RawBatch.builder(origin, 0);
  }

  /** Enters text as an event, in a batch that is being rewritten. */
  void event(JsonBytes text) {
    int at = claim(text.length());
    System.arraycopy(text.bytes(), 0, batch.block(), at, text.length());
    enter(at, text.length());
  }

  /** Enters text and what is in [from, to) of the body behind it as one event. */
  void event(JsonBytes text, int from, int to) {
    int count = text.length() + to - from;
    int at = claim(count);
    System.arraycopy(text.bytes(), 0, batch.block(), at, text.length());
    System.arraycopy(bytes, from, batch.block(), at + text.length(), to - from);
    enter(at, count);
  }

  private int claim(int count) {
    if (batch.length() + (long) count > EventsHttpConfig.MOST.bytes()) {
      throw HttpProblems.tooLarge(EventsHttpConfig.MOST, " with what belongs to each event");
    }
    return reserve(count);
  }

  private void enter(int at, int count) {
    if (batch.size() >= MAX_EVENTS) {
      throw HttpProblems.tooMany(MAX_EVENTS);
    }
    int kept = (int) Math.min(count, config.maxEvent().bytes());
    cut += kept < count ? 1 : 0;
    batch.close(at, kept, kept < count ? FrameFlag.OVERSIZE : 0);
  }

  /** Claims bytes of the block once there is room for what it grows by. */
  private int reserve(int count) {
    int capacity = batch.block().length;
    if (count > capacity - batch.length()) {
      long wanted = Math.max(batch.length() + (long) count, 2L * capacity);
      Refusal refusal = room.grow(wanted - capacity);
      if (refusal != null) {
        throw HttpProblems.refused(refusal);
      }
    }
    return batch.claim(count);
  }

  /**
   * Reads all of it.
   *
   * @param loop of its connection, on which it comes in
   * @throws ProblemException if it is too long, or not what it claims, or did not come whole
   */
  void read(HttpRequest request, EventExecutor loop) {
    String encoding =
        request
            .headers()
            .get(HttpHeaderNames.CONTENT_ENCODING, "identity")
            .strip()
            .toLowerCase(Locale.ROOT);
    announced = Math.min(request.headers().contentLength(), config.maxBody().bytes());
    try {
      BodyArrival.await(request, taker(encoding), loop);
    } catch (RuntimeException e) {
      throw told(e);
    }
    if (!isPlain(encoding)) {
      expand(encoding);
    }
    bytes = batch.block();
  }

  private static boolean isPlain(String encoding) {
    return encoding.isEmpty() || encoding.equals("identity");
  }

  private Consumer<ByteBuf> taker(String encoding) {
    return switch (encoding) {
      case "identity", "" -> this::add;
      case "gzip", "x-gzip", "deflate", "zstd" -> this::addPacked;
      default ->
          _ -> {
            throw HttpProblems.unknownEncoding(encoding);
          };
    };
  }

  /** A part of the body; on the event loop. */
  private void add(ByteBuf part) {
    int count = part.readableBytes();
    int at = claimBody(count);
    part.readBytes(batch.block(), at, count);
    checkLength();
  }

  /** A part of a body that is compressed; on the event loop. */
  private void addPacked(ByteBuf part) {
    int count = part.readableBytes();
    if (count > packed.length - packedLength) {
      long wanted = grown(packed.length, packedLength + count);
      grow(wanted - packed.length);
      packed = Arrays.copyOf(packed, (int) wanted);
    }
    part.readBytes(packed, packedLength, count);
    packedLength += count;
  }

  private void expand(String encoding) {
    announced = Math.min((long) USUAL_RATIO * packedLength, config.maxExpanded().bytes());
    var body = new ByteArrayInputStream(packed, 0, packedLength);
    try (InputStream plain = plain(body, encoding)) {
      int count = CHUNK;
      while (count == CHUNK) {
        int at = claimBody(CHUNK);
        count = plain.readNBytes(batch.block(), at, CHUNK);
        length = at + count;
        batch.shorten(length);
        checkLength();
      }
    } catch (IOException e) {
      throw HttpProblems.brokenEncoding(encoding, String.valueOf(e.getMessage()));
    }
    packed = NOTHING;
  }

  private void checkLength() {
    if (length > config.maxExpanded().bytes()) {
      throw HttpProblems.tooLarge(config.maxExpanded(), " after decompression");
    }
  }

  /** Makes the body longer by so much; where that begins. */
  private int claimBody(int count) {
    int capacity = batch.block().length;
    if (count > capacity - length) {
      long wanted = grown(capacity, length + count);
      grow(wanted - capacity);
      batch.claim((int) wanted - length);
      batch.shorten(length);
    }
    int at = batch.claim(count);
    length += count;
    return at;
  }

  /**
   * How large a block becomes that must hold so much. What is announced is believed up to a
   * multiple of what has come: who only announces takes no room from others, and the block of who
   * sends what he said grows once instead of again and again.
   */
  private long grown(int capacity, int least) {
    long believed = Math.min(announced, Math.max(FIRST_BELIEVED, (long) BELIEVED * least));
    long length = Math.max(least, believed);
    return Math.max(length + length / RawBatch.BESIDES, 2L * capacity);
  }

  private void grow(long by) {
    Refusal refusal = room.grow(by);
    if (refusal != null) {
      throw HttpProblems.refused(refusal);
    }
  }

  private RuntimeException told(RuntimeException failure) {
    if (failure instanceof ProblemException) {
      return failure;
    }
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ContentTooLargeException) {
        return HttpProblems.tooLarge(config.maxBody(), "");
      }
    }
    return HttpProblems.incomplete();
  }

  /** Takes bytes that are there already for the body. */
  void adopt(byte[] sent) {
    batch.claim(sent.length);
    System.arraycopy(sent, 0, batch.block(), 0, sent.length);
    length = sent.length;
    bytes = batch.block();
  }

  private static InputStream plain(InputStream body, String encoding) throws IOException {
    return switch (encoding) {
      case "gzip", "x-gzip" -> new GZIPInputStream(body, CHUNK);
      case "deflate" -> deflate(body);
      case "zstd" -> new ZstdInputStream(body).setLongMax(ZSTD_WINDOW);
      default -> throw HttpProblems.unknownEncoding(encoding);
    };
  }

  /** RFC 9110 section 8.4.1.2: zlib, but some senders leave its two bytes out. */
  private static InputStream deflate(InputStream body) throws IOException {
    var in = new PushbackInputStream(body, 2);
    byte[] head = in.readNBytes(2);
    in.unread(head);
    boolean zlib =
        head.length == 2
            && (head[0] & 0x0f) == 8
            && ((head[0] & 0xff) << 8 | head[1] & 0xff) % 31 == 0;
    return zlib ? new InflaterInputStream(in) : new Raw(in);
  }

  /** Deflate without zlib around it. Its decoder is not the stream's own, so it is ended here. */
  private static final class Raw extends InflaterInputStream {
    Raw(InputStream in) {
      super(in, new Inflater(true), CHUNK);
    }

    @Override
    public void close() throws IOException {
      super.close();
      inf.end();
    }
  }
}
