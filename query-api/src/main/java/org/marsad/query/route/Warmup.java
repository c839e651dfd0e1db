package org.marsad.query.route;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.marsad.query.auth.TokenStore;
import org.marsad.query.shelf.KeptQuestions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks by itself what people ask, and what they asked before the start, and throws the answers
 * away, so that who asks first after a start does not wait for classes to be loaded, code to be
 * compiled and files to be opened: beside the rest of the start, until the port is open; over the
 * port for a moment, before the start is over; and more when there are events to look at and nobody
 * else wants the machine. A question that somebody asks ends its own. A thread of its own that ends
 * by itself, at once when it is closed. What goes wrong in it harms nobody and is told for those
 * who look for it.
 */
final class Warmup implements Closeable {
  /** One of each kind; the names are those that most events have. */
  static final List<String> QUESTIONS =
      List.of(
          "*",
          "failed",
          "message:\"failed password\"",
          "event.code:4625 user.name:root host.name:web",
          "process.command_line:*-encodedcommand*",
          "process.name:ssh*",
          "url.original:/admin[0-9]+/",
          "source.ip:192.0.2.0/24",
          "source.ip IN (192.0.2.1, 192.0.2.2)",
          "process.hash.sha256 IN (" + hashes() + ")",
          "destination.port>=1024",
          "* NOT event.outcome:success",
          "user.name:root OR source.ip:192.0.2.1",
          "* | timechart span=1m count",
          "* | top 10 host.name",
          "event.category:authentication | top 10 user.name",
          "* | stats dc(source.ip) by event.dataset",
          "* | timechart span=10m count by event.dataset");

  private static final Logger LOG = LoggerFactory.getLogger(Warmup.class);

  /**
   * Rounds beside the start: at least, and at most where the port does not open; what they cost is
   * missing there.
   */
  private static final int FIRST_ROUNDS = 2;

  private static final int MOST_FIRST_ROUNDS = 4;

  /** Code that ran some thousand times is compiled as well as it will be. */
  private static final int MORE_ROUNDS = 120;

  /** Where it is known what people ask, all else is asked every so many rounds. */
  private static final int OTHERS = 4;

  /** How long the start waits, once the port is open, for questions over it. */
  private static final Duration OPENING = Duration.ofSeconds(7);

  private static final int HASHES = 50;

  /** A range of time that everything is in. */
  private static final Map<String, String> ALL_TIME =
      Map.of("earliest", "1970-01-02T00:00:00Z", "latest", "2200-01-01T00:00:00Z");

  /** So many events are worth more rounds. */
  private static final long EVENTS = 10_000;

  private static final Duration EACH = Duration.ofMillis(300);

  private static final Duration A_DAY = Duration.ofDays(1);
  private static final Duration A_MOMENT = Duration.ofMinutes(1);

  /** What all questions together may take, beside the start and again afterwards. */
  private static final Duration ALL = Duration.ofSeconds(12);

  /** How long no event may have come for the machine to be idle. */
  private static final Duration CALM = Duration.ofSeconds(1);

  /** How long events are waited for, and then until fewer come. */
  private static final Duration FOR_EVENTS = Duration.ofMinutes(10);

  /** So many events between two questions are more than an idle machine has. */
  private static final long FLOOD = 1_000;

  private static final Duration FOR_CALM = Duration.ofMinutes(2);
  private static final Duration BUSY = Duration.ofMillis(50);
  private static final long CLOSE_MILLIS = 2_000;

  private final SearchRoute search;
  private final LongSupplier events;
  private final List<KeptQuestions.Question> before;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable OwnPort port;
  private TokenStore.@Nullable Lent token;
  private @Nullable Thread thread;
  private boolean isDone;
  private long left = ALL.toNanos();
  private long seen;

  /**
   * Over the route whose work it does beforehand.
   *
   * @param events how many there are in the store
   * @param before what people asked before the start
   */
  Warmup(SearchRoute search, LongSupplier events, List<KeptQuestions.Question> before) {
    this.before = List.copyOf(before);
    this.search = search;
    this.events = events;
  }

  private static String hashes() {
    var hashes = new StringJoiner(", ");
    for (int i = 0; i < HASHES; i++) {
      hashes.add(String.format(Locale.ROOT, "%064x", i));
    }
    return hashes.toString();
  }

  /**
   * From now on the port is open. It is asked before this returns: once, since the first request of
   * all waits for much that no other does, and for a moment where there are many events.
   *
   * @param lent may search; given back in the end
   */
  synchronized void opened(URI open, TokenStore.Lent lent) {
    if (isDone) {
      lent.close();
      return;
    }
    token = lent;
    if (search.isWide()) {
      // Its connection takes nobody's place afterwards.
      try (var own = new OwnPort(open, lent.clearText())) {
        own.ask(QUESTIONS.getFirst(), Map.of(), EACH);
        rehearse(own);
      } catch (IOException e) {
        LOG.debug("the warm-up could not ask over the port", e);
      }
    }
    port = new OwnPort(open, lent.clearText());
  }

  /** Asks over the port for a moment, what people ask first. */
  private void rehearse(OwnPort own) throws IOException {
    long deadline = System.nanoTime() + OPENING.toNanos();
    for (int round = 0; events.getAsLong() >= EVENTS; round++) {
      for (KeptQuestions.Question question : questions(round)) {
        if (isClosed() || search.isWanted() || System.nanoTime() - deadline > 0) {
          return;
        }
        own.ask(question.text(), question.parameters(), EACH);
      }
    }
  }

