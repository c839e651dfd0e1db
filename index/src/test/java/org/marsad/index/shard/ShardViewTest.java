package org.marsad.index.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.marsad.model.event.EventBatch;

/** Who searches while events come waits for a view only where the one there is is too old. */
final class ShardViewTest {
  private static final long AGE = 1_000;

  private final ByteBuffersDirectory directory = new ByteBuffersDirectory();
  private final AtomicLong added = new AtomicLong(1);
  private final AtomicLong nanos = new AtomicLong(77);
  private final Deque<Runnable> ordered = new ArrayDeque<>();
  private final CountingWriter writer = new CountingWriter();
  private final ShardView view = new ShardView(directory, added::get, nanos::get);

  @BeforeEach
  void begin() throws IOException {
    try (var empty = new IndexWriter(directory, new IndexWriterConfig())) {
      empty.commit();
    }
    view.follow(writer, ordered::add);
  }

  @AfterEach
  void end() throws IOException {
    view.end();
  }

  @Test
  void whoSearchesWhileTheNextViewIsMadeTakesTheOneThereIs() throws IOException {
    DirectoryReader first = look();
    assertEquals(1, writer.views, "the first is waited for");
    added.incrementAndGet();
    nanos.addAndGet(AGE / 2 + 1);
    assertSame(first, look());
    assertEquals(1, ordered.size(), "at half of the age the next one is ordered");
    nanos.addAndGet(AGE);
    assertSame(first, look(), "it is not there yet, and the other is not twice as old");
    assertEquals(1, ordered.size(), "it is ordered once");
    ordered.remove().run();
    assertEquals(2, writer.views);
    assertNotSame(first, look());
    assertEquals(2, writer.views, "what was ordered is taken");
  }

  @Test
  void whatIsTwiceAsOldIsNotTaken() throws IOException {
    look();
    added.incrementAndGet();
    nanos.addAndGet(2 * AGE);
    look();
    assertEquals(2, writer.views);
    added.incrementAndGet();
    nanos.addAndGet(AGE / 2 + 1);
    look();
    nanos.addAndGet(2 * AGE);
    look();
    assertEquals(3, writer.views, "what was ordered did not come");
  }

  @Test
  void viewsThatTakeLongAreMadeLessOften() throws IOException {
    writer.takes = AGE * 2 / 5;
    look();
    added.incrementAndGet();
    nanos.addAndGet(AGE / 10);
    look();
    assertEquals(0, ordered.size(), "half of the age is over, but it took nearly as long");
    nanos.addAndGet(AGE / 10);
    look();
    assertEquals(1, ordered.size());
    writer.takes = 5 * AGE;
    ordered.remove().run();
    added.incrementAndGet();
    nanos.addAndGet(1);
    look();
    assertEquals(3, writer.views, "however long it takes, nobody sees what is twice as old");
  }

  @Test
  void whoWantsEverythingWaitsForIt() throws IOException {
    look();
    added.incrementAndGet();
    nanos.addAndGet(1);
    take(0);
    assertEquals(2, writer.views);
    assertEquals(0, ordered.size());
  }

  @Test
  void whereNothingCameNothingIsMade() throws IOException {
    look();
    nanos.addAndGet(100 * AGE);
    look();
    assertEquals(1, writer.views);
    assertEquals(0, ordered.size());
  }

  @Test
  void whereSegmentsBecameOthersTheNextViewIsOfTheseAndNobodyWaitsForIt() throws IOException {
    DirectoryReader first = look();
    writer.merges++;
    assertSame(first, look(), "nothing came, so it shows everything");
    nanos.addAndGet(100 * AGE);
    assertSame(first, look());
    assertEquals(1, ordered.size());
    ordered.remove().run();
    assertEquals(2, writer.views);
    assertNotSame(first, look());
    look();
    assertEquals(0, ordered.size(), "nothing was merged since");
  }

  @Test
  void whatIsOnDiskStaysOpenWhenNobodyAsks() throws IOException {
    DirectoryReader first = look();
    view.idle();
    assertSame(first, look(), "somebody asked a moment ago");
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(31));
    view.idle();
    view.idle();
    assertEquals(2, writer.onDisk, "each time it is looked at what is part of the index");
    assertEquals(1, writer.views);
    look();
    assertEquals(2, writer.views, "it shows not all, though nothing came");
    look();
    assertEquals(2, writer.views);
  }

  @Test
  void whatIsInMemoryIsLetGoSoonWhereMuchComes() throws IOException {
    DirectoryReader first = look();
    view.outdate();
    assertSame(first, look(), "somebody asked a moment ago");
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(3));
    view.outdate();
    view.outdate();
    assertEquals(1, writer.onDisk, "once: there is nothing in memory any more");
    look();
    assertEquals(2, writer.views);
  }

  @Test
  void whereNothingIsOnDiskNothingStaysOpen() throws IOException {
    look();
    writer.isInMemory = true;
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(31));
    view.idle();
    view.idle();
    assertEquals(1, writer.onDisk);
    look();
    assertEquals(2, writer.views);
  }

  private DirectoryReader look() throws IOException {
    return take(AGE);
  }

  private DirectoryReader take(long age) throws IOException {
    DirectoryReader reader = view.acquire(age);
    assertNotNull(reader);
    reader.decRef();
    return reader;
  }

  /** Counts how often it is looked at. */
  private final class CountingWriter implements ShardWriter {
    private int views;
    private int onDisk;
    private long takes;
    private long merges;
    private boolean isInMemory;

    @Override
    public DirectoryReader view(@Nullable DirectoryReader before) throws IOException {
      views++;
      nanos.addAndGet(takes);
      return DirectoryReader.open(directory);
    }

    @Override
    public @Nullable DirectoryReader onDisk(DirectoryReader before) throws IOException {
      onDisk++;
      return isInMemory ? null : DirectoryReader.open(directory);
    }

    @Override
    public void add(EventBatch batch, int row, long indexed) {
      throw new UnsupportedOperationException("nothing is added");
    }

    @Override
    public long memory() {
      return 0;
    }

    @Override
    public long size() {
      return 0;
    }

    @Override
    public void flush() {
      // there is nothing
    }

    @Override
    public Future<?> commit(Map<String, String> data) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public long merges() {
      return merges;
    }

    @Override
    public boolean isChanged() {
      return false;
    }

    @Override
    public void rest() {
      // there is nothing to do
    }

    @Override
    public void close() {
      // nothing is held
    }
  }
}
