package org.marsad.index.block;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.EventCodec;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;

/**
 * Writes events as an {@link EventBlock}: {@link #begin}, {@link #add} for each in the order in
 * which they are to be read, {@link #finish}. The blocks of a segment need the first of them to be
 * read, see {@link #beginSegment}. Used over and over; one thread.
 *
 * <p>Every frame is read again and compared before it is handed out. Events that would not come
 * back as they were are kept one by one as they are, and counted.
 */
public final class EventBlockWriter implements Closeable {
  /** A frame with so many bytes of events takes no more. */
  static final int FRAME_BYTES = 1 << 20;

  /** Higher levels of zstd cost more and gain little on what the columns leave. */
  private static final int LEVEL = 1;

  private final FrameWriter frame;
  private final EventCodec codec = new EventCodec();
  private final @Nullable EventBatch[] batches = new EventBatch[EventBlock.MAX_ROWS];
  private final int[] batchRows = new int[EventBlock.MAX_ROWS];
  private final long[] indexed = new long[EventBlock.MAX_ROWS];
  private int waiting;
  private final Bytes frames = new Bytes();
  private final Bytes plain = new Bytes();
  private final Bytes block = new Bytes();
  private final int[] frameRows = new int[EventBlock.MAX_ROWS];
  private final int[] frameEnds = new int[EventBlock.MAX_ROWS];
  private int frameCount;
  private int size;
  private long uncut;
  private @Nullable Schema schema;
  private byte @Nullable [] firstText;
  private HexTable table = new HexTable();
  private boolean isFirst = true;

  public EventBlockWriter() {
    this(LEVEL);
  }

  EventBlockWriter(int level) {
    frame = new FrameWriter(level);
  }

  /** Events so far that were kept as they are, not as columns. */
  public long uncut() {
    return uncut;
  }

  /**
   * The next block is the first of a segment; those behind it can be read with it alone.
   *
   * @param again what comes again in the segment, nothing of which is put in any more
   */
  public void beginSegment(HexTable again) {
    isFirst = true;
    firstText = null;
    frame.dictionary(null);
    table = again;
    frame.shared(again);
  }

  /** Begins a block. */
  public void begin() {
    frame.clear();
    waiting = 0;
    frames.clear();
    frameCount = 0;
    size = 0;
  }

  /** The events of the block so far. */
  public int size() {
    return size;
  }

  /**
   * Adds an event. The batch must stay as it is until the block is finished.
   *
   * @param indexedAt when the store took it over, in nanoseconds since 1970
   * @throws IllegalStateException if the block has {@link EventBlock#MAX_ROWS} events
   */
  public void add(EventBatch batch, int row, long indexedAt) throws IOException {
    if (size == EventBlock.MAX_ROWS) {
      throw new IllegalStateException("a block has at most " + EventBlock.MAX_ROWS + " events");
    }
    if (frame.rows() > 0 && (frame.rawLength() >= FRAME_BYTES || schema != batch.schema())) {
      endFrame();
    }
    schema = batch.schema();
    boolean cut = frame.add(batch, row, indexedAt);
    if (!cut) {
      endFrame();
    }
    batches[waiting] = batch;
    batchRows[waiting] = row;
    indexed[waiting++] = indexedAt;
    size++;
    if (!cut) {
      endPlain();
    }
  }

  /** The block, valid until the next is begun. */
  public BytesRef finish() throws IOException {
    endFrame();
    BlockHead.begin(block, frameCount);
    int start = 0;
    for (int i = 0; i < frameCount; i++) {
      block.varint(frameRows[i]);
      block.varint(frameEnds[i] - start);
      start = frameEnds[i];
    }
    if (isFirst) {
      table.write(block);
    } else {
      block.varint(0);
    }
    BlockHead.seal(block);
    block.add(frames);
    if (isFirst && size > 0) {
      isFirst = false;
      frame.dictionary(firstText);
    }
    return new BytesRef(block.array(), 0, block.length());
  }

  private void endFrame() throws IOException {
    if (frame.rows() == 0) {
      return;
    }
    if (frame.write(frames)) {
      if (isFirst && frameCount == 0) {
        firstText = frame.text();
      }
      ended();
    } else {
      endPlain();
    }
    frame.clear();
  }

  /** Ends the frame with its events as they are. */
  private void endPlain() throws IOException {
    plain.clear();
    for (int i = 0; i < waiting; i++) {
      BytesRef bytes = codec.encode(requireNonNull(batches[i]), batchRows[i], indexed[i]);
      plain.varint(bytes.length);
      plain.add(bytes.bytes, bytes.offset, bytes.length);
    }
    uncut += waiting;
    var none = new Bytes();
    frame.frame(frames, FrameWriter.PLAIN, waiting, plain, 0, 0, none, none, none);
    ended();
  }

  private void ended() {
    frameRows[frameCount] = waiting;
    frameEnds[frameCount++] = frames.length();
    Arrays.fill(batches, 0, waiting, null);
    waiting = 0;
  }

  @Override
  public void close() {
    frame.close();
  }
}
