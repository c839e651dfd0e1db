package org.marsad.index.segment;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.codecs.lucene104.Lucene104PostingsFormat;
import org.apache.lucene.store.ByteArrayDataOutput;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.util.BitUtil;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.compress.LZ4;
import org.apache.lucene.util.compress.LowercaseAsciiCompression;

/**
 * Puts the sorted terms of a field into blocks, as {@code Lucene103BlockTreeTermsReader} reads
 * them: terms that begin with the same bytes lie together, without these; where there are enough of
 * them, they are a block, which stands for them among the terms around it. Terms wait one behind
 * the other in arrays, and a block is put together in memory. One thread.
 */
final class TermBlocks {
  /** Terms or blocks that a block has at least, as Lucene's own writer has it. */
  private static final int LEAST = 25;

  /** Where there are more, it is several, each with what begins with its own bytes. */
  private static final int MOST = 48;

  /** Instead of the first byte behind what all have. */
  private static final int NO_LABEL = -1;

  /** Instead of the only document of a term. */
  private static final int SEVERAL = ForwardTermsEnum.SEVERAL;

  private static final int NONE = 0;
  private static final int LOWERCASE = 1;
  private static final int LZ4_FAST = 2;
  private static final int LEAF = 1 << 2;

  /** Blocks of so few bytes before what differs are not made smaller: all are read by some. */
  private static final int SHORT_BEGIN = 2;

  /** After so many blocks that got no smaller only one of so many is tried; a power of two. */
  private static final int VAIN = 8;

  private final IndexOutput out;
  private final TermIndex index;
  private final boolean placed;

  // Terms and blocks that wait: their bytes, and of a term its documents, of a block where it is
  private byte[] text = new byte[1 << 12];
  private int[] from = new int[128];
  private int[] lengths = new int[128];
  private long[] at = new long[128];
  private int[] documents = new int[128];
  private int[] single = new int[128];
  private long[] occurrences = new long[0];
  private long[] placesAt = new long[0];
  private long[] lastPlaces = new long[0];
  private int textEnd;
  private int count;

  /** The last term, and by a place in it the first of those that wait and are the same up to it. */
  private byte[] last = new byte[64];

  private int[] starts = new int[64];
  private int lastLength;

  /** Up to where it is the same as the one before: behind that, none but itself is the same. */
  private int shared;

  // Of the block at hand
  private final ByteRun block = new ByteRun();
  private final ByteRun suffixes = new ByteRun();
  private final ByteRun suffixLengths = new ByteRun();
  private final ByteRun stats = new ByteRun();
  private final ByteRun meta = new ByteRun();
  private final ByteRun floors = new ByteRun();
  private final ByteArrayDataOutput smaller = new ByteArrayDataOutput(new byte[0]);
  private final LZ4.FastCompressionHashTable seen;
  private byte[] smallerBytes = new byte[1 << 12];
  private byte[] spare = new byte[1 << 12];
  private int blocks;
  private int vain;
  private int lonely;

  /**
   * Of one field.
   *
   * @param placed whether it has the places of terms
   * @param seen for what is made smaller
   */
  TermBlocks(IndexOutput out, TermIndex index, boolean placed, LZ4.FastCompressionHashTable seen) {
    this.out = out;
    this.index = index;
    this.placed = placed;
    this.seen = seen;
  }

  /**
   * Adds the next term.
   *
   * @param documents how many it has
   * @param single the only one, or {@link #SEVERAL}
   * @param at where its documents are
   * @param occurrences how often it is there; this and what follows where there are places
   * @param placesAt where these are
   * @param lastPlaces where the last block of them is, from there on; -1 if there is one block
   */
  void add(
      BytesRef term,
      int documents,
      int single,
      long at,
      long occurrences,
      long placesAt,
      long lastPlaces)
      throws IOException {
    next(term.bytes, term.offset, term.length);
    int number = push(term.bytes, term.offset, term.length, at);
    this.documents[number] = documents;
    this.single[number] = single;
    if (placed) {
      if (this.occurrences.length < from.length) {
        this.occurrences = Arrays.copyOf(this.occurrences, from.length);
        this.placesAt = Arrays.copyOf(this.placesAt, from.length);
        this.lastPlaces = Arrays.copyOf(this.lastPlaces, from.length);
      }
      this.occurrences[number] = occurrences;
      this.placesAt[number] = placesAt;
      this.lastPlaces[number] = lastPlaces;
    }
  }

