package org.marsad.index.segment;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Words that all events of a shape have in a segment: of values that are the same in each of them,
 * such as the name of a product or of a domain. They become words of the shape, and its events do
 * not have them as terms of their own. This is known when all events of the segment are there. One
 * thread.
 */
final class CommonWords {
  /** Shapes of fewer events have none: they would have by chance what the next segment has not. */
  static final int LEAST = 64;

  /** The most shapes that have some: those that come first. */
  private static final int SHAPES = Long.SIZE;

  private static final int NONE = -1;

  private final SegmentContent content;

  /** By shape its term. */
  private final int[] terms = new int[SHAPES];

  /** By shape the words that all of its events have, and how many they are. */
  private final int[][] common = new int[SHAPES][0];

  private final int[] sizes = new int[SHAPES];

  /** By shape what that becomes. */
  private final byte[] @Nullable [] become = new byte[SHAPES][];

  private int shapes;

  /** By word the shapes that have it in common, a bit each; none of those behind. */
  private final long[] shapesOf;

  /** The words that are left to the events. */
  private final IntLists left;

  /** Looks at all events of a segment. */
  CommonWords(SegmentContent content, Room room) {
    this.content = content;
    int[] shapeOf = room.ints(content.size());
    findShapes(shapeOf);
    int last = findCommon(shapeOf, room);
    makeTerms();
    shapesOf = new long[last + 1];
    for (int shape = 0; shape < shapes; shape++) {
      for (int i = 0; i < sizes[shape]; i++) {
        shapesOf[common[shape][i]] |= 1L << shape;
      }
    }
    int words = content.size() == 0 ? 0 : content.wordsOf.to(content.to() - 1);
    left = new IntLists(room.ints(words), room.ints(content.to()));
    leave(shapeOf);
  }

  /** The words of originals that are left to the events, instead of those of the content. */
  IntLists left() {
    return left;
  }

  /** What the term of a shape becomes; null if it stays as it is. */
  byte @Nullable [] become(int term) {
    for (int shape = 0; shape < shapes; shape++) {
      if (terms[shape] == term) {
        return become[shape];
      }
    }
    return null;
  }

  /** Puts down which of the shapes each event has. */
  private void findShapes(int[] shapeOf) {
    var counts = new int[SHAPES];
    for (int event = content.from(); event < content.to(); event++) {
      int term = content.shape(event);
      int shape = term == SegmentContent.NO_SHAPE ? NONE : shape(term);
      shapeOf[event - content.from()] = shape;
      if (shape != NONE) {
        counts[shape]++;
      }
    }
    for (int shape = 0; shape < shapes; shape++) {
      sizes[shape] = counts[shape] < LEAST ? 0 : NONE;
    }
  }

  private int shape(int term) {
    for (int shape = 0; shape < shapes; shape++) {
      if (terms[shape] == term) {
        return shape;
      }
    }
    if (shapes == SHAPES) {
      return NONE;
    }
    terms[shapes] = term;
    return shapes++;
  }

  /** Finds the words that all events of each shape have; the last of all these, or -1. */
  private int findCommon(int[] shapeOf, Room room) {
    int[] all = content.wordsOf.data();
    int[] lastWith = room.ints(content.terms.size());
    Arrays.fill(lastWith, 0, content.terms.size(), NONE);
    int last = NONE;
    for (int event = content.from(); event < content.to(); event++) {
      int shape = shapeOf[event - content.from()];
      if (shape == NONE || sizes[shape] == 0) {
        continue;
      }
      int from = content.wordsOf.from(event);
      int to = content.wordsOf.to(event);
      if (sizes[shape] == NONE) {
        common[shape] = Arrays.copyOfRange(all, from, to);
        sizes[shape] = to - from;
        for (int word : common[shape]) {
          last = Math.max(last, word);
        }
        continue;
      }
      for (int at = from; at < to; at++) {
        if (all[at] <= last) {
          lastWith[all[at]] = event;
        }
      }
      int[] words = common[shape];
      int kept = 0;
      for (int i = 0; i < sizes[shape]; i++) {
        words[kept] = words[i];
        kept += lastWith[words[i]] == event ? 1 : 0;
      }
      sizes[shape] = kept;
    }
    return last;
  }

  private void makeTerms() {
    for (int shape = 0; shape < shapes; shape++) {
      if (sizes[shape] > 0) {
        int[] words = Arrays.copyOf(common[shape], sizes[shape]);
        become[shape] = Shapes.with(content.terms, terms[shape], words);
        sizes[shape] = become[shape] == null ? 0 : words.length;
      }
    }
  }

  /** Leaves to each event what is not common to its shape. */
  private void leave(int[] shapeOf) {
    int[] all = content.wordsOf.data();
    for (int event = 0; event < content.from(); event++) {
      left.end();
    }
    for (int event = content.from(); event < content.to(); event++) {
      int shape = shapeOf[event - content.from()];
      int to = content.wordsOf.to(event);
      for (int at = content.wordsOf.from(event); at < to; at++) {
        int word = all[at];
        boolean isCommon =
            shape != NONE && word < shapesOf.length && (shapesOf[word] >>> shape & 1) != 0;
        if (!isCommon) {
          left.add(word);
        }
      }
      left.end();
    }
  }
}