  /** Begins. */
  synchronized void start() {
    if (thread == null && !isClosed()) {
      thread = Thread.ofPlatform().daemon().name("marsad-warm-up").start(this::run);
    }
  }

  /** Asks everything, as long as it may. */
  void run() {
    try {
      for (int round = 0; round < MOST_FIRST_ROUNDS; round++) {
        boolean enough = round >= FIRST_ROUNDS && port != null;
        if (enough || !round(round, false)) {
          break;
        }
      }
      if (awaitPort() && awaitEvents() && awaitCalm()) {
        seen = events.getAsLong();
        left = ALL.toNanos();
        for (int round = 0; round < MORE_ROUNDS; round++) {
          if (!round(round, true)) {
            break;
          }
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      hangUp();
    }
  }

  /**
   * Asks everything once; whether to go on.
   *
   * @param whileCalm whether to wait again where events begin to come
   */
  private boolean round(int round, boolean whileCalm) throws InterruptedException {
    for (KeptQuestions.Question question : questions(round)) {
      if (!mayAsk(whileCalm)) {
        return false;
      }
      ask(question.text(), question.parameters());
    }
    return true;
  }

  /** What is asked in a round. */
  private List<KeptQuestions.Question> questions(int round) {
    if (!before.isEmpty() && round % OTHERS > 0) {
      return before;
    }
    Map<String, String> range =
        switch (round / (before.isEmpty() ? 1 : OTHERS) % 3) {
          case 0 -> Map.of();
          case 1 -> ALL_TIME;
          default -> lastDay();
        };
    var questions = new ArrayList<>(before);
    for (String question : QUESTIONS) {
      questions.add(new KeptQuestions.Question(question, range));
    }
    return questions;
  }

  private boolean mayAsk(boolean whileCalm) throws InterruptedException {
    return awaitTurn() && !(whileCalm && isFlooded() && !awaitCalm());
  }

  /** The day that ends a little before the newest event. */
  private Map<String, String> lastDay() {
    Instant newest = Instant.EPOCH;
    try {
      newest = search.newest();
    } catch (IOException | RuntimeException e) {
      LOG.debug("the warm-up could not ask for the newest event", e);
    }
    Instant end = newest.minus(A_MOMENT);
    return newest.equals(Instant.EPOCH)
        ? ALL_TIME
        : Map.of("earliest", end.minus(A_DAY).toString(), "latest", end.toString());
  }

  private void ask(String question, Map<String, String> range) {
    long begin = System.nanoTime();
    try {
      OwnPort open = port;
      if (open == null || !search.isWide()) {
        search.rehearse(question, range, EACH, () -> isClosed() || search.isWanted());
      } else {
        open.ask(question, range, EACH);
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("the warm-up could not ask \"{}\"", question, e);
    }
    left -= System.nanoTime() - begin;
  }

  private synchronized void hangUp() {
    isDone = true;
    OwnPort open = port;
    TokenStore.Lent lent = token;
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      LOG.debug("the warm-up could not hang up", e);
    }
    if (lent != null) {
      lent.close();
    }
  }

  /** Lets who asks in earnest go first; whether to go on. */
  private boolean awaitTurn() throws InterruptedException {
    while (search.isWanted()) {
      if (closed.await(BUSY.toMillis(), TimeUnit.MILLISECONDS)) {
        return false;
      }
    }
    return !isClosed() && left > 0;
  }

  /** Whether many events have come since the last question. */
  private boolean isFlooded() {
    long now = events.getAsLong();
    boolean flooded = now - seen > FLOOD;
    seen = now;
    return flooded;
  }

  /** Leaves the rest of the start alone; whether to go on. */
  private boolean awaitPort() throws InterruptedException {
    long deadline = System.nanoTime() + FOR_EVENTS.toNanos();
    while (port == null) {
      if (System.nanoTime() - deadline > 0
          || closed.await(BUSY.toMillis(), TimeUnit.MILLISECONDS)) {
        return false;
      }
    }
    return true;
  }

  /** Whether there came some. */
  private boolean awaitEvents() throws InterruptedException {
    long deadline = System.nanoTime() + FOR_EVENTS.toNanos();
    while (events.getAsLong() < EVENTS) {
      if (System.nanoTime() - deadline > 0
          || closed.await(CALM.toMillis(), TimeUnit.MILLISECONDS)) {
        return false;
      }
    }
    return true;
  }

  /** Waits until no events come, or for a while; whether it is to go on. */
  private boolean awaitCalm() throws InterruptedException {
    long deadline = System.nanoTime() + FOR_CALM.toNanos();
    long before = -1;
    for (long now = events.getAsLong(); now != before; now = events.getAsLong()) {
      if (System.nanoTime() - deadline > 0) {
        break;
      }
      before = now;
      if (closed.await(CALM.toMillis(), TimeUnit.MILLISECONDS)) {
        return false;
      }
    }
    return !isClosed();
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  @Override
  public void close() {
    closed.countDown();
    Thread asking;
    synchronized (this) {
      asking = thread;
    }
    if (asking != null) {
      try {
        asking.join(CLOSE_MILLIS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
