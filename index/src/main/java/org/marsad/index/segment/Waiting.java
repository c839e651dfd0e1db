package org.marsad.index.segment;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Waits for work of other threads that belongs to the own. Stateless. */
public final class Waiting {
  private Waiting() {}

  /**
   * What came of it; what went wrong there goes wrong here.
   *
   * @param trouble what it means that it went wrong
   */
  public static <T> T on(Future<T> work, String trouble) throws IOException {
    try {
      return work.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var interrupted = new InterruptedIOException("interrupted while a segment is written");
      interrupted.initCause(e);
      throw interrupted;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw cause instanceof IOException io ? io : new IOException(trouble + ": " + cause, cause);
    }
  }
}
