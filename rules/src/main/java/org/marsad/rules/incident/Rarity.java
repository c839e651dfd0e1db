package org.marsad.rules.incident;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How common entities are among alerts: in how many hours of event time each took part in some, and
 * with how many others. A count-min sketch (Cormode, Muthukrishnan 2005): four rows of cells, of
 * which the least counted one is believed, so that collisions make an entity more common, never
 * rarer. A cell holds the hours it was hit in, the last of them, and 64 bits in which each partner
 * sets one (linear counting; Whang et al. 1990). After {@link #MEMORY} hours all counts are halved.
 * A function of the alerts in their order; fixed size; one thread.
 */
final class Rarity {
  /** Hours that are remembered in full. */
  static final int MEMORY = 720;

  /** Hours that are taken for watched at least: before, nothing is known to be common. */
  static final int PRIOR = 24;

  private static final int ROWS = 4;
  private static final int WIDTH = 1 << 13;
  private static final long HOUR = 3_600_000_000_000L;

  private final short[] hours = new short[ROWS * WIDTH];
  private final int[] lastHour = new int[ROWS * WIDTH];
  private final long[] partners = new long[ROWS * WIDTH];
  private long observed;
  private int newest;

  /**
   * An alert has the entity.
   *
   * @param partner the other one it was seen with, 0 for none
   */
  void saw(long entity, long partner, long time) {
    int hour = (int) Math.floorDiv(time, HOUR);
    watch(hour);
    long bit = partner == 0 ? 0 : 1L << (mix(partner) & 63);
    for (int row = 0; row < ROWS; row++) {
      int cell = cell(entity, row);
      if (hours[cell] == 0 || hour > lastHour[cell]) {
        lastHour[cell] = hour;
        hours[cell] = (short) Math.min(hours[cell] + 1, Short.MAX_VALUE);
      }
      partners[cell] |= bit;
    }
  }

  private void watch(int hour) {
    if (observed == 0) {
      observed = 1;
      newest = hour;
    } else if (hour > newest) {
      observed += Math.min(hour - (long) newest, MEMORY);
      newest = hour;
    }
    while (observed > MEMORY) {
      halve();
    }
  }

  private void halve() {
    observed /= 2;
    for (int cell = 0; cell < hours.length; cell++) {
      hours[cell] = (short) (hours[cell] / 2);
      partners[cell] = 0;
    }
  }

  /** Hours that were watched, as far as they are remembered. */
  int watched() {
    return (int) Math.max(observed, PRIOR);
  }

  /** Hours in which the entity took part in alerts; not less than it did since the last halving. */
  int hours(long entity) {
    int least = Short.MAX_VALUE;
    for (int row = 0; row < ROWS; row++) {
      least = Math.min(least, hours[cell(entity, row)]);
    }
    return Math.max(least, 1);
  }

  /** About how many different partners it was seen with; good up to a hundred. */
  int partners(long entity) {
    int set = 64;
    for (int row = 0; row < ROWS; row++) {
      set = Math.min(set, Long.bitCount(partners[cell(entity, row)]));
    }
    double clear = set == 64 ? 0.5 : 64 - set;
    return (int) Math.round(-64 * StrictMath.log(clear / 64));
  }

  private static int cell(long entity, int row) {
    long mixed = mix(entity + row * 0x9e3779b97f4a7c15L);
    return row * WIDTH + (int) (mixed >>> 40 & WIDTH - 1);
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
  static long mix(long value) {
    long z = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }

  /** A hash of a text that is the same in every process. */
  static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return mix(hash);
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(observed);
    out.writeInt(newest);
    int used = 0;
    for (short each : hours) {
      used += each == 0 ? 0 : 1;
    }
    out.writeInt(used);
    for (int cell = 0; cell < hours.length; cell++) {
      if (hours[cell] != 0) {
        out.writeInt(cell);
        out.writeShort(hours[cell]);
        out.writeInt(lastHour[cell]);
        out.writeLong(partners[cell]);
      }
    }
  }

  void read(DataInput in) throws IOException {
    observed = in.readLong();
    newest = in.readInt();
    for (int left = in.readInt(); left > 0; left--) {
      int cell = in.readInt();
      hours[cell] = in.readShort();
      lastHour[cell] = in.readInt();
      partners[cell] = in.readLong();
    }
  }
}
