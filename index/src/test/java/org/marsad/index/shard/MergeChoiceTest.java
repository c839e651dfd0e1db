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

  private static int chosen(List<SegmentCommitInfo> of, boolean hot) {
    return MergeChoice.of(of, Set.of(), hot).size();
  }

  @Test
  void asManyOfOneSizeAsMakeOneOfTheNext() {
    assertEquals(0, chosen(segments(7, 100), false));
    assertEquals(8, chosen(segments(8, 50_000), false));
    assertEquals(0, chosen(segments(20, 200_000), false), "these are large");
  }

  @Test
  void whileEventsComeFastOnlyWhereThereAreVeryMany() {
    assertEquals(0, chosen(segments(63, 50_000), true));
    assertEquals(10, chosen(segments(64, 50_000), true), "as many as are merged at a time");
    assertEquals(0, chosen(segments(200, 200_000), true));
  }

  @Test
  void thoseThatAreSettledStay() {
    var settled = Set.of("_0", "_1");
    assertEquals(0, MergeChoice.of(segments(9, 100), settled, false).size());
    assertEquals(0, MergeChoice.of(segments(65, 50_000), settled, true).size());
  }
}
