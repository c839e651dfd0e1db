package org.marsad.collector.input;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.marsad.model.config.ByteSize;

/** Collects what is wrong with the settings of an input, so that all is told together. */
final class Limits {
  private static final int MAX_PORT = 65_535;

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
