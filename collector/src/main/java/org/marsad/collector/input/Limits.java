package org.marsad.collector.input;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.marsad.model.config.ByteSize;

/** Collects what is wrong with the settings of an input, so that all is told together. */
final class Limits {
  private static final int MAX_PORT = 65_535;

  /** RFC 5424 section 6.1: what every receiver must be able to take. */
  private static final ByteSize LEAST_FRAME = new ByteSize(480);

  private final String input;
  private final List<String> problems = new ArrayList<>();

  Limits(String input) {
    this.input = input;
  }

  Limits port(int port) {
    return number("port", port, 0, MAX_PORT);
  }

  Limits host(String host) {
    return require(!host.isBlank(), "host", "must not be empty", host);
  }

  Limits number(String key, long value, long least, long most) {
    return require(
        value >= least && value <= most, key, "must be in " + least + ".." + most, "" + value);
  }

  Limits size(String key, ByteSize value, ByteSize least, ByteSize most) {
    boolean good = value.bytes() >= least.bytes() && value.bytes() <= most.bytes();
    return require(good, key, "must be in " + least + ".." + most, value.toString());
  }

  Limits duration(String key, Duration value, Duration least, Duration most) {
    boolean good = value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    return require(good, key, "must be in " + least + ".." + most, value.toString());
  }

  /** What every input over connections has. */
  Limits stream(
      String host, int port, ByteSize maxFrame, int maxConnections, int maxConnectionsPerPeer) {
    return host(host)
        .port(port)
        .size("max_frame", maxFrame, LEAST_FRAME, ByteSize.ofMiB(16))
        .number("max_connections", maxConnections, 1, 1_000_000)
        .number("max_connections_per_peer", maxConnectionsPerPeer, 1, 1_000_000);
  }

  /** How long such an input waits. */
  Limits patience(Duration idleTimeout, Duration frameTimeout) {
    return duration("idle_timeout", idleTimeout, Duration.ofSeconds(1), Duration.ofDays(365))
        .duration("frame_timeout", frameTimeout, Duration.ofMillis(100), Duration.ofDays(1));
  }

  /** Each an address, or a network as {@code ADDRESS/PREFIX}. */
  Limits networks(String key, List<String> values) {
    for (String value : values) {
      require(
          Networks.parse(value) != null, key, "must be addresses or networks in CIDR form", value);
    }
    return this;
  }

  /** Throws if anything was wrong. */
  void check() {
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  private Limits require(boolean good, String key, String rule, String found) {
    if (!good) {
      problems.add(input + "." + key + " " + rule + ": \"" + found + "\"");
    }
    return this;
  }
}
