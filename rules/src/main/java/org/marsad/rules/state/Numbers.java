package org.marsad.rules.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The numbers of a window: with their events in the order of time, and, where percentiles are
 * wanted, in their own order too. The sum is taken anew from time to time, so that rounding does
 * not add up.
 */
final class Numbers {
  private static final int FIRST = 2;
  private static final int RESUM = 1024;

  private final boolean isSorted;
  private final Moments moments = new Moments();
  private double[] ring = new double[FIRST];
  private int head;
  private double[] sorted = new double[0];
  private double sum;
  private int removed;

  Numbers(boolean isSorted) {
    this.isSorted = isSorted;
  }

  /** Enters a number; at most so many are kept. Whether one had to go for it. */
  boolean add(double number, long time, long id, int most) {
    boolean full = moments.size() == most;
    if (full) {
      removeFirst();
    }
    int size = moments.size();
    if (size == ring.length) {
      grow();
    }
    ring[(head + size) % ring.length] = number;
    moments.add(time, id, most);
    sum += number;
    if (isSorted) {
      insert(number, size);
    }
    return full;
  }

  private void grow() {
    var larger = new double[ring.length * 2];
    System.arraycopy(ring, head, larger, 0, ring.length - head);
    System.arraycopy(ring, 0, larger, ring.length - head, head);
    ring = larger;
    head = 0;
  }

  private void insert(double number, int size) {
    if (size == sorted.length) {
      sorted = Arrays.copyOf(sorted, Math.max(FIRST, size * 2));
    }
    int at = Arrays.binarySearch(sorted, 0, size, number);
    at = at < 0 ? -at - 1 : at;
    System.arraycopy(sorted, at, sorted, at + 1, size - at);
    sorted[at] = number;
  }

  private void removeFirst() {
    double number = ring[head];
    int size = moments.size();
    if (isSorted) {
      int at = Arrays.binarySearch(sorted, 0, size, number);
      System.arraycopy(sorted, at + 1, sorted, at, size - at - 1);
    }
    head = (head + 1) % ring.length;
    moments.removeFirst();
    sum -= number;
    if (++removed % RESUM == 0 || size == 1) {
      sum = 0;
      for (int i = 0; i < size - 1; i++) {
        sum += ring[(head + i) % ring.length];
      }
    }
  }

  /** Leaves out what is not after the limit. */
  void forget(long limit) {
    while (moments.size() > 0 && moments.time(0) <= limit) {
      removeFirst();
    }
  }

  int size() {
    return moments.size();
  }

  Moments moments() {
    return moments;
  }

  /** What the measure makes of them; there must be one. */
  double measure(Measure measure) {
    return switch (measure) {
      case Measure.Sum _ -> sum;
      case Measure.Average _ -> sum / moments.size();
      case Measure.Percentile percentile -> percentile(percentile.rank());
    };
  }

  private double percentile(double rank) {
    double place = rank / 100 * (moments.size() - 1);
    int below = (int) place;
    double part = place - below;
    return part == 0 ? sorted[below] : sorted[below] + part * (sorted[below + 1] - sorted[below]);
  }

  int bytes() {
    return 80 + moments.bytes() + (ring.length + sorted.length) * Double.BYTES;
  }

  void write(DataOutput out) throws IOException {
    moments.write(out);
    for (int i = 0; i < moments.size(); i++) {
      out.writeDouble(ring[(head + i) % ring.length]);
    }
    out.writeDouble(sum);
    out.writeInt(removed);
  }

  void read(DataInput in) throws IOException {
    moments.read(in);
    int size = moments.size();
    ring = new double[Math.max(FIRST, size)];
    head = 0;
    for (int i = 0; i < size; i++) {
      ring[i] = in.readDouble();
    }
    sum = in.readDouble();
    removed = in.readInt();
    if (isSorted) {
      sorted = Arrays.copyOf(ring, size);
      Arrays.sort(sorted);
    }
  }
}
