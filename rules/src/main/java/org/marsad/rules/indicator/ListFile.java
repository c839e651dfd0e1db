package org.marsad.rules.indicator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicLong;
import org.marsad.rules.pack.Rule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The list of an indicator rule, read again when its file has changed. Who asks for it never waits:
 * it is looked at from time to time, beside, and the last one that could be read counts until then.
 * Thread-safe.
 */
final class ListFile {
  private static final Logger LOG = LoggerFactory.getLogger(ListFile.class);
  private static final long EVERY = 5_000_000_000L;

  private final Rule.Indicator rule;
  private final AtomicLong looked = new AtomicLong(System.nanoTime());
  private volatile IndicatorList list;
  private volatile String stamp = "";

  ListFile(Rule.Indicator rule) {
    this.rule = rule;
    this.list = IndicatorList.empty(rule.kind());
    look();
  }

  /** The list as it is known now. */
  IndicatorList list() {
    long last = looked.get();
    long now = System.nanoTime();
    if (now - last > EVERY && looked.compareAndSet(last, now)) {
      Thread.ofVirtual().name("marsad-indicators").start(this::look);
    }
    return list;
  }

  /** Reads the file if it has changed. */
  synchronized void look() {
    Path file = rule.list();
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      String stampNow = now.lastModifiedTime() + " " + now.size() + " " + now.fileKey();
      if (stampNow.equals(stamp)) {
        return;
      }
      IndicatorList read = IndicatorList.read(rule.kind(), file);
      list = read;
      stamp = stampNow;
      LOG.info("rule {}: {} indicators from {}", rule.meta().id(), read.size(), file);
      if (read.refused() > 0) {
        LOG.warn(
            "rule {}: {} lines of {} are not used, the first is line {}",
            rule.meta().id(),
            read.refused(),
            file,
            read.firstRefused());
      }
    } catch (IOException e) {
      LOG.error(
          "rule {}: cannot read {}, {} indicators stay as they are: {}",
          rule.meta().id(),
          file,
          list.size(),
          e.toString());
    }
  }
}
