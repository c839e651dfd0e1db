package org.marsad.collector.input;

import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/** Memory that the connections of an event loop read into, one after the other. One thread. */
final class ReadRoom {
  /** A full read, and what waits and was not sent before. */
  private static final int SIZE = 256 << 10;

  private static final FastThreadLocal<ReadRoom> OF_THREAD =
      new FastThreadLocal<>() {
        @Override
        protected ReadRoom initialValue() {
          return new ReadRoom();
        }
      };

  private final byte[] bytes = new byte[SIZE];
  private boolean taken;

  private ReadRoom() {}

  /** That of this thread, to be {@linkplain #giveBack given back}; null if it is taken. */
  static @Nullable ReadRoom take() {
    ReadRoom room = OF_THREAD.get();
    if (room.taken) {
      return null;
    }
    room.taken = true;
    return room;
  }

  byte[] bytes() {
    return bytes;
  }

  void giveBack() {
    taken = false;
  }
}
