package org.marsad.collector.intake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.marsad.model.event.Transport;
import org.marsad.model.intake.SourceReport;
import org.marsad.model.metrics.Metrics;

/**
 * The books of sources as metrics: of the {@value #MOST} sources that sent most each by itself, of
 * the others of an input the sum. One thread at a time.
 */
final class SourceSeries {
  static final int MOST = 500;

  private static final long FRESH_NANOS = 500_000_000L;
  private static final double SECOND = 1e9;

  private final Supplier<List<SourceReport>> books;
  private List<SourceReport> reports = List.of();
  private long madeAt = System.nanoTime() - FRESH_NANOS;

  private SourceSeries(Supplier<List<SourceReport>> books) {
    this.books = books;
  }

  /** From now on the metrics show the books. */
  static void show(Supplier<List<SourceReport>> books, Metrics metrics) {
    new SourceSeries(books).show(metrics);
  }

  private void show(Metrics metrics) {
    sum(metrics, "marsad_source_frames", "Frames received.", SourceReport::received);
    sum(metrics, "marsad_source_bytes", "Bytes of frames.", SourceReport::bytes);
    sum(metrics, "marsad_source_indexed", "Frames understood and stored.", SourceReport::indexed);
    sum(
        metrics,
        "marsad_source_quarantined",
        "Frames not understood and stored.",
        SourceReport::quarantined);
    sum(metrics, "marsad_source_refused", "Frames not taken.", SourceReport::refusedSum);
    sum(metrics, "marsad_source_pending", "Frames not stored yet.", SourceReport::pending);
    each(
        metrics,
        "marsad_source_lag_seconds",
        "From reception to the store.",
        report -> report.lag() / SECOND);
    each(
        metrics,
        "marsad_source_clock_offset_seconds",
        "How far its clock is behind.",
        report -> seconds(report.clockOffset()));
    each(
        metrics,
        "marsad_source_typical_gap_seconds",
        "Its usual pause.",
        report -> seconds(report.typicalGap()));
    each(
        metrics,
        "marsad_source_last_seen_timestamp_seconds",
        "When its last frame came in.",
        report -> report.lastSeen() / SECOND);
    each(
        metrics,
        "marsad_source_silent",
        "1 if it is silent for longer than usual.",
        report -> report.silent() ? 1 : 0);
  }

  private static double seconds(long nanos) {
    return nanos == SourceReport.UNKNOWN ? Double.NaN : nanos / SECOND;
  }

  private void sum(
      Metrics metrics, String name, String help, ToDoubleFunction<SourceReport> value) {
    metrics.table(
        name,
        help,
        rows -> {
          var others = new LinkedHashMap<String, Double>();
          List<SourceReport> all = reports();
          for (int i = 0; i < all.size(); i++) {
            SourceReport report = all.get(i);
            double number = value.applyAsDouble(report);
            if (i < MOST) {
              rows.add(number, labels(report));
            } else {
              others.merge(report.input(), number, Double::sum);
            }
          }
          for (Map.Entry<String, Double> other : others.entrySet()) {
            rows.add(other.getValue(), "input", other.getKey(), "source", "(others)");
          }
        });
  }

  private void each(
      Metrics metrics, String name, String help, ToDoubleFunction<SourceReport> value) {
    metrics.table(
        name,
        help,
        rows -> {
          List<SourceReport> all = reports();
          for (SourceReport report : all.subList(0, Math.min(MOST, all.size()))) {
            double number = value.applyAsDouble(report);
            if (!Double.isNaN(number)) {
              rows.add(number, labels(report));
            }
          }
        });
  }

  private static String[] labels(SourceReport report) {
    String source = report.identity().isEmpty() ? report.peer() : report.identity();
    return new String[] {
      "input", report.input(), "source", source, "transport", report.transport().name()
    };
  }

  /** One look at the books serves all metrics of one answer. */
  private synchronized List<SourceReport> reports() {
    if (System.nanoTime() - madeAt >= FRESH_NANOS) {
      var list = new ArrayList<>(books.get());
      list.removeIf(report -> report.transport() == Transport.INTERNAL);
      list.sort((a, b) -> Long.compare(b.received(), a.received()));
      reports = list;
      madeAt = System.nanoTime();
    }
    return reports;
  }
}
