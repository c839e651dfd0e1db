package org.marsad.model.store;

/**
 * A sink that remembers over restarts how far it came. Events below {@link #position()} are in it
 * already; it skips them by their ids when they come again, row by row, so that a batch may lie
 * across the position.
 */
public interface EventConsumer extends EventSink {
  /** The name it commits under in the {@link EventLog}. */
  String name();

  /**
   * The packed id of the first event that a restart would need to see again: all before it is
   * durable here. Never goes back. Any thread may ask.
   */
  long position();
}
