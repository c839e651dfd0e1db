package org.marsad.collector.journal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.marsad.collector.journal.TailRing.Node;
import org.marsad.model.event.RawBatch;

class TailRingTest {
  private static final long LONG = Duration.ofSeconds(30).toNanos();
  private static final long SHORT = 1_000_000;

  private final TailRing tail = new TailRing(8 << 20, 0, 0);

  @Test
  void waitsForWhoIsAboutToNeedTheDisk() throws Exception {
    var reader = new Standing(tail.before(0));
    tail.join(reader);
    assertFalse(tail.awaitFollowers(LONG), "nobody is late");
    Node last = add(0, 7 << 20);
    assertTrue(tail.awaitFollowers(SHORT), "the reader is late");
    var writer = new Thread(() -> tail.awaitFollowers(LONG));
    writer.start();
    long deadline = System.nanoTime() + LONG / 2;
    while (writer.getState() != Thread.State.TIMED_WAITING) {
      assertTrue(System.nanoTime() - deadline < 0, "does not wait");
      Thread.onSpinWait();
    }
    reader.node = last;
    writer.join(Duration.ofNanos(LONG / 2));
    assertFalse(writer.isAlive(), "waits for one who has caught up");
  }

  @Test
  void doesNotWaitForWhoReadsFromDiskOrHasLeft() {
    var reader = new Standing(tail.before(0));
    tail.join(reader);
    add(0, 7 << 20);
    reader.node = null;
    assertFalse(tail.awaitFollowers(LONG));
    reader.node = tail.before(0);
    tail.leave(reader);
    assertFalse(tail.awaitFollowers(LONG));
  }

  @Test
  void doesNotWaitWhereTheMemoryHoldsAGroupOrTwo() {
    var small = new TailRing(100_000, 0, 0);
    small.join(new Standing(small.before(0)));
    small.add(List.of(new Node(0, 90_000, 1, JournalFixture.batch(1, 1).withFirstId(0))));
    assertFalse(small.awaitFollowers(LONG));
  }

  @Test
  void letsGoOfWhatEveryoneHasRead() {
    var quick = new Standing(tail.before(0));
    var slow = new Standing(tail.before(0));
    tail.join(quick);
    tail.join(slow);
    Node first = add(0, 1_000);
    Node second = add(1_000, 2_000);
    Node third = add(2_000, 3_000);
    quick.node = third;
    slow.node = second;
    add(3_000, 4_000);
    assertTrue(first.isCut(), "is kept though all have read it");
    assertFalse(second.isCut(), "is where the slow one goes on");
    assertSame(third, second.next());
  }

  @Test
  void keepsForWhoReadsFromDiskWhatItWillMeet() {
    var quick = new Standing(tail.before(0));
    var late = new Standing(null);
    tail.join(quick);
    tail.join(late);
    Node first = add(0, 1_000);
    quick.node = add(1_000, 2_000);
    add(2_000, 3_000);
    assertFalse(first.isCut());
    assertSame(first, tail.before(1_000), "the late one goes on in memory");
  }

  private Node add(long begin, long end) {
    RawBatch batch = JournalFixture.batch(1, 1).withFirstId(0);
    var node = new Node(begin, end, 1, batch);
    tail.add(List.of(node));
    tail.wake();
    return node;
  }

  private static final class Standing implements TailRing.Follower {
    volatile @Nullable Node node;

    Standing(@Nullable Node node) {
      this.node = node;
    }

    @Override
    public @Nullable Node node() {
      return node;
    }
  }
}
