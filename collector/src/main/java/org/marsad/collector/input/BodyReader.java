package org.marsad.collector.input;

import com.github.luben.zstd.ZstdInputStream;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.intake.Ingest;
import org.marsad.collector.intake.Refusal;
import org.marsad.model.event.RawBatch;
import org.marsad.model.problem.ProblemException;

/**
 * Reads a body into the block of a batch while it comes in, decompressed, up to a bound and as far
 * as there is room. Blocks; one virtual thread.
 */
final class BodyReader {
  private static final int CHUNK = 1 << 16;

  /** A block that grows by doubling may take twice what is in it. */
  private static final int SLACK = 2;

  /** RFC 8878 section 3.1.1.1.2: what every decoder should have memory for, 8 MiB. */
  private static final int ZSTD_WINDOW = 23;

  private final EventsHttpConfig config;
  private final RawBatch.Builder batch;
  private final Ingest.Room room;

  BodyReader(EventsHttpConfig config, RawBatch.Builder batch, Ingest.Room room) {
    this.config = config;
    this.batch = batch;
    this.room = room;
  }

  /**
   * The length of the body, which is at the beginning of the block.
   *
   * @throws ProblemException if it is too long, or not what it claims, or did not come whole
   */
  int read(HttpRequest request) {
    String encoding =
        request
            .headers()
            .get(HttpHeaderNames.CONTENT_ENCODING, "identity")
            .toLowerCase(Locale.ROOT);
    try (InputStream body = new Body(request.toInputStream(BodyReader::data))) {
      try (InputStream plain = plain(body, encoding)) {
        return copy(plain);
      }
    } catch (IOException e) {
      throw HttpProblems.brokenEncoding(encoding, String.valueOf(e.getMessage()));
    }
  }

  private static HttpData data(Object part) {
    return part instanceof HttpData data ? data : HttpData.empty();
  }

  private static InputStream plain(InputStream body, String encoding) throws IOException {
    return switch (encoding) {
      case "identity" -> body;
      case "gzip", "x-gzip" -> new GZIPInputStream(body, CHUNK);
      case "deflate" -> new InflaterInputStream(body);
      case "zstd" -> new ZstdInputStream(body).setLongMax(ZSTD_WINDOW);
      default -> throw HttpProblems.unknownEncoding(encoding);
    };
  }

  private int copy(InputStream plain) throws IOException {
    int length = 0;
    while (true) {
      Refusal refusal = room.grow(CHUNK * SLACK);
      if (refusal != null) {
        throw HttpProblems.refused(refusal);
      }
      batch.claim(CHUNK);
      int count = plain.readNBytes(batch.block(), length, CHUNK);
      length += count;
      batch.shorten(length);
      if (length > config.maxExpanded().bytes()) {
        throw HttpProblems.tooLarge(config.maxExpanded(), " after decompression");
      }
      if (count < CHUNK) {
        return length;
      }
    }
  }

  /** The body as it comes in; what goes wrong with it is told apart from what is wrong in it. */
  private final class Body extends FilterInputStream {
    private boolean ended;

    Body(InputStream body) {
      super(body);
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
