package org.marsad.query.shelf;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what people ask every so often and once more when it is closed, so that a crash
 * forgets no more than the last few questions. A thread of its own. What cannot be written is tried
 * again the next time; that is told once until it works again.
 */
public final class QuestionWriter implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(QuestionWriter.class);
  private static final long LAST_MILLIS = 1_000;

  private final KeptQuestions questions;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("marsad-questions").factory());
  private boolean told;

  private QuestionWriter(KeptQuestions questions) {
    this.questions = questions;
  }

  /** One that writes these down so often from now on. */
  public static QuestionWriter start(KeptQuestions questions, Duration every) {
    var writer = new QuestionWriter(questions);
    var _ =
        writer.thread.scheduleWithFixedDelay(
            writer::write, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
    return writer;
  }

  private synchronized void write() {
    try {
      questions.save();
      told = false;
    } catch (IOException | RuntimeException e) {
      if (!told) {
        LOG.warn("what was asked cannot be written down for the next start: {}", e.toString());
      }
      told = true;
    }
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      var _ = thread.awaitTermination(LAST_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    write();
  }
}