  /** Writes what waits; there was at least one term. The answer is the last of them. */
  BytesRef end() throws IOException {
    var term = new BytesRef(Arrays.copyOf(last, lastLength));
    next(last, 0, 0);
    write(0, 0);
    return term;
  }

  private int push(byte[] bytes, int offset, int length, long where) {
    if (count == from.length) {
      from = Arrays.copyOf(from, count * 2);
      lengths = Arrays.copyOf(lengths, count * 2);
      at = Arrays.copyOf(at, count * 2);
      documents = Arrays.copyOf(documents, count * 2);
      single = Arrays.copyOf(single, count * 2);
    }
    if (textEnd + length > text.length) {
      text = Arrays.copyOf(text, Math.max(textEnd + length, text.length * 2));
    }
    System.arraycopy(bytes, offset, text, textEnd, length);
    from[count] = textEnd;
    lengths[count] = length;
    at[count] = where;
    textEnd += length;
    return count++;
  }

  /** Writes blocks of what no more term will begin like, before a term is added. */
  private void next(byte[] bytes, int offset, int length) throws IOException {
    int different = Arrays.mismatch(last, 0, lastLength, bytes, offset, offset + length);
    int same = different < 0 ? Math.min(length, lastLength) : different;
    for (int i = shared - 1; i >= same; i--) {
      if (count - starts[i] >= LEAST) {
        write(i + 1, starts[i]);
      }
    }
    if (length > last.length) {
      last = Arrays.copyOf(last, length * 2);
      starts = Arrays.copyOf(starts, length * 2);
    }
    for (int i = shared; i < same; i++) {
      starts[i] = count - 1;
    }
    shared = same;
    System.arraycopy(bytes, offset + same, last, same, length - same);
    lastLength = length;
  }

  /** What waits from a place on becomes a block, or several, of what begins alike. */
  private void write(int begin, int start) throws IOException {
    int end = count;
    int first = start;
    int label = NO_LABEL;
    int firstLabel = NO_LABEL;
    boolean hasTerms = false;
    boolean hasBlocks = false;
    boolean firstHasTerms = false;
    long firstAt = out.getFilePointer();
    int written = 0;
    floors.clear();
    for (int i = start; i < end; i++) {
      int next = lengths[i] == begin ? NO_LABEL : text[from[i] + begin] & 0xff;
      if (next != label) {
        if (i - first >= LEAST && end - first > MOST) {
          long where = writeBlock(begin, first, i, hasBlocks);
          if (written++ == 0) {
            firstHasTerms = hasTerms;
          } else {
            floor(firstLabel, where - firstAt, hasTerms);
          }
          hasTerms = false;
          hasBlocks = false;
          firstLabel = next;
          first = i;
        }
        label = next;
      }
      hasTerms |= documents[i] > 0;
      hasBlocks |= documents[i] == 0;
    }
    long where = writeBlock(begin, first, end, hasBlocks);
    if (written++ == 0) {
      firstHasTerms = hasTerms;
    } else {
      floor(firstLabel, where - firstAt, hasTerms);
    }
    if (written > 1) {
      stats.clear();
      stats.vLong(written - 1);
      stats.add(floors);
      floors.clear();
      floors.add(stats);
      stats.clear();
    }
    index.add(last, begin, firstAt, firstHasTerms, floors);
    count = start;
    textEnd = from[start];
    documents[push(last, 0, begin, firstAt)] = 0;
  }

  private void floor(int label, long behind, boolean hasTerms) {
    floors.add((byte) label);
    floors.vLong(behind << 1 | (hasTerms ? 1 : 0));
  }

