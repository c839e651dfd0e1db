package org.marsad.index.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;
import org.marsad.index.column.Patience;
import org.marsad.index.column.Remembered;
import org.marsad.index.column.SegmentGroups;
import org.marsad.model.event.Schema;
import org.marsad.model.expr.Values;
import org.marsad.model.store.Aggregation;
import org.marsad.model.store.Groups;

/**
 * Adds up what matches in many segments: some at a time are counted in their columns by the threads
 * of the store, newest first, and brought together in that order by the one who asks. A segment
 * whose columns do not tell is answered from its events.
 */
public final class GroupSearch {
  private static final int CHECK_EVERY = 1_024;

  private final Aggregation aggregation;
  private final boolean isCount;
  private final Schema schema;
  private final Groups groups;
  private final Patience patience;
  private final Remembered remembered;
  private final ExecutorService threads;
  private final int atATime;
  private final List<Segment> segments = new ArrayList<>();
  private int inColumns;
  private long counted;

  /**
   * A search over nothing yet.
   *
   * @param atATime segments that are counted at the same time
   */
  public GroupSearch(
      Aggregation aggregation,
      Schema schema,
      Groups groups,
      Patience patience,
      Remembered remembered,
      ExecutorService threads,
      int atATime) {
    this.aggregation = aggregation;
    this.isCount = SegmentGroups.isCount(aggregation);
    this.schema = schema;
    this.groups = groups;
    this.patience = patience;
    this.remembered = remembered;
    this.threads = threads;
    this.atATime = atATime;
  }

  private record Segment(ShardSearch search, Weight weight, LeafReaderContext leaf) {
    int size() {
      return leaf.reader().maxDoc();
    }
  }

  /** What came of a segment: nothing where its events must tell. */
  private record Counted(Segment segment, @Nullable SegmentGroups groups, long bytes) {}

  /** Adds the segments of a shard, which is older than those before. */
  public void add(ShardSearch search) throws IOException {
    Weight weight = search.weight();
    for (LeafReaderContext leaf : search.leaves()) {
      long known = isCount ? search.known(leaf) : ShardSearch.UNKNOWN;
      if (known == ShardSearch.UNKNOWN) {
        segments.add(new Segment(search, weight, leaf));
      } else {
        counted += known;
      }
    }
  }

  /** How many segments were answered from columns alone. */
  public int inColumns() {
    return inColumns;
  }

  /** How many segments there are. */
  public int segments() {
    return segments.size();
  }

  /** Counts everything, or what there is time and room for, which the asker is then told. */
  public void run() throws IOException {
    if (counted > 0) {
      Groups.Group all = groups.group(List.of());
      for (int i = 0; i < aggregation.arguments().size() && all != null; i++) {
        all.add(i, Values.TRUE, counted);
      }
    }
    new SideBySide<Segment, Counted>(threads, atATime, patience)
        .run(segments, Segment::size, this::count, this::take);
    switch (patience.end()) {
      case NONE, GONE -> {}
      case TIME -> groups.cut("the time was over before everything was counted (limit timeout)");
      case MEMORY -> groups.cut("the memory of a query was used up in counting (limit memory)");
    }
  }

  /** Counts a segment; on a thread of the store. */
  private Counted count(Segment segment) throws IOException {
    SegmentGroups counted =
        SegmentGroups.open(segment.leaf.reader(), aggregation, schema, remembered);
    if (counted == null || patience.isOver()) {
      return new Counted(segment, null, 0);
    }
    int known = segment.weight.count(segment.leaf);
    if (isCount && !segment.search.looksIntoEvents()) {
      counted.count(known >= 0 ? known : count(segment.weight, segment.leaf));
      return new Counted(segment, counted, 0);
    }
    long held = 0;
    try {
      if (known != 0 && !addStretch(segment, counted)) {
        held = countEach(segment, counted);
      }
    } catch (SearchEnded _) {
      // what was counted so far is part of the answer
    }
    boolean whole = patience.isOver() || counted.canTell();
    return new Counted(segment, whole ? counted : null, held);
  }

  /** How many match; none if the search ends before all were counted. */
  private int count(Weight weight, LeafReaderContext leaf) throws IOException {
    try {
      return (int) Math.max(0, SegmentScan.count(weight, leaf, 0, patience));
    } catch (SearchEnded _) {
      return 0;
    }
  }

  /** Counts what is one behind the other, where that is faster than to look at each alone. */
  private boolean addStretch(Segment segment, SegmentGroups counted) throws IOException {
    int[] stretch = segment.search.stretch(segment.leaf);
    return stretch != null
        && counted.addStretch(segment.leaf.reader(), stretch[0], stretch[1], patience);
  }

  private long countEach(Segment segment, SegmentGroups counted) throws IOException {
    var each = new Each(counted);
    SegmentScan.each(segment.weight, segment.leaf, each, () -> !patience.isOver());
    return each.held;
  }

  /** Counts documents one by one, and how much memory that takes. */
  private final class Each implements SegmentScan.Visitor {
    private final SegmentGroups counted;
    private int until = CHECK_EVERY;
    private long held;

    Each(SegmentGroups counted) {
      this.counted = counted;
    }

    @Override
    public void document(int document) throws IOException {
      if (until == 0) {
        if (patience.isOver()) {
          return;
        }
        until = CHECK_EVERY;
        long bytes = counted.bytes();
        patience.hold(bytes - held);
        held = bytes;
      }
      until--;
      counted.add(document);
    }
  }

  /** Brings a segment together with those before; whether to go on. */
  private boolean take(Counted counted) throws IOException {
    Segment segment = counted.segment;
    SegmentGroups one = counted.groups;
    if (patience.end() == Patience.End.GONE) {
      return false;
    }
    if (one == null) {
      return !patience.isOver() && segment.search.each(segment.leaf, segment.weight, groups);
    }
    boolean more = one.feed(groups);
    patience.hold(-counted.bytes);
    int[] odd = one.odd();
    inColumns += odd.length == 0 ? 1 : 0;
    return more && segment.search.each(segment.leaf, odd, groups);
  }
}
