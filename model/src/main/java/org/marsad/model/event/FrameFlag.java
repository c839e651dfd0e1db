package org.marsad.model.event;

/**
 * What framing has to say about a frame, as bits of one int. Written to the journal: bits are never
 * given a new meaning.
 */
public final class FrameFlag {
  /** The frame was longer than the input's limit; its rest was skipped and counted. */
  public static final int OVERSIZE = 1;

  /** The stream ended inside the frame. */
  public static final int TORN = 1 << 1;

  /** Bytes that fit no frame, kept while the decoder looked for the next frame. */
  public static final int RESYNC = 1 << 2;

  private FrameFlag() {}
}