  /** Writes the block of [first, end); the answer is where it is. */
  private long writeBlock(int begin, int first, int end, boolean hasBlocks) throws IOException {
    long where = out.getFilePointer();
    suffixes.clear();
    suffixLengths.clear();
    stats.clear();
    meta.clear();
    lonely = 0;
    int before = NO_LABEL;
    for (int i = first; i < end; i++) {
      int length = lengths[i] - begin;
      suffixes.add(text, from[i] + begin, length);
      if (!hasBlocks) {
        suffixLengths.vLong(length);
      } else if (documents[i] > 0) {
        suffixLengths.vLong((long) length << 1);
      } else {
        suffixLengths.vLong((long) length << 1 | 1);
        suffixLengths.vLong(where - at[i]);
        continue;
      }
      stats(i);
      meta(i, before);
      before = i;
    }
    endLonely();
    block.clear();
    block.vLong((long) (end - first) << 1 | (end == count ? 1 : 0));
    putSuffixes(end - first, begin, hasBlocks ? 0 : LEAF);
    putLengths();
    block.vLong(stats.length());
    block.add(stats);
    block.vLong(meta.length());
    block.add(meta);
    out.writeBytes(block.bytes(), 0, block.length());
    return where;
  }

  /** How many documents a term has; those with one, once, are counted. */
  private void stats(int number) {
    if (documents[number] == 1 && (!placed || occurrences[number] == 1)) {
      lonely++;
      return;
    }
    endLonely();
    stats.vLong((long) documents[number] << 1);
    if (placed) {
      stats.vLong(occurrences[number] - documents[number]);
    }
  }

  private void endLonely() {
    if (lonely > 0) {
      stats.vLong((lonely - 1L) << 1 | 1);
      lonely = 0;
    }
  }

  /** Where the documents of a term are, from those of the one before. */
  private void meta(int number, int before) {
    boolean isFirst = before == NO_LABEL;
    long documentsBefore = isFirst ? 0 : at[before];
    boolean alone = single[number] != SEVERAL;
    if (!isFirst && alone && single[before] != SEVERAL && at[number] == documentsBefore) {
      long other = (long) single[number] - single[before];
      meta.vLong(BitUtil.zigZagEncode(other) << 1 | 1);
    } else {
      meta.vLong(at[number] - documentsBefore << 1);
      if (alone) {
        meta.vLong(single[number]);
      }
    }
    if (placed) {
      meta.vLong(placesAt[number] - (isFirst ? 0 : placesAt[before]));
      if (occurrences[number] > Lucene104PostingsFormat.BLOCK_SIZE) {
        meta.vLong(lastPlaces[number]);
      }
    }
  }

  /** Puts down the bytes of all entries, smaller if that gains something. */
  private void putSuffixes(int entries, int begin, int leaf) throws IOException {
    int size = suffixes.length();
    int kind = size > 2L * entries && begin > SHORT_BEGIN ? smaller(entries) : NONE;
    block.vLong((long) size << 3 | leaf | kind);
    if (kind == NONE) {
      block.add(suffixes);
    } else {
      block.add(smallerBytes, 0, smaller.getPosition());
    }
  }

  private int smaller(int entries) throws IOException {
    int size = suffixes.length();
    int worst = size + size / 128 + 32;
    if (worst > smallerBytes.length) {
      smallerBytes = new byte[worst * 2];
      spare = new byte[worst * 2];
    }
    boolean tried = vain < VAIN || (++blocks & VAIN - 1) == 0;
    if (size > 6L * entries && tried) {
      smaller.reset(smallerBytes);
      LZ4.compress(suffixes.bytes(), 0, size, smaller, seen);
      if (smaller.getPosition() < size - (size >>> 2)) {
        vain = 0;
        return LZ4_FAST;
      }
      vain++;
    }
    smaller.reset(smallerBytes);
    boolean isLowercase =
        LowercaseAsciiCompression.compress(suffixes.bytes(), size, spare, smaller);
    return isLowercase ? LOWERCASE : NONE;
  }

  private void putLengths() {
    byte[] bytes = suffixLengths.bytes();
    int size = suffixLengths.length();
    int same = 1;
    while (same < size && bytes[same] == bytes[0]) {
      same++;
    }
    if (same == size) {
      block.vLong((long) size << 1 | 1);
      block.add(bytes[0]);
    } else {
      block.vLong((long) size << 1);
      block.add(suffixLengths);
    }
  }
}
