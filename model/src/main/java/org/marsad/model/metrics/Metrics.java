package org.marsad.model.metrics;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The counters and gauges of one server, by name and labels. Asking for the same counter again
 * gives the same one. Thread-safe; counting never locks.
 *
 * <p>Names follow OpenMetrics 1.0: {@code marsad_..._total} for counters is written by us, so a
 * counter's name is given without {@code _total}; base units in the name ({@code _seconds}, {@code
 * _bytes}).
 */
public final class Metrics {
  /** Series of one name at most; more are counted under the labels {@code overflow="true"}. */
  public static final int MAX_SERIES = 10_000;

  private static final Map<String, String> OVERFLOW = Map.of("overflow", "true");

  private final Map<String, Family> families = new ConcurrentSkipListMap<>();

  /**
   * The counter of a name and labels.
   *
   * @param labels names and values in turn, an even number
   * @throws IllegalArgumentException if the name is taken by a gauge or not an OpenMetrics name
   */
  public Counter counter(String name, String help, String... labels) {
    Family family = family(name, help, Kind.COUNTER);
    return (Counter) family.series(labels(labels), new Counter());
  }

  /**
   * As {@link #counter}, read when somebody looks. A second gauge of the same labels replaces it.
   */
  public void gauge(String name, String help, DoubleSupplier value, String... labels) {
    Family family = family(name, help, Kind.GAUGE);
    family.replace(labels(labels), new Gauge(value));
  }

  /**
   * Gauges of which there are as many as somebody tells when they are read; of more than {@link
   * #MAX_SERIES} the rest is left out. A second table of the name replaces the first.
   */
  public void table(String name, String help, Table table) {
    Family family = family(name, help, Kind.GAUGE);
    family.table = table;
  }

  /** Writes everything as OpenMetrics 1.0 text, the closing {@code # EOF} included. */
  public void write(Appendable out) throws IOException {
    for (Map.Entry<String, Family> entry : families.entrySet()) {
      entry.getValue().write(entry.getKey(), out);
    }
    out.append("# EOF\n");
  }

  private Family family(String name, String help, Kind kind) {
    requireName(name);
    Family family = families.computeIfAbsent(name, _ -> new Family(help, kind));
    if (family.kind != kind) {
      throw new IllegalArgumentException(name + " is a " + family.kind.word + " already");
    }
    return family;
  }

  private static void requireName(String name) {
    boolean good = !name.isEmpty() && !name.endsWith("_total");
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      good &= c >= 'a' && c <= 'z' || c == '_' || i > 0 && c >= '0' && c <= '9';
    }
    if (!good) {
      throw new IllegalArgumentException("not a name for a metric: \"" + name + "\"");
    }
  }

  private static Map<String, String> labels(String... labels) {
    if (labels.length % 2 != 0) {
      throw new IllegalArgumentException("labels come as name and value: " + List.of(labels));
    }
    var map = new TreeMap<String, String>();
    for (int i = 0; i < labels.length; i += 2) {
      requireName(labels[i]);
      map.put(labels[i], labels[i + 1]);
    }
    return map;
  }

  private enum Kind {
    COUNTER("counter"),
    GAUGE("gauge");

    final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  /** Tells the rows of a table. */
  @FunctionalInterface
  public interface Table {
    void tell(Rows rows);
  }

  /** Takes the rows of a table. */
  @FunctionalInterface
  public interface Rows {
    /** One gauge; labels come as name and value. */
    void add(double value, String... labels);
  }

  sealed interface Series permits Counter, Gauge {}

  /** Counts up. Any thread; never locks. */
  public static final class Counter implements Series {
    private final LongAdder sum = new LongAdder();

    private Counter() {}

    public void add(long count) {
      sum.add(count);
    }

    public void increment() {
      sum.increment();
    }

    public long value() {
      return sum.sum();
    }
  }

  private record Gauge(DoubleSupplier value) implements Series {}

  private static final class Family {
    final String help;
    final Kind kind;
    final Map<String, Series> series = new ConcurrentSkipListMap<>();
    volatile @Nullable Table table;

    Family(String help, Kind kind) {
      this.help = help;
      this.kind = kind;
    }

    Series series(Map<String, String> labels, Series fresh) {
      String key = key(labels);
      Series known = series.get(key);
      if (known != null) {
        return known;
      }
      String place = series.size() < MAX_SERIES ? key : key(OVERFLOW);
      return series.computeIfAbsent(place, _ -> fresh);
    }

    void replace(Map<String, String> labels, Series fresh) {
      String key = key(labels);
      series.put(
          series.containsKey(key) || series.size() < MAX_SERIES ? key : key(OVERFLOW), fresh);
    }

    void write(String name, Appendable out) throws IOException {
      out.append("# TYPE ").append(name).append(' ').append(kind.word).append('\n');
      out.append("# HELP ").append(name).append(' ').append(escape(help)).append('\n');
      for (Map.Entry<String, Series> entry : series.entrySet()) {
        out.append(name).append(kind == Kind.COUNTER ? "_total" : "").append(entry.getKey());
        out.append(' ');
        switch (entry.getValue()) {
          case Counter counter -> out.append(Long.toString(counter.value()));
          case Gauge gauge -> out.append(number(gauge.value().getAsDouble()));
        }
        out.append('\n');
      }
      Table rows = table;
      if (rows != null) {
        for (Map.Entry<String, Double> row : rows(rows).entrySet()) {
          out.append(name).append(row.getKey()).append(' ').append(number(row.getValue()));
          out.append('\n');
        }
      }
    }

    private static Map<String, Double> rows(Table table) {
      var rows = new TreeMap<String, Double>();
      table.tell(
          (value, labels) -> {
            if (rows.size() < MAX_SERIES) {
              rows.put(key(labels(labels)), value);
            }
          });
      return rows;
    }

    private static String number(double value) {
      if (Double.isInfinite(value)) {
        return value > 0 ? "+Inf" : "-Inf";
      }
      boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
      return whole ? Long.toString((long) value) : Double.toString(value);
    }

    /** The label part of a line, {@code {a="b",c="d"}}, or nothing. */
    private static String key(Map<String, String> labels) {
      if (labels.isEmpty()) {
        return "";
      }
      var key = new StringBuilder("{");
      labels.forEach(
          (name, value) ->
              key.append(key.length() > 1 ? "," : "")
                  .append(name)
                  .append("=\"")
                  .append(escape(value))
                  .append('"'));
      return key.append('}').toString();
    }

    private static String escape(String text) {
      return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"");
    }
  }
}
