package org.marsad.index.segment;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

/**
 * Memory for what is made of a segment until it is written: large arrays that are used again for
 * the next segment, so that nobody has to clear, move and collect them each time. What was not
 * wanted for some segments is let go, so it holds what the largest of the last few took. One
 * segment and one thread at a time.
 */
public final class Room {
  /** Smaller arrays are not kept. */
  static final int LEAST = 1 << 10;

  /** So many segments are written without an array before it is let go. */
  static final int PATIENCE = 4;

  private final Pool<int[]> ints = new Pool<>(int[]::new, array -> array.length);
  private final Pool<long[]> longs = new Pool<>(long[]::new, array -> array.length);
  private final Pool<byte[]> bytes = new Pool<>(byte[]::new, array -> array.length);

  /** Numbers, at least so many; anything may be in them. */
  int[] ints(int count) {
    return ints.take(count);
  }

  /** As above. */
  long[] longs(int count) {
    return longs.take(count);
  }

  /** As above. */
  byte[] bytes(int count) {
    return bytes.take(count);
  }

  /** The segment is written: whatever was taken is used again. */
  public void clear() {
    ints.clear();
    longs.clear();
    bytes.clear();
  }

  /** Arrays of one kind. */
  private static final class Pool<T> {
    private final IntFunction<T> make;
    private final ToIntFunction<T> length;
    private final List<Held<T>> free = new ArrayList<>();
    private final List<Held<T>> taken = new ArrayList<>();

    Pool(IntFunction<T> make, ToIntFunction<T> length) {
      this.make = make;
      this.length = length;
    }

    T take(int count) {
      if (count < LEAST) {
        return make.apply(count);
      }
      int best = -1;
      int bestLength = Integer.MAX_VALUE;
      for (int i = 0; i < free.size(); i++) {
        int size = free.get(i).length;
        if (size >= count && size < bestLength) {
          best = i;
          bestLength = size;
        }
      }
      // One that is far too large is left to who needs it.
      Held<T> found = best < 0 || bestLength / 2 > count ? made(count) : free.remove(best);
      found.idle = 0;
      taken.add(found);
      return found.array;
    }

    /** The next segment has a little more or a little less. */
    private Held<T> made(int count) {
      T array = make.apply((int) Math.min(Integer.MAX_VALUE - 16L, count + (long) (count >> 3)));
      return new Held<>(array, length.applyAsInt(array));
    }

    void clear() {
      for (Held<T> each : free) {
        each.idle++;
      }
      free.removeIf(each -> each.idle > PATIENCE);
      free.addAll(taken);
      taken.clear();
    }
  }

  /** One of them, and for how many segments nobody took it. */
  private static final class Held<T> {
    private final T array;
    private final int length;
    private int idle;

    Held(T array, int length) {
      this.array = array;
      this.length = length;
    }
  }
}
