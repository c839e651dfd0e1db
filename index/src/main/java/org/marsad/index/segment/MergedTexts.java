package org.marsad.index.segment;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.marsad.index.block.BlockRepacker;
import org.marsad.index.block.EventBlock;
import org.marsad.index.block.TextDictionary;

/**
 * The blocks of several segments one behind the other, their texts compressed after a dictionary
 * that is made of some of them. A segment that is built has none: what its events have in common is
 * known when all of them are there, and by then their blocks are written. One thread.
 */
final class MergedTexts implements Closeable {
  /** Of so many blocks the dictionary is made. */
  private static final int SAMPLES = 256;

  private final List<LeafReader> segments;
  private final int[] firsts;
  private final @Nullable TextDictionary dictionary;
  private final @Nullable BlockRepacker repacker;

  /**
   * The blocks of these segments.
   *
   * @param firsts of each block, counted over all segments, the first of the segment it was built
   *     in
   */
  MergedTexts(List<LeafReader> segments, int[] firsts) throws IOException {
    this.segments = segments;
    this.firsts = firsts;
    dictionary = train();
    repacker = dictionary == null ? null : new BlockRepacker(dictionary);
  }

  /** What is to be stored beside the blocks, or null if they stay as they are. */
  @Nullable TextDictionary dictionary() {
    return dictionary;
  }

  /** The blocks, once more from the first on. */
  BinaryDocValues blocks() throws IOException {
    return repacker == null ? new MergedBlocks(segments) : new Repacked(repacker);
  }

  private @Nullable TextDictionary train() throws IOException {
    var training = new TextDictionary.Training();
    var blocks = new Opened();
    int step = Math.ceilDiv(firsts.length, SAMPLES);
    for (int i = 0; i < firsts.length; i++) {
      blocks.nextDoc();
      if (i % step == 0) {
        training.add(blocks.open());
      }
    }
    TextDictionary trained = training.train();
    // Where one of them has one, its blocks cannot be read without.
    return trained == null ? theirs() : trained;
  }

  private @Nullable TextDictionary theirs() throws IOException {
    for (LeafReader segment : segments) {
      TextDictionary known = TextDictionaries.of(segment);
      if (known != null) {
        return known;
      }
    }
    return null;
  }

  @Override
  public void close() {
    if (repacker != null) {
      repacker.close();
    }
  }

  /** The blocks as they are, to be read. */
  private class Opened extends MergedBlocks {
    private @Nullable EventBlock first;

    Opened() throws IOException {
      super(segments);
    }

    @Override
    public int nextDoc() throws IOException {
      int next = super.nextDoc();
      if (next != NO_MORE_DOCS && firsts[next] == next) {
        first = null;
        first = open();
      }
      return next;
    }

    EventBlock open() throws IOException {
      EventBlock before = first;
      return before != null && firsts[docID()] == docID()
          ? before
          : EventBlock.open(super.binaryValue(), before, TextDictionaries.of(segment()));
    }
  }

  /** The blocks as they are written. */
  private final class Repacked extends Opened {
    private final BlockRepacker repacker;

    Repacked(BlockRepacker repacker) throws IOException {
      this.repacker = repacker;
    }

    @Override
    public BytesRef binaryValue() throws IOException {
      return repacker.repack(open());
    }
  }
}
