package org.marsad.collector.input;

import com.github.luben.zstd.ZstdInputStream;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.marsad.model.problem.Problem;
import org.marsad.model.problem.ProblemException;

/** The bytes of a body, decompressed up to a bound. */
final class BodyDecoder {
  private static final int CHUNK = 1 << 16;

  private BodyDecoder() {}

  /**
   * The body as it was before it was compressed.
   *
   * @throws ProblemException if it would be longer than {@code limit}, or is not what it claims
   */
  static byte[] expand(AggregatedHttpRequest request, long limit) {
    String encoding =
        request
            .headers()
            .get(HttpHeaderNames.CONTENT_ENCODING, "identity")
            .toLowerCase(Locale.ROOT);
    try {
      InputStream body = request.content().toInputStream();
      return switch (encoding) {
        case "identity" -> request.content().array();
        case "gzip", "x-gzip" -> read(new GZIPInputStream(body, CHUNK), limit);
        case "deflate" -> read(new InflaterInputStream(body), limit);
        case "zstd" -> read(new ZstdInputStream(body), limit);
        default ->
            throw new ProblemException(
                Problem.of(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE.code(),
                    "content-encoding",
                    "Unknown content encoding",
                    "content encoding \""
                        + encoding
                        + "\" is not known; expecting gzip, deflate, zstd or none"));
      };
    } catch (IOException e) {
      throw new ProblemException(
          Problem.of(
              HttpStatus.BAD_REQUEST.code(),
              "content-encoding",
              "The body cannot be decompressed",
              "the body is not valid " + encoding + ": " + e.getMessage()));
    }
  }

  private static byte[] read(InputStream expanded, long limit) throws IOException {
    try (expanded) {
      var out = new ByteArrayOutputStream(CHUNK);
      var chunk = new byte[CHUNK];
      for (int read = expanded.read(chunk); read >= 0; read = expanded.read(chunk)) {
        if (out.size() + (long) read > limit) {
          throw new ProblemException(
              Problem.of(
                  HttpStatus.REQUEST_ENTITY_TOO_LARGE.code(),
                  "body-too-large",
                  "The body is too large",
                  "the body is longer than " + limit + " bytes after decompression"));
        }
        out.write(chunk, 0, read);
      }
      return out.toByteArray();
    }
  }
}
