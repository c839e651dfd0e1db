package org.marsad.index.shard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.apache.lucene.index.SegmentCommitInfo;

/**
 * Which segments of a shard become few. There are three sizes of those that are small; as many of
 * one size are merged as make one of the next. So an event is merged three times at most, and a
 * shard has some twenty small segments. Where nothing comes, three will do.
 */
final class MergeChoice {
  /** How fast events come. */
  enum Pace {
    /** So fast that memory forces segments out: merges would be in their way. */
    HOT,
    COMING,
    /** There is time. */
    RESTING
  }

  /** So many of one size are merged. */
  private static final int RUN = 8;

  /** Fewer are not worth it. */
  private static final int FEW = 3;

  /** While events come fast, nothing is merged before there are so many. */
  private static final int MANY = 192;

  /** More events are not merged at a time. */
  private static final int MOST = 1 << 20;

  /** Where the sizes end, in events. */
  private static final int[] SIZES = {1 << 12, 1 << 15, 1 << 18};

  private static final int LARGE = SIZES[SIZES.length - 1];

  private MergeChoice() {}

  /**
   * The segments to merge; none if there is no need.
   *
   * @param settled the names of those that stay as they are
   */
  static List<SegmentCommitInfo> of(
      List<SegmentCommitInfo> segments, Set<String> settled, Pace pace) {
    List<SegmentCommitInfo> small =
        segments.stream()
            .filter(each -> events(each) < LARGE && !settled.contains(each.info.name))
            .toList();
    if (pace == Pace.HOT && small.size() < MANY) {
      return List.of();
    }
    for (int size = 0; size < SIZES.length; size++) {
      int from = size == 0 ? 0 : SIZES[size - 1];
      int to = SIZES[size];
      var chosen = new ArrayList<SegmentCommitInfo>();
      boolean isMost =
          take(
              small.stream().filter(each -> events(each) >= from && events(each) < to).toList(),
              chosen);
      if (chosen.size() >= RUN || (isMost && chosen.size() >= FEW)) {
        return chosen;
      }
    }
    return pace == Pace.RESTING ? resting(small) : List.of();
  }

  /** Takes as many as may be merged at a time; true if there are more. */
  private static boolean take(List<SegmentCommitInfo> segments, List<SegmentCommitInfo> chosen) {
    int events = 0;
    for (SegmentCommitInfo segment : segments) {
      if (events + events(segment) > MOST) {
        return true;
      }
      chosen.add(segment);
      events += events(segment);
    }
    return false;
  }

  /** The smallest, without such as have far more events than all that are smaller. */
  private static List<SegmentCommitInfo> resting(List<SegmentCommitInfo> small) {
    var chosen = new ArrayList<SegmentCommitInfo>();
    take(small.stream().sorted(Comparator.comparingInt(MergeChoice::events)).toList(), chosen);
    int all = chosen.stream().mapToInt(MergeChoice::events).sum();
    while (!chosen.isEmpty()) {
      int largest = events(chosen.getLast());
      if (largest <= (all - largest) * 2L) {
        break;
      }
      all -= largest;
      chosen.removeLast();
    }
    return chosen.size() >= FEW ? chosen : List.of();
  }

  private static int events(SegmentCommitInfo segment) {
    return segment.info.maxDoc();
  }
}
