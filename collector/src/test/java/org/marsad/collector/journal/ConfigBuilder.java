package org.marsad.collector.journal;

import java.nio.file.Path;
import java.time.Duration;
import org.marsad.model.config.ByteSize;

/** The defaults but for what a test sets. */
final class ConfigBuilder {
  private final Path folder;
  private Duration fsyncEvery;
  private ByteSize fsyncBytes;
  private ByteSize segmentSize;
  private boolean compress;
  private ByteSize reserve;
  private ByteSize keep;
  private Duration keepFor;
  private ByteSize tail;
  private ByteSize verify;

  private ConfigBuilder(JournalConfig config) {
    folder = config.folder();
    fsyncEvery = config.fsyncEvery();
    fsyncBytes = config.fsyncBytes();
    segmentSize = config.segmentSize();
    compress = config.compress();
    reserve = config.reserve();
    keep = config.keep();
    keepFor = config.keepFor();
    tail = config.tail();
    verify = config.verify();
  }

  static ConfigBuilder defaults(Path folder) {
    return from(JournalConfig.defaults(folder));
  }

  static ConfigBuilder from(JournalConfig config) {
    return new ConfigBuilder(config);
  }

  ConfigBuilder fsyncEvery(Duration time) {
    fsyncEvery = time;
    return this;
  }

  ConfigBuilder fsyncBytes(long bytes) {
    fsyncBytes = new ByteSize(bytes);
    return this;
  }

  ConfigBuilder segmentSize(long bytes) {
    segmentSize = new ByteSize(bytes);
    return this;
  }

  ConfigBuilder compress(boolean yes) {
    compress = yes;
    return this;
  }

  ConfigBuilder reserve(long bytes) {
    reserve = new ByteSize(bytes);
    return this;
  }

  ConfigBuilder keep(long bytes) {
    keep = new ByteSize(bytes);
    return this;
  }

  ConfigBuilder keepFor(Duration time) {
    keepFor = time;
    return this;
  }

  ConfigBuilder tail(long bytes) {
    tail = new ByteSize(bytes);
    return this;
  }

  ConfigBuilder verify(long bytes) {
    verify = new ByteSize(bytes);
    return this;
  }

  JournalConfig build() {
    return new JournalConfig(
        folder,
        fsyncEvery,
        fsyncBytes,
        segmentSize,
        compress,
        reserve,
        keep,
        keepFor,
        tail,
        verify);
  }
}
