package org.marsad.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The whole of intake, store and search beside OpenSearch: the same bytes over {@code _bulk}, the
 * same questions over HTTP, one server after the other on the same cores. What both must answer
 * alike is compared, and told where it differs. The loader's and the asker's cost is part of it.
 */
final class SearchBench {
  private static final int WARM_UPS = 5;
  private static final int RUNS = 21;

  /** With fewer events it is a look, not a measurement, and each question is asked less often. */
  private static final int LEAST = 200_000;

  private static final int PROBE_EVERY_MILLIS = 300;

  /** So long answers count that are asked in turn. */
  private static final Duration IN_TURN = Duration.ofSeconds(20);

  /** What came so long ago, both find. */
  private static final Duration FOUND_BY_NOW = Duration.ofSeconds(10);

  /** Milliseconds by which windows are shifted at most where questions are asked in turn. */
  private static final int SHIFTS = 60_000;

  /** So long all questions are asked in turn before answers count, where events come in or not. */
  private static final Duration WARM_UP = Duration.ofSeconds(8);

  /** A moment between two answers, as somebody who reads them has. */
  private static final long PAUSE_NANOS = 20_000_000;

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final long count;
  private final boolean asks;
  private final boolean restart;
  private final boolean busy;
  private final boolean loop;
  private final Path folder;
  private final int warmUps;
  private final int runs;

  /** A day of events ends some days ago, so that what comes later is not ahead of the clock. */
  private final Instant start =
      Instant.now().truncatedTo(ChronoUnit.HOURS).minus(4, ChronoUnit.DAYS);

  private final List<Question> questions;

  /**
   * A benchmark.
   *
   * @param count events of the day
   * @param asks whether the questions are asked, or events only taken in
   * @param restart whether every question is asked once by a server that has just started
   * @param busy whether they are asked while events come in
   * @param loop whether a bare loop that feeds one IndexWriter is measured too
   */
  SearchBench(long count, boolean asks, boolean restart, boolean busy, boolean loop)
      throws IOException {
    this.count = count;
    this.asks = asks;
    this.restart = asks && restart;
    this.busy = asks && busy;
    this.loop = loop;
    this.warmUps = count < LEAST ? 1 : WARM_UPS;
    this.runs = count < LEAST ? 5 : RUNS;
    this.folder = Files.createTempDirectory("marsad-search-");
    this.questions = Questions.all(new SecurityEvents(start, count));
  }

  /** Runs it. */
  void run(boolean marsad, boolean openSearch) throws IOException, InterruptedException {
    long warm = Math.clamp(count / 5, 1, 100_000);
    long more = busy ? Math.max(count, 100_000) : 1;
    try (BulkFile first = BulkFile.write(folder.resolve("warm"), start, count, -warm, warm);
        BulkFile day = BulkFile.write(folder.resolve("day"), start, count, 0, count);
        BulkFile next = BulkFile.write(folder.resolve("next"), start, count, count, more)) {
      System.out.printf(
          Locale.ROOT,
          "%,d events of %d bytes over 24 h, %,d before them to warm up, %d a request, %d"
              + " connections, %d cores%n%n",
          count,
          day.eventBytes() / count,
          warm,
          BulkFile.PER_REQUEST,
          BulkLoader.CONNECTIONS,
          Runtime.getRuntime().availableProcessors());
      Outcome ours = null;
      Outcome theirs = null;
      if (marsad) {
        ours = measure(MarsadPeer.start(folder.resolve("marsad")), first, day, next);
      }
      if (openSearch) {
        Optional<OpenSearchPeer> peer = OpenSearchPeer.start(folder.resolve("opensearch"));
        if (peer.isPresent()) {
          theirs = measure(peer.get(), first, day, next);
        }
      }
      if (ours != null && theirs != null) {
        compare(ours, theirs);
      }
      if (ours != null) {
        alone(ours);
      }
    } finally {
      Folders.delete(folder);
    }
  }

