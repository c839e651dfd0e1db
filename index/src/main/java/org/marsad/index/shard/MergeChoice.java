package org.marsad.index.shard;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.lucene.index.SegmentCommitInfo;

/**
 * Which segments of a shard become few. There are three sizes of those that are small; as many of
 * one size are merged as make one of the next. So an event is written anew three times at most, and
 * a shard has some twenty small segments.
 */
final class MergeChoice {
  /** So many of one size are merged. */
  private static final int RUN = 8;

  /** While events come fast, nothing is merged before there are so many. */
  private static final int MANY = 64;

  /** More events are not merged at a time. */
  private static final int MOST = 1 << 19;

  /** Where the sizes end, in events. */
  private static final int[] SIZES = {1 << 12, 1 << 15, 1 << 17};

  private MergeChoice() {}

  /**
   * The segments to merge; none if there is no need.
   *
   * @param settled the names of those that stay as they are
   * @param hot whether events come so fast that merges would be in their way
   */
  static List<SegmentCommitInfo> of(
      List<SegmentCommitInfo> segments, Set<String> settled, boolean hot) {
    if (hot && small(segments, settled) < MANY) {
      return List.of();
    }
    for (int size = 0; size < SIZES.length; size++) {
      var chosen = new ArrayList<SegmentCommitInfo>();
      int events = 0;
      for (SegmentCommitInfo segment : segments) {
        int documents = segment.info.maxDoc();
        if (!settled.contains(segment.info.name)
            && isOf(documents, size)
            && events + documents <= MOST) {
          chosen.add(segment);
          events += documents;
        }
      }
      if (chosen.size() >= RUN) {
        return chosen;
      }
    }
    return List.of();
  }

  private static int small(List<SegmentCommitInfo> segments, Set<String> settled) {
    int small = 0;
    for (SegmentCommitInfo segment : segments) {
      boolean merges =
          segment.info.maxDoc() < SIZES[SIZES.length - 1] && !settled.contains(segment.info.name);
      small += merges ? 1 : 0;
    }
    return small;
  }

  private static boolean isOf(int documents, int size) {
    return documents < SIZES[size] && (size == 0 || documents >= SIZES[size - 1]);
  }
}
