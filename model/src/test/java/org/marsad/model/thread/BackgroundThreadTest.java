package org.marsad.model.thread;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.marsad.model.thread.BackgroundThread.Urgency;

class BackgroundThreadTest {
  @Test
  @EnabledOnOs(OS.LINUX)
  void isLowerThanTheThreadThatStartsIt() throws Exception {
    int before = nice();
    assumeTrue(before <= 5, "the tests themselves run in the background");
    assertEquals(5, niceOf(Urgency.SHORTLY));
    assertEquals(12, niceOf(Urgency.SOON));
    assertEquals(15, niceOf(Urgency.LATER));
    assertEquals(before, nice());
  }

  private static int niceOf(Urgency urgency) throws InterruptedException, ExecutionException {
    var nice = new CompletableFuture<Integer>();
    var thread = new BackgroundThread(urgency, "test", () -> nice.complete(nice()));
    thread.start();
    thread.join();
    return nice.get();
  }

  private static int nice() {
    try {
      return NiceValue.own();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
