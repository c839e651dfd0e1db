package org.marsad.index.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentInfo;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.StringHelper;
import org.apache.lucene.util.Version;
import org.junit.jupiter.api.Test;
import org.marsad.index.shard.MergeChoice.Pace;

class MergeChoiceTest {
  private static List<SegmentCommitInfo> segments(int count, int events) {
    var segments = new ArrayList<SegmentCommitInfo>();
    for (int i = 0; i < count; i++) {
      var info =
          new SegmentInfo(
              new ByteBuffersDirectory(),
              Version.LATEST,
              Version.LATEST,
              "_" + i,
              events,
              false,
              false,
              Codec.getDefault(),
              Map.of(),
              StringHelper.randomId(),
              new HashMap<>(),
              null);
      segments.add(new SegmentCommitInfo(info, 0, 0, -1, -1, -1, StringHelper.randomId()));
    }
    return segments;
  }

  private static int chosen(List<SegmentCommitInfo> of, Pace pace) {
    return MergeChoice.of(of, Set.of(), pace).size();
  }

  @Test
  void asManyOfOneSizeAsMakeOneOfTheNext() {
    assertEquals(0, chosen(segments(7, 100), Pace.COMING));
    assertEquals(8, chosen(segments(8, 50_000), Pace.COMING));
    assertEquals(5, chosen(segments(9, 200_000), Pace.COMING), "as many as are merged at a time");
    assertEquals(0, chosen(segments(20, 300_000), Pace.COMING), "these are large");
  }

  @Test
  void whileEventsComeFastOnlyWhereThereAreVeryMany() {
    assertEquals(0, chosen(segments(191, 50_000), Pace.HOT));
    assertEquals(20, chosen(segments(192, 50_000), Pace.HOT), "as many as are merged at a time");
    assertEquals(0, chosen(segments(200, 300_000), Pace.HOT));
  }

  @Test
  void whereNothingComesAFewWillDo() {
    assertEquals(0, chosen(segments(2, 80_000), Pace.RESTING));
    assertEquals(5, chosen(segments(5, 80_000), Pace.RESTING));
    List<SegmentCommitInfo> mixed = new ArrayList<>(segments(1, 200_000));
    mixed.addAll(segments(2, 1_000));
    assertEquals(0, chosen(mixed, Pace.RESTING), "the large one is not written for the small ones");
    mixed.addAll(segments(3, 1_000));
    assertEquals(5, chosen(mixed, Pace.RESTING), "the small ones are");
    mixed.addAll(segments(1, 90_000));
    assertEquals(5, chosen(mixed, Pace.RESTING));
    mixed.addAll(segments(1, 10_000));
    assertEquals(8, chosen(mixed, Pace.RESTING), "with it there is half as much beside");
  }

  @Test
  void thoseThatAreSettledStay() {
    var settled = Set.of("_0", "_1");
    assertEquals(0, MergeChoice.of(segments(9, 100), settled, Pace.COMING).size());
    assertEquals(0, MergeChoice.of(segments(33, 50_000), settled, Pace.HOT).size());
  }
}
