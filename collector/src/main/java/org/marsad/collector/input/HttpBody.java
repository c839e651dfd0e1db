package org.marsad.collector.input;

import com.github.luben.zstd.ZstdInputStream;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.RequestHeaders;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.concurrent.Executor;
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
 * The body of a request, read into the block of a batch while it comes in, decompressed, up to a
 * bound and as far as there is room. Its events are slices of it; where they must be written anew,
 * {@link #rewrite} begins a batch without the body in it.
 *
 * <p>Reading blocks. One virtual thread.
 */
final class HttpBody {
  /** Events of one body at most. */
  static final int MAX_EVENTS = 1 << 20;

  private static final int CHUNK = 1 << 16;

  /** What is believed of the length that a sender announces; all of it once so much has come. */
  private static final int MAX_EXPECTED = 1 << 20;

  /** RFC 8878 section 3.1.1.1.2: what every decoder should have memory for, 8 MiB. */
  private static final int ZSTD_WINDOW = 23;

  private final EventsHttpConfig config;
  private final Origin origin;
  private final Ingest.Room room;
  private RawBatch.Builder batch;
  private byte[] bytes = new byte[0];
  private int length;
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
   * @param loop of its connection, where a body that is not read to its end is given up
   * @throws ProblemException if it is too long, or not what it claims, or did not come whole
   */
  void read(HttpRequest request, Executor loop) {
    String encoding =
        request
            .headers()
            .get(HttpHeaderNames.CONTENT_ENCODING, "identity")
            .strip()
            .toLowerCase(Locale.ROOT);
    try (InputStream body = new Sent(request.toInputStream(HttpBody::data), loop)) {
      try (InputStream plain = plain(body, encoding)) {
        expect(encoding.isEmpty() || encoding.equals("identity"), request.headers());
        copy(plain);
      }
    } catch (IOException e) {
      throw HttpProblems.brokenEncoding(encoding, String.valueOf(e.getMessage()));
    }
  }

  /** Takes bytes that are there already for the body. */
  void adopt(byte[] sent) {
    batch.claim(sent.length);
    System.arraycopy(sent, 0, batch.block(), 0, sent.length);
    length = sent.length;
    bytes = batch.block();
  }

  private static HttpData data(Object part) {
    return part instanceof HttpData data ? data : HttpData.empty();
  }

  private static InputStream plain(InputStream body, String encoding) throws IOException {
    return switch (encoding) {
      case "identity", "" -> body;
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

  /** Claims room for a body of this length at once, so that bodies half read do not block all. */
  private void expect(boolean plain, RequestHeaders headers) {
    long told = headers.contentLength();
    if (told > 0) {
      claimAhead((int) Math.min(told, MAX_EXPECTED) + CHUNK);
      announced = plain ? told : 0;
    }
  }

  /** Who has sent so much means the rest too: the block grows once instead of again and again. */
  private void expectRest() {
    if (length >= MAX_EXPECTED && announced > length && announced <= config.maxBody().bytes()) {
      claimAhead((int) announced - length + CHUNK);
      announced = 0;
    }
  }

  private void claimAhead(int count) {
    reserve(count);
    batch.shorten(length);
  }

  private void copy(InputStream plain) throws IOException {
    int count = CHUNK;
    while (count == CHUNK) {
      expectRest();
      reserve(CHUNK);
      count = plain.readNBytes(batch.block(), length, CHUNK);
      length += count;
      batch.shorten(length);
      if (length > config.maxExpanded().bytes()) {
        throw HttpProblems.tooLarge(config.maxExpanded(), " after decompression");
      }
    }
    bytes = batch.block();
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

  /** The body as it comes in; what goes wrong with it is told apart from what is wrong in it. */
  private final class Sent extends FilterInputStream {
    private final Executor loop;
    private boolean ended;

    Sent(InputStream body, Executor loop) {
      super(body);
      this.loop = loop;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      try {
        int count = super.read(into, offset, length);
        ended = count < 0;
        return count;
      } catch (IOException | RuntimeException e) {
        throw broken(e);
      }
    }

    /** More than nothing until the end, for a reader that looks for a further member of a gzip. */
    @Override
    public int available() {
      return ended ? 0 : 1;
    }

    /**
     * Armeria asks whether a body is open, and then writes what came into it. One that is closed in
     * between costs the connection a 500, and whatever waits behind it its answer.
     */
    @Override
    public void close() {
      loop.execute(this::giveUp);
    }

    private void giveUp() {
      try {
        in.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private ProblemException broken(Exception failure) {
      for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
        if (cause instanceof ContentTooLargeException) {
          return HttpProblems.tooLarge(config.maxBody(), "");
        }
      }
      return HttpProblems.incomplete();
    }
  }
}
