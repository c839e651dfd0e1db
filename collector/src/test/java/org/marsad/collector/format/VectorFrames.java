package org.marsad.collector.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.marsad.collector.frame.GelfChunks;
import org.marsad.collector.frame.GelfPayload;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Transport;

/** The frames of a vector's input, as the input of its kind makes them. */
final class VectorFrames {
  private static final int MAX_FRAME = 1 << 20;

  private VectorFrames() {}

  static List<byte[]> of(JsonNode vector) {
    JsonNode input = vector.path("input");
    boolean gelf = vector.path("family").asText().equals("gelf");
    if (input.isArray()) {
      var datagrams = new ArrayList<byte[]>();
      input.forEach(one -> datagrams.add(Base64.getDecoder().decode(one.asText())));
      return gelf ? unpacked(List.of(joined(datagrams))) : datagrams;
    }
    String text = input.asText();
    boolean binary = vector.path("enc").asText().equals("base64");
    byte[] bytes = binary ? Base64.getDecoder().decode(text) : text.getBytes(UTF_8);
    if (gelf) {
      return unpacked(isPacked(bytes) ? List.of(bytes) : split(bytes));
    }
    if (!isLog(vector)) {
      return List.of(bytes);
    }
    return Stream.concat(head(vector), text.lines()).map(line -> line.getBytes(UTF_8)).toList();
  }

  /** Whether it is lines of a file, of which the last one is meant. */
  static boolean isLog(JsonNode vector) {
    JsonNode config = vector.path("config");
    return config.path("framing").asText().equals("lines")
        || config.has("input_is")
        || config.path("fields").asText().contains(" ")
        || vector.path("input").asText().startsWith("#");
  }

  /** The lines at the head of the file that name the columns, where the vector tells them apart. */
  private static Stream<String> head(JsonNode vector) {
    String family = vector.path("family").asText();
    String fields = vector.path("config").path("fields").asText();
    String path = vector.path("config").path("path").asText();
    if (!fields.contains(" ")) {
      return Stream.empty();
    }
    return switch (family) {
      case "w3c-iis" -> fields.startsWith("date") ? Stream.of("#Fields: " + fields) : Stream.of();
      case "zeek-tsv" -> Stream.of("#path\t" + path, "#fields\t" + fields.replace(' ', '\t'));
      default -> Stream.of(fields);
    };
  }

  private static boolean isPacked(byte[] bytes) {
    return bytes[0] != '{';
  }

  /** What GELF over TCP makes of the bytes: an object up to each NUL. */
  private static List<byte[]> split(byte[] bytes) {
    var frames = new ArrayList<byte[]>();
    int from = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] == 0) {
        if (i > from) {
          frames.add(Arrays.copyOfRange(bytes, from, i));
        }
        from = i + 1;
      }
    }
    return frames;
  }

  private static byte[] joined(List<byte[]> datagrams) {
    var chunks = new GelfChunks(10, MAX_FRAME, 5_000_000_000L, (sender, fault, what) -> {});
    byte[] whole = null;
    for (byte[] datagram : datagrams) {
      whole = chunks.add(InetAddress.getLoopbackAddress(), datagram, 0);
    }
    return Objects.requireNonNull(whole, "the chunks are not complete");
  }

  private static List<byte[]> unpacked(List<byte[]> payloads) {
    var frames = new ArrayList<byte[]>();
    var origin = new Origin("test", Transport.UDP, "192.0.2.1", "gelf");
    try (var payload = new GelfPayload(MAX_FRAME)) {
      for (byte[] bytes : payloads) {
        RawBatch.Builder batch = RawBatch.builder(origin, 0);
        payload.add(bytes, batch);
        RawBatch built = batch.build();
        int from = built.offset(0);
        frames.add(Arrays.copyOfRange(built.bytes(), from, from + built.length(0)));
      }
    }
    return frames;
  }
}
