package org.marsad.model.aggregate;

/**
 * Estimates how many distinct hashes it saw, in 16 KiB (Flajolet, Fusy, Gandouet, Meunier 2007,
 * with the estimator of Ertl 2017 that needs no correction tables). The standard error is 1.04 /
 * sqrt(2^14) = 0.81 %.
 */
final class HyperLogLog {
  static final double ERROR = 0.0081;
  private static final int BITS = 14;
  private static final int REGISTERS = 1 << BITS;
  private static final int REST = 64 - BITS;

  private final byte[] registers = new byte[REGISTERS];

  /** A well-mixed hash of a text. */
  static long hash(String text) {
    long hash = 0xcbf29ce484222325L ^ text.length();
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
      hash ^= hash >>> 29;
    }
    // The finalizer of MurmurHash3.
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return hash ^ (hash >>> 33);
  }

  void add(long hash) {
    int register = (int) (hash >>> REST);
    int rank = Math.min(Long.numberOfLeadingZeros(hash << BITS), REST) + 1;
    if (rank > registers[register]) {
      registers[register] = (byte) rank;
    }
  }

  long estimate() {
    var counts = new int[REST + 2];
    for (byte register : registers) {
      counts[register]++;
    }
    double z = REGISTERS * tau(1 - (double) counts[REST + 1] / REGISTERS);
    for (int k = REST; k >= 1; k--) {
      z = 0.5 * (z + counts[k]);
    }
    z += REGISTERS * sigma((double) counts[0] / REGISTERS);
    return Math.round(REGISTERS / (2 * Math.log(2)) * REGISTERS / z);
  }

  private static double sigma(double start) {
    double x = start;
    if (x == 1) {
      return Double.POSITIVE_INFINITY;
    }
    double y = 1;
    double z = x;
    double before;
    do {
      x *= x;
      before = z;
      z += x * y;
      y += y;
    } while (before != z);
    return z;
  }

  private static double tau(double start) {
    double x = start;
    if (x == 0 || x == 1) {
      return 0;
    }
    double y = 1;
    double z = 1 - x;
    double before;
    do {
      x = Math.sqrt(x);
      before = z;
      y *= 0.5;
      z -= (1 - x) * (1 - x) * y;
    } while (before != z);
    return z / 3;
  }
}
