package org.marsad.collector.intake;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Transport;
import org.marsad.model.intake.SourceReport;
import org.marsad.model.intake.Sources;
import org.marsad.model.metrics.Metrics;

/**
 * The books of all sources. A sender that proved who it is has one book whatever its address, any
 * other one for each address. Bounded: past the limit, further peers of an input share one book
 * whose peer is {@value #OTHER}. Thread-safe.
 */
public final class SourceBooks implements Sources {
  /** Sources with books of their own. */
  public static final int MAX_SOURCES = 100_000;

  /** The peer of the book that is shared. */
  public static final String OTHER = "other";

  private final Metrics metrics;
  private final int maxSources;
  private final Metrics.Counter folded;
  private final AtomicInteger own = new AtomicInteger();
  private final Map<Key, SourceBook> books = new ConcurrentHashMap<>();
  private final Map<String, InputCounters> inputs = new ConcurrentHashMap<>();

  /** Books without a page. */
  public SourceBooks(Metrics metrics) {
    this(metrics, MAX_SOURCES);
  }

  SourceBooks(Metrics metrics, int maxSources) {
    this.metrics = metrics;
    this.maxSources = maxSources;
    folded =
        metrics.counter(
            "marsad_collector_sources_folded",
            "Look-ups of sources that share a book because there are too many.");
    metrics.gauge("marsad_collector_sources", "Sources with books of their own.", own::get);
  }

  /** The book of an origin. */
  public SourceBook of(Origin origin) {
    String identity = origin.identity();
    String peer = identity.isEmpty() ? origin.peer() : "";
    var key = new Key(origin.input(), origin.transport(), peer, identity);
    SourceBook book = books.get(key);
    return book == null ? open(key) : book;
  }

  private SourceBook open(Key key) {
    if (own.incrementAndGet() > maxSources) {
      own.decrementAndGet();
      folded.increment();
      return books.computeIfAbsent(new Key(key.input, key.transport, OTHER, ""), this::book);
    }
    var fresh = book(key);
    SourceBook known = books.putIfAbsent(key, fresh);
    if (known != null) {
      own.decrementAndGet();
    }
    return known == null ? fresh : known;
  }

  private SourceBook book(Key key) {
    InputCounters counters =
        inputs.computeIfAbsent(key.input, input -> new InputCounters(metrics, input));
    return new SourceBook(key.input, key.transport, key.peer, key.identity, counters);
  }

  @Override
  public List<SourceReport> report() {
    return books.values().stream()
        .map(SourceBook::report)
        .sorted(
            Comparator.comparing(SourceReport::input)
                .thenComparing(SourceReport::peer)
                .thenComparing(SourceReport::identity))
        .toList();
  }

  private record Key(String input, Transport transport, String peer, String identity) {}
}
