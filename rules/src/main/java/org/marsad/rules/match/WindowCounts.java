package org.marsad.rules.match;

/** How often windows of four bytes occur, by open addressing. One thread. */
final class WindowCounts {
  private final int[] windows;
  private final int[] counts;

  /**
   * Nothing counted yet.
   *
   * @param most how many windows may differ
   */
  WindowCounts(int most) {
    int size = Integer.highestOneBit(Math.max(8, most)) * 4;
    windows = new int[size];
    counts = new int[size];
  }

  void add(int window, int weight) {
    int place = place(window);
    windows[place] = window;
    counts[place] += weight;
  }

  int get(int window) {
    return counts[place(window)];
  }

  private int place(int window) {
    int mask = windows.length - 1;
    int place = (window ^ window >>> 15) * 0x9E3779B1 >>> 7 & mask;
    while (counts[place] != 0 && windows[place] != window) {
      place = place + 1 & mask;
    }
    return place;
  }
}
