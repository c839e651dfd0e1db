package org.marsad.index.segment;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.TreeSet;
import org.marsad.index.field.IndexFields;

/**
 * Words that all events of a shape have: of values that are the same in each of them, such as the
 * name of a product or a domain. They are added to the term of the shape, and the events do not
 * have them as terms of their own. Known when all events of a segment are there. One thread.
 */
final class CommonWords {
  /** Shapes of fewer events have none: what is common to a few is so by chance, and not elsewhere. */
  static final int LEAST = 512;

  /** The most shapes that have some: those that come first. */
  private static final int SHAPES = Long.SIZE;

  private static final int NONE = -1;
  private static final int[] NOTHING = {};

  private final SegmentContent content;
  private final Room room;

  /** By shape its term. */
  private final int[] terms = new int[SHAPES];

  private int shapes;

  /** By shape the words that all of its events have. */
  private final int[][] common = new int[SHAPES][];

  /** By word the shapes that have it in common, a bit each. */
  private final long[] shapesOf;

  /** The words that are left to the events. */
  private final int[] left;

  private final int[] ends;

  /** Looks at all events of a segment. */
  CommonWords(SegmentContent content, Room room) {
    this.content = content;
    this.room = room;
    int size = content.size();
    shapesOf = room.longs(content.terms.size());
    Arrays.fill(shapesOf, 0, content.terms.size(), 0);
    left = room.ints(size == 0 ? 0 : content.wordsOf.to(content.to() - 1) - content.wordsOf.from(content.from()));
    ends = room.ints(size);
    int[] shapeOf = room.ints(size);
    findShapes(shapeOf);
    findCommon(shapeOf);
    leave(shapeOf);
  }
}
