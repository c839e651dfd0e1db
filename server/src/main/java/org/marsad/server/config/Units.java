package org.marsad.server.config;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.function.Function;
import org.marsad.model.config.ByteSize;

/** How values with a unit are written in settings: {@code 5ms}, {@code 2s}, {@code 64MiB}. */
final class Units {
  private static final String[] NAMES = {"ns", "us", "ms", "s", "m", "h", "d"};
  private static final long[] NANOS = {
    1, 1_000, 1_000_000, 1_000_000_000L, 60_000_000_000L, 3_600_000_000_000L, 86_400_000_000_000L
  };

  private Units() {}

  static SimpleModule module() {
    var module = new SimpleModule("units");
    text(module, Duration.class, Units::duration, Units::format);
    text(module, ByteSize.class, ByteSize::parse, ByteSize::toString);
    text(module, Path.class, Path::of, Path::toString);
    text(module, ZoneId.class, Units::zone, ZoneId::getId);
    return module;
  }

  /**
   * Reads digits and a unit.
   *
   * @throws IllegalArgumentException if it is no duration
   */
  static Duration duration(String text) {
    String trimmed = text.strip();
    int digits = 0;
    while (digits < trimmed.length() && Character.isDigit(trimmed.charAt(digits))) {
      digits++;
    }
    String unit = trimmed.substring(digits).strip();
    for (int i = 0; i < NAMES.length; i++) {
      if (unit.equals(NAMES[i]) && digits > 0 && digits < 16) {
        return Duration.ofNanos(
            Math.multiplyExact(Long.parseLong(trimmed.substring(0, digits)), NANOS[i]));
      }
    }
    throw new IllegalArgumentException(
        "not a duration: \"" + text + "\"; expecting digits and one of ns, us, ms, s, m, h, d");
  }

  /** The shortest exact form. */
  static String format(Duration duration) {
    long nanos = duration.toNanos();
    for (int i = NAMES.length - 1; i > 0; i--) {
      if (nanos != 0 && nanos % NANOS[i] == 0) {
        return nanos / NANOS[i] + NAMES[i];
      }
    }
    return nanos == 0 ? "0s" : nanos + "ns";
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException _) {
      throw new IllegalArgumentException(
          "not a time zone: \"" + text + "\"; expecting a name such as UTC or Asia/Qatar");
    }
  }

  private static <T> void text(
      SimpleModule module, Class<T> type, Function<String, T> read, Function<T, String> write) {
    module.addDeserializer(
        type,
        new StdDeserializer<T>(type) {
          private static final long serialVersionUID = 1L;

          @Override
          public T deserialize(JsonParser parser, DeserializationContext context)
              throws IOException {
            return read.apply(parser.getText());
          }
        });
    module.addSerializer(
        type,
        new StdSerializer<T>(type) {
          private static final long serialVersionUID = 1L;

          @Override
          public void serialize(T value, JsonGenerator out, SerializerProvider provider)
              throws IOException {
            out.writeString(write.apply(value));
          }
        });
  }
}