  private Outcome measure(Peer begun, BulkFile warm, BulkFile day, BulkFile next)
      throws IOException, InterruptedException {
    Peer peer = begun;
    try {
      var outcome = new Outcome(peer.name(), questions.size(), runs);
      System.out.println(peer.name());
      BulkLoader.send(warm, peer::connect);
      await(peer, warm.events());
      load(peer, day, warm.events(), outcome);
      try (Wire wire = peer.connect()) {
        peer.settle(wire);
        outcome.disk = peer.diskBytes() / (double) (warm.events() + day.events());
        outcome.printIntake();
        if (asks) {
          ask(peer, wire, outcome);
        }
        outcome.printMemory(peer.child());
      }
      long held = warm.events() + day.events();
      if (busy) {
        held += busy(peer, next, outcome);
      }
      if (restart) {
        peer = peer.again();
        // Stopped in order, it has written down what it still had in memory.
        outcome.wrote(peer.diskBytes() / (double) held);
        first(peer, held, outcome);
      }
      System.out.println();
      return outcome;
    } finally {
      peer.close();
      Folders.delete(peer.folder());
    }
  }

  private static void load(Peer peer, BulkFile day, long before, Outcome outcome)
      throws IOException, InterruptedException {
    Duration cpu = peer.child().cpu();
    long begin = System.nanoTime();
    outcome.course = BulkLoader.send(day, peer::connect);
    long acknowledged = System.nanoTime() - begin;
    await(peer, before + day.events());
    long searchable = System.nanoTime() - begin;
    outcome.acknowledged = day.events() / (acknowledged / 1e9);
    outcome.searchable = day.events() / (searchable / 1e9);
    outcome.cpuMicros = peer.child().cpu().minus(cpu).toNanos() / 1e3 / day.events();
  }

