package org.marsad.index.segment;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.jspecify.annotations.Nullable;
import org.marsad.index.block.EventBlock;

/**
 * Blocks that were read lately, of all segments that are open: searches look at the newest again
 * and again. Thread-safe.
 */
final class BlockCache {
  /**
   * About how many bytes of memory all of them take: enough for the pages of some questions, each
   * event of which may lie in a block of its own.
   */
  private static final long ROOM =
      Math.clamp(Runtime.getRuntime().maxMemory() / 10, 32L << 20, 512L << 20);

  /** About how much larger a block is in memory: 6 times if one event was read, 15 if all were. */
  private static final int GROWTH = 11;

  private static final Cache<Place, EventBlock> BLOCKS =
      Caffeine.newBuilder()
          .maximumWeight(ROOM)
          .weigher((Place _, EventBlock block) -> Math.clamp(block.length(), 1, 1 << 24) * GROWTH)
          .executor(Runnable::run)
          .build();

  private BlockCache() {}

  static @Nullable EventBlock get(LeafReader segment, int document) {
    IndexReader.CacheHelper helper = segment.getCoreCacheHelper();
    return helper == null ? null : BLOCKS.getIfPresent(new Place(helper.getKey(), document));
  }

  static void put(LeafReader segment, int document, EventBlock block) {
    IndexReader.CacheHelper helper = segment.getCoreCacheHelper();
    if (helper != null) {
      BLOCKS.put(new Place(helper.getKey(), document), block);
    }
  }

  /** A block of a segment that is open. */
  private record Place(IndexReader.CacheKey segment, int document) {}
}
