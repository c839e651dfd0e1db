package org.marsad.collector.frame;

/**
 * What a Lumberjack sender may ask of memory and time.
 *
 * @param maxFrame bytes of an event that are kept; the rest of a longer one is skipped
 * @param maxWindow events that a window may announce
 * @param maxExpanded bytes that one compressed frame may become
 * @param maxRatio how many times its size a compressed frame may become
 */
public record LumberjackLimits(int maxFrame, int maxWindow, long maxExpanded, int maxRatio) {
  public LumberjackLimits {
    if (maxFrame < 2 || maxWindow < 1 || maxExpanded < 1 || maxRatio < 1) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }
}
