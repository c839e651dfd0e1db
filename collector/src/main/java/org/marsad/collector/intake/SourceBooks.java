package org.marsad.collector.intake;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.source.SourceSettings;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Transport;
import org.marsad.model.intake.SourceReport;
import org.marsad.model.intake.Sources;
import org.marsad.model.metrics.Metrics;

/**
 * The books of all sources. A sender that proved who it is has one book whatever its address, any
 * other one for each address.
 *
 * <p>Bounded. Where there is no room for one more, a book of which nothing is under way and that
 * nobody wrote in for a while is closed, and its sums go to the book of its input whose peer is
 * {@value #OTHER}. Where none can be closed, as in a flood of invented senders, newcomers share
 * that book until it was quiet for a moment; so all frames that are under way stand in one book
 * from their arrival to the store, and the sums are right whoever comes and goes.
 *
 * <p>Thread-safe.
 */
public final class SourceBooks implements Sources {
  /** The peer of the book that is shared. */
  public static final String OTHER = "other";

  private static final int DEFAULT_MAX_SOURCES = 100_000;
  private static final int TRIES = 64;
  private static final long SECOND = 1_000_000_000L;

  /** A book that was looked up so lately may be about to be written in. */
  private static final long CLOSE_AFTER = 60 * SECOND;

  /** Newcomers get books again when the shared one was quiet for so long. */
  private static final long QUIET = 10 * SECOND;

  /** After looking in vain for a book to close. */
  private static final long TRY_AGAIN = SECOND;

  private final Metrics metrics;
  private final SourceSettings settings;
  private final int maxSources;
  private final LongSupplier nanoTime;
  private final Metrics.Counter folded;
  private final Metrics.Counter evicted;
  private final AtomicInteger own = new AtomicInteger();
  private final Map<Key, SourceBook> books = new ConcurrentHashMap<>();
  private final Map<String, InputCounters> inputs = new ConcurrentHashMap<>();

  /** The next books to look at, guarded by this. */
  private Iterator<Map.Entry<Key, SourceBook>> hand =
      Map.<Key, SourceBook>of().entrySet().iterator();

  private volatile long fullUntil;
  private volatile @Nullable String problem;

  /** Books of sources of which nothing is known. */
  public SourceBooks(Metrics metrics) {
    this(metrics, new SourceSettings(List.of()), DEFAULT_MAX_SOURCES, System::nanoTime);
  }

  /**
   * Books without a page.
   *
   * @param maxSources sources with books of their own
   */
  public SourceBooks(
      Metrics metrics, SourceSettings settings, int maxSources, LongSupplier nanoTime) {
    this.metrics = metrics;
    this.settings = settings;
    this.maxSources = maxSources;
    this.nanoTime = nanoTime;
    fullUntil = nanoTime.getAsLong();
    folded =
        metrics.counter(
            "marsad_collector_sources_folded",
            "Look-ups of sources that share a book because there are too many.");
    evicted =
        metrics.counter(
            "marsad_collector_sources_evicted",
            "Books closed to make room for new sources; their sums are kept.");
    metrics.gauge("marsad_collector_sources", "Sources with books of their own.", own::get);
    SourceSeries.show(this::report, metrics);
  }

  /** The book of an origin. To be used at once; who keeps it keeps frames of it under way. */
  public SourceBook of(Origin origin) {
    String identity = origin.identity();
    String peer = identity.isEmpty() ? origin.peer() : "";
    var key = new Key(origin.input(), origin.transport(), peer, identity);
    while (true) {
      long now = nanoTime.getAsLong();
      SourceBook book = books.get(key);
      if (book == null) {
        book = open(key, origin, now);
      }
      book.touch(now);
      if (!book.isClosed()) {
        return book;
      }
    }
  }

  private synchronized SourceBook open(Key key, Origin origin, long now) {
    SourceBook known = books.get(key);
    if (known != null) {
      return known;
    }
    SourceBook other = books.get(key.other());
    boolean busy = other != null && (!other.isQuiet() || now - other.touched() < QUIET);
    if (busy || own.get() >= maxSources && !closeOne(now)) {
      folded.increment();
      return other == null ? openOther(key) : other;
    }
    own.incrementAndGet();
    var fresh = book(origin.withIdentity(key.identity), key.peer);
    books.put(key, fresh);
    return fresh;
  }

  private SourceBook openOther(Key key) {
    return books.computeIfAbsent(
        key.other(), each -> book(Origin.of(each.input, each.transport, each.peer), each.peer));
  }

  private SourceBook book(Origin origin, String peer) {
    InputCounters counters =
        inputs.computeIfAbsent(origin.input(), input -> new InputCounters(metrics, input));
    var named =
        new Origin(origin.input(), origin.transport(), peer, origin.format(), origin.identity());
    var book = new SourceBook(named, origin, settings.of(origin), counters);
    book.touch(nanoTime.getAsLong() - QUIET);
    return book;
  }

  /** Closes, of some books that can be, the one least missed; false if there is none. */
  private boolean closeOne(long now) {
    if (now - fullUntil < 0) {
      return false;
    }
    Map.Entry<Key, SourceBook> least = null;
    for (int i = 0; i < TRIES; i++) {
      if (!hand.hasNext()) {
        hand = books.entrySet().iterator();
      }
      Map.Entry<Key, SourceBook> entry = hand.next();
      if (mayClose(entry, now) && (least == null || isLess(entry.getValue(), least.getValue()))) {
        least = entry;
      }
    }
    if (least == null || !close(least.getKey(), least.getValue(), now)) {
      fullUntil = now + TRY_AGAIN;
      return false;
    }
    return true;
  }

  private static boolean mayClose(Map.Entry<Key, SourceBook> entry, long now) {
    SourceBook book = entry.getValue();
    return !entry.getKey().isOther()
        && !book.isClosed()
        && now - book.touched() > CLOSE_AFTER
        && book.isQuiet();
  }

  /** Who sent a few frames only is missed less, then who was heard longest ago. */
  private static boolean isLess(SourceBook a, SourceBook b) {
    boolean fewA = a.received() < 16;
    boolean fewB = b.received() < 16;
    return fewA == fewB ? a.lastSeen() < b.lastSeen() : fewA;
  }

  private boolean close(Key key, SourceBook book, long now) {
    book.closed(true);
    // Whoever looked it up before it was closed has touched it by now, or will see that it is.
    if (now - book.touched() <= CLOSE_AFTER || !book.isQuiet()) {
      book.closed(false);
      return false;
    }
    openOther(key).inherit(book);
    books.remove(key);
    own.decrementAndGet();
    evicted.increment();
    return true;
  }

  /** The settings of sources have changed. */
  public void refresh() {
    books.values().forEach(book -> book.rules(settings.of(book.heard())));
  }

  /** All books, those that are shared included. */
  Iterable<SourceBook> all() {
    return books.values();
  }

  /** What the check of the books has found. */
  void problem(@Nullable String found) {
    problem = found;
  }

  @Override
  public @Nullable String problem() {
    return problem;
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

  private record Key(String input, Transport transport, String peer, String identity) {
    Key other() {
      return new Key(input, transport, OTHER, "");
    }

    boolean isOther() {
      return peer.equals(OTHER);
    }
  }
}
