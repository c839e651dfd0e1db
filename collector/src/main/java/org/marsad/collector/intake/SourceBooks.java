package org.marsad.collector.intake;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Transport;
import org.marsad.model.intake.SourceReport;
import org.marsad.model.intake.Sources;
import org.marsad.model.metrics.Metrics;

/**
 * The books of all sources. Bounded: past the limit, further peers of an input share one book whose
 * peer is {@code others}. Thread-safe.
 */
public final class SourceBooks implements Sources {
  /** Sources with books of their own. */
  static final int MAX_SOURCES = 100_000;

  private static final String OTHERS = "others";

  private final Map<Key, SourceBook> books = new ConcurrentHashMap<>();
  private final Metrics.Counter folded;

  /** Books without a page. */
  public SourceBooks(Metrics metrics) {
    folded =
        metrics.counter(
            "marsad_collector_sources_folded",
            "Look-ups of sources that share a book because there are too many.");
    metrics.gauge("marsad_collector_sources", "Sources with books of their own.", books::size);
  }

  /** The book of an origin. */
  public SourceBook of(Origin origin) {
    var key = new Key(origin.input(), origin.transport(), origin.peer());
    SourceBook book = books.get(key);
    if (book != null) {
      return book;
    }
    if (books.size() >= MAX_SOURCES) {
      folded.increment();
      key = new Key(origin.input(), origin.transport(), OTHERS);
    }
    return books.computeIfAbsent(key, k -> new SourceBook(k.input, k.transport, k.peer));
  }

  @Override
  public List<SourceReport> report() {
    return books.values().stream()
        .map(SourceBook::report)
        .sorted(Comparator.comparing(SourceReport::input).thenComparing(SourceReport::peer))
        .toList();
  }

  private record Key(String input, Transport transport, String peer) {}
}