  private static void await(Peer peer, long events) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (Wire wire = peer.connect()) {
      for (long found = peer.found(wire); found < events; found = peer.found(wire)) {
        if (System.nanoTime() > deadline) {
          throw new IOException(
              peer.name() + " finds " + found + " of " + events + " events after " + PATIENCE);
        }
        LockSupport.parkNanos(20_000_000);
      }
    }
  }

  /** Each question so often over one connection, its window shifted each time. */
  private void ask(Peer peer, Wire wire, Outcome outcome) throws IOException {
    warmUp(peer, wire);
    for (int i = 0; i < questions.size(); i++) {
      Question question = questions.get(i);
      for (int run = 0; run < warmUps + runs; run++) {
        Instant from = from(question).plusMillis(run * 997L);
        Peer.Reply reply =
            peer.ask(wire, question, from, from.plusMillis(question.window().millis()));
        if (run >= warmUps) {
          outcome.warm.get(i).add(reply.nanos());
          outcome.numbers.get(i)[run - warmUps] = reply.number();
        }
        if (!reply.incomplete().isEmpty()) {
          outcome.incomplete.set(i, reply.incomplete());
        }
      }
      outcome.print(question, i);
    }
  }

  private void warmUp(Peer peer, Wire wire) throws IOException {
    long end = System.nanoTime() + (count < LEAST ? 0 : WARM_UP.toNanos());
    for (int i = 0; System.nanoTime() < end; i++) {
      Question question = questions.get(i % questions.size());
      Instant from = from(question).minusMillis(i * 997L);
      peer.ask(wire, question, from, from.plusMillis(question.window().millis()));
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** A window that ends with the day, or lies in it. */
  private Instant from(Question question) {
    return switch (question.window()) {
      case DAY -> start.minusSeconds(60);
      case HOUR -> start.plus(11, ChronoUnit.HOURS);
      case QUARTER -> start.plus(1, ChronoUnit.DAYS).minus(16, ChronoUnit.MINUTES);
    };
  }

  /** Every question once by a server that has just started, and once it has been asked for long. */
  private void first(Peer peer, long events, Outcome outcome) throws IOException {
    try (Wire wire = peer.connect()) {
      List<Latencies> first = rounds(peer, wire, 1);
      warmUp(peer, wire);
      List<Latencies> later = rounds(peer, wire, runs);
      outcome.first = geometric(first, later);
      System.out.printf(
          Locale.ROOT,
          "  first run after a restart, %,d events: %.2f times as long as once warm (geometric mean"
              + " %.1f ms)%n",
          events,
          outcome.first,
          mean(first));
      for (int i = 0; i < questions.size(); i++) {
        System.out.printf(
            Locale.ROOT,
            "    %-40s     %8.2f ms, warm %8.2f ms%n",
            questions.get(i).name(),
            first.get(i).quantile(0.5),
            later.get(i).quantile(0.5));
      }
    }
  }

  /** All questions one after the other, so many times; their windows are shifted each time. */
  private List<Latencies> rounds(Peer peer, Wire wire, int count) throws IOException {
    List<Latencies> answers = latencies();
    for (int round = 0; round < count; round++) {
      for (int i = 0; i < questions.size(); i++) {
        Question question = questions.get(i);
        Instant from = from(question).plusMillis(331 + round * 997L);
        Peer.Reply reply =
            peer.ask(wire, question, from, from.plusMillis(question.window().millis()));
        answers.get(i).add(reply.nanos());
      }
    }
    return answers;
  }

  private List<Latencies> latencies() {
    return questions.stream().map(question -> new Latencies(question.name())).toList();
  }

  /**
   * The questions in turn while nothing comes in, and while more events come in as fast as they are
   * taken; and how soon one of these is found.
   *
   * @return how many came in
   */
  private long busy(Peer peer, BulkFile next, Outcome outcome)
      throws IOException, InterruptedException {
    List<Latencies> idle = inTurn(peer, new Acknowledged(0), () -> true);
    var going = new AtomicBoolean(true);
    var failure = new AtomicReference<@Nullable Exception>();
    var acknowledged = new Latencies("  probe sent to acknowledged");
    var found = new Latencies("  probe acknowledged to found");
    var sent = new Acknowledged(next.requests());
    long begin = System.nanoTime();
    Thread loader =
        begin("loading", failure, () -> BulkLoader.send(next, peer::connect, going::get, sent));
    Thread probes = begin("probes", failure, () -> probe(peer, loader, acknowledged, found));
    List<Latencies> answers = inTurn(peer, sent, loader::isAlive);
    going.set(false);
    loader.join();
    double seconds = (System.nanoTime() - begin) / 1e9;
    probes.join();
    Exception failed = failure.get();
    if (failed != null) {
      throw new IOException("the run broke off", failed);
    }
    long events = Math.min(next.events(), (long) sent.requests() * BulkFile.PER_REQUEST);
    outcome.busy = geometric(answers, idle);
    outcome.fresh = found.quantile(0.5);
    System.out.printf(
        Locale.ROOT,
        "  under intake of %,.0f events/s: search %.2f times as long as idle (geometric mean of the"
            + " p50)%n",
        events / seconds,
        outcome.busy);
    for (int i = 0; i < answers.size(); i++) {
      if (answers.get(i).size() > 0) {
        System.out.printf(
            Locale.ROOT,
            "    %-40s p50 %8.2f ms, idle %8.2f ms%n",
            questions.get(i).name(),
            answers.get(i).quantile(0.5),
            idle.get(i).quantile(0.5));
      }
    }
    acknowledged.print();
    found.print();
    return events + found.size();
  }

  /**
   * When the last event happened of those that came behind the day, the requests of which these
   * are.
   */
  private Instant happened(int requests) {
    double days = (double) requests * BulkFile.PER_REQUEST / count;
    return dayEnd().plusMillis((long) (days * Duration.ofDays(1).toMillis()));
  }

  private Instant dayEnd() {
    return start.plus(1, ChronoUnit.DAYS);
  }

  /**
   * All questions in turn over one connection, each with a moment before it, and over a window of
   * its own: the whole day and what has come since, or a while that ends with what came ten seconds
   * ago, so that all of it is found by now.
   *
   * @param sent what comes in meanwhile
   * @return their times, without those of a while to warm up
   */
  private List<Latencies> inTurn(Peer peer, Acknowledged sent, BooleanSupplier goesOn)
      throws IOException {
    List<Latencies> answers = latencies();
    try (Wire wire = peer.connect()) {
      long counts = System.nanoTime() + (count < LEAST ? 0 : WARM_UP.toNanos());
      for (int i = 0;
          goesOn.getAsBoolean() && System.nanoTime() - counts < IN_TURN.toNanos();
          i++) {
        Question question = questions.get(i % questions.size());
        Duration shift = Duration.ofMillis(i * 997L % SHIFTS);
        boolean whole = question.window() == Question.Window.DAY;
        int requests = whole ? sent.requests() : sent.requests(FOUND_BY_NOW);
        Instant to = happened(requests).minus(shift);
        Instant from =
            whole ? from(question).plus(shift) : to.minusMillis(question.window().millis());
        Peer.Reply reply = peer.ask(wire, question, from, to);
        if (System.nanoTime() - counts > 0) {
          answers.get(i % questions.size()).add(reply.nanos());
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    return answers;
  }

  private static Thread begin(
      String name, AtomicReference<@Nullable Exception> failure, Runs.Step step) {
    return Thread.ofPlatform()
        .name(name)
        .start(
            () -> {
              try {
                step.run();
              } catch (IOException | InterruptedException | RuntimeException e) {
                failure.compareAndSet(null, e);
              }
            });
  }

  private static void probe(Peer peer, Thread loader, Latencies acknowledged, Latencies found)
      throws IOException {
    String time = Instant.now().minusSeconds(1).truncatedTo(ChronoUnit.MILLIS).toString();
    try (Wire wire = peer.connect()) {
      for (int i = 0; loader.isAlive(); i++) {
        String name = "p" + i;
        String body =
            "{\"create\":{\"_index\":\"events\"}}\n{\"@timestamp\":\""
                + time
                + "\",\"message\":\"probe\",\"probe\":{\"id\":\""
                + name
                + "\"}}\n";
        long begin = System.nanoTime();
        BulkLoader.send(wire, body.getBytes(UTF_8));
        long durable = System.nanoTime();
        acknowledged.add(durable - begin);
        while (!peer.finds(wire, name)) {
          if (System.nanoTime() - durable > PATIENCE.toNanos()) {
            throw new IOException("an acknowledged event was not found within " + PATIENCE);
          }
          LockSupport.parkNanos(5_000_000);
        }
        found.add(System.nanoTime() - durable);
        LockSupport.parkNanos(PROBE_EVERY_MILLIS * 1_000_000L);
      }
    }
  }

  /** The geometric mean of the ratios of medians, of the questions that were asked in both. */
  private static double geometric(List<Latencies> of, List<Latencies> to) {
    double logs = 0;
    int asked = 0;
    for (int i = 0; i < of.size(); i++) {
      if (of.get(i).size() > 0) {
        logs += Math.log(of.get(i).quantile(0.5) / to.get(i).quantile(0.5));
        asked++;
      }
    }
    return asked == 0 ? 0 : Math.exp(logs / asked);
  }

  /** The geometric mean of the medians, in milliseconds. */
  private static double mean(List<Latencies> answers) {
    double logs = 0;
    for (Latencies each : answers) {
      logs += Math.log(each.quantile(0.5));
    }
    return Math.exp(logs / answers.size());
  }

  private void compare(Outcome ours, Outcome theirs) {
    if (asks) {
      compareAnswers(ours, theirs);
    }
    bound("intake until searchable", ours.searchable / theirs.searchable, 3.7, true);
    bound("intake until acknowledged", ours.acknowledged / theirs.acknowledged, 3.7, true);
    bound("bytes on disk", ours.disk / theirs.disk, 1 / 3.0, false);
  }

  private void compareAnswers(Outcome ours, Outcome theirs) {
    System.out.printf(
        Locale.ROOT, "%-44s %10s %10s %8s%n", "p50, warm, ms", "marsad", "opensearch", "ratio");
    double common = 0;
    int slower = 0;
    for (int i = 0; i < questions.size(); i++) {
      double mine = ours.warm.get(i).quantile(0.5);
      double other = theirs.warm.get(i).quantile(0.5);
      String name = questions.get(i).name();
      common = name.startsWith("substring, common") ? mine / other : common;
      slower += mine > other ? 1 : 0;
      System.out.printf(
          Locale.ROOT,
          "%-44s %10.2f %10.2f %8.2f%s%s%n",
          name,
          mine,
          other,
          mine / other,
          mine > other ? "  slower" : "",
          difference(questions.get(i), ours.numbers.get(i), theirs.numbers.get(i)));
    }
    System.out.println();
    bound("search, geometric mean of p50", ours.mean() / theirs.mean(), 0.5, false);
    bound("common substring", common, 1 / 20.0, false);
    bound("questions answered slower", slower, 0, false);
  }

  /** What it has to be, whoever it is compared with. */
  private void alone(Outcome ours) throws IOException, InterruptedException {
    if (restart) {
      bound("marsad: first run after start / warm", ours.first, 3, false);
    }
    if (busy) {
      bound("marsad: search under intake / idle", ours.busy, 2, false);
      bound("marsad: acknowledged to found, p50, ms", ours.fresh, 1_000, false);
    }
    if (loop) {
      double rate = new StoreBench(count).loopRate();
      bound("marsad: intake until searchable / bare loop", ours.searchable / rate, 0.7, true);
    }
  }

  private static void bound(String what, double is, double bound, boolean least) {
    boolean met = least ? is >= bound : is <= bound;
    System.out.printf(
        Locale.ROOT,
        "%-44s %10.3f  %s %.3f: %s%n",
        what,
        is,
        least ? "at least" : "at most",
        bound,
        met ? "met" : "missed");
  }

  private static String difference(Question question, long[] ours, long[] theirs) {
    for (int i = 0; i < ours.length; i++) {
      double apart = Math.abs(ours[i] - theirs[i]) / (double) Math.max(1, theirs[i]);
      if (question.kind() == Question.Kind.ESTIMATE ? apart > 0.05 : apart > 0) {
        return String.format(Locale.ROOT, "  answers differ: %,d and %,d", ours[i], theirs[i]);
      }
    }
    return "";
  }

  /** What was seen of one server. */
  private static final class Outcome {
    final List<Latencies> warm = new ArrayList<>();
    final List<long[]> numbers = new ArrayList<>();
    final List<String> incomplete = new ArrayList<>();
    @Nullable Acknowledged course;
    double acknowledged;
    double searchable;
    double cpuMicros;
    double disk;
    double first;
    double busy;
    double fresh;

    Outcome(String name, int questions, int runs) {
      for (int i = 0; i < questions; i++) {
        warm.add(new Latencies(name));
        numbers.add(new long[runs]);
        incomplete.add("");
      }
    }

    double mean() {
      return SearchBench.mean(warm);
    }

    void printIntake() {
      System.out.printf(
          Locale.ROOT,
          "  intake %,.0f events/s acknowledged, %,.0f /s searchable, %.1f us CPU an event, %.1f B"
              + " an event on disk%n",
          acknowledged,
          searchable,
          cpuMicros,
          disk);
      if (course != null) {
        System.out.printf(
            Locale.ROOT,
            "  acknowledged by tenths, thousands/s: %s; the last half %,.0f /s%n",
            course.tenths(BulkFile.PER_REQUEST),
            course.rate(0.5, 1) * BulkFile.PER_REQUEST);
      }
    }

    /** What is on disk after all; told where it is more than was seen before. */
    void wrote(double bytes) {
      if (bytes > disk) {
        disk = bytes;
        System.out.printf(Locale.ROOT, "  %.1f B an event on disk after an orderly stop%n", disk);
      }
    }

    void print(Question question, int at) {
      System.out.printf(
          Locale.ROOT,
          "  %-42s p50 %8.2f ms  p95 %8.2f ms  %,d%s%n",
          question.name(),
          warm.get(at).quantile(0.5),
          warm.get(at).quantile(0.95),
          numbers.get(at)[0],
          incomplete.get(at).isEmpty() ? "" : "  incomplete: " + incomplete.get(at));
    }

    void printMemory(Child child) throws IOException {
      System.out.printf(
          Locale.ROOT,
          "  %sresident %,d MiB, of it %,d MiB not of files%n",
          warm.getFirst().size() == 0
              ? ""
              : String.format(Locale.ROOT, "geometric mean of the p50 %.2f ms; ", mean()),
          child.memory("VmRSS") >> 20,
          child.memory("RssAnon") >> 20);
    }
  }
}
