package org.marsad.index.block;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which pieces of a structure have others in them: a message names the program that a field beside
 * it holds. Some events in a row tell what may be copied. Of each that comes then a structure is
 * made, in which such pieces are cut once more, into copies and what is between them; a few of
 * these are remembered, those first that fit most. Events that fit none stay as they are. One
 * thread.
 */
final class Copies {
  /** What a piece that is text between copies is called in the parts of one. */
  private static final int TEXT = -1;

  /** Shorter pieces are equal to others by accident. */
  private static final int MIN_LENGTH = 6;

  private static final int MAX_LENGTH = 256;

  /** Longer pieces are not looked through. */
  private static final int MAX_INTO = 4_096;

  private static final int MAX_PIECES = 256;
  private static final int MAX_FOUND = 64;
  private static final int MAX_PARTS = 16;

  /** How many bytes are looked at to find what may be copied. */
  private static final int MAX_SOUGHT = 1 << 18;

  /** How many events must agree. */
  private static final int ENOUGH = 6;

  private static final int MAX_ROUNDS = 3;

  /** How many structures are remembered, and how many are made in all. */
  private static final int MOST = 6;

  private static final int MAX_MADE = 24;

  /** After so many events that fit none, and few that did, it is given up. */
  private static final int MISSED = 256;

  private static final int[] NOTHING = {};

  private final int[] structure;
  private final int pieces;

  // What may be copied: into which piece, which other one
  private int[] into = NOTHING;
  private int[] of = NOTHING;
  private int found;
  private int agreed;
  private int rounds;
  private int[] out = NOTHING;

  // What was made of it, those before that fit more
  private final Expansion[] known = new Expansion[MOST];
  private int size;
  private int made;
  private long fitted;
  private long missed;
  private boolean isHopeless;

  /** Of events with this structure. */
  Copies(int[] structure) {
    this.structure = structure;
    this.pieces = structure[0];
  }

  /**
   * The structure with copies that an event has; null if it is to stay as it is.
   *
   * @param original where it begins in the bytes
   * @param cuts where its pieces begin, and where the last one ends
   */
  @Nullable Layout of(byte[] bytes, int original, int[] cuts, Layouts layouts) {
    if (isHopeless || !isLearned(bytes, original, cuts)) {
      return null;
    }
    for (int i = 0; i < size; i++) {
      Expansion one = known[i];
      if (fits(one, bytes, original, cuts)) {
        fitted++;
        one.fitted++;
        if (i > 0 && known[i - 1].fitted < one.fitted) {
          known[i] = known[i - 1];
          known[i - 1] = one;
        }
        return one.layout;
      }
    }
    missed++;
    isHopeless = missed > MISSED && missed > fitted * 4;
    if (made >= MAX_MADE) {
      return null;
    }
    made++;
    Expansion more = expand(bytes, original, cuts, layouts);
    if (more == null || !fits(more, bytes, original, cuts)) {
      return null;
    }
    size = Math.min(size + 1, MOST);
    known[size - 1] = more;
    return more.layout;
  }

  /** Where a piece of the structure with copies begins; that of the one behind is the end. */
  int[] cuts() {
    return out;
  }

  /** Cuts an event once more, if it is as this one says. */
  private boolean fits(Expansion as, byte[] bytes, int original, int[] cuts) {
    int[][] parts = as.parts;
    int[] expanded = as.expanded;
    if (out.length <= as.layout.pieces) {
      out = new int[as.layout.pieces * 2 + 1];
    }
    int next = 0;
    int which = 0;
    for (int piece = 0; piece < pieces; piece++) {
      int at = cuts[piece];
      out[next++] = at;
      if (which == expanded.length || expanded[which] != piece) {
        continue;
      }
      int[] all = parts[which++];
      int end = cuts[piece + 1];
      for (int i = 0; i < all.length; i++) {
        if (i > 0) {
          out[next++] = at;
        }
        int stop;
        if (all[i] != TEXT) {
          stop = isAt(bytes, original, cuts, all[i], at, end);
        } else if (i + 1 < all.length) {
          stop = find(bytes, original, cuts, all[i + 1], at, end);
        } else {
          stop = end;
        }
        if (stop <= at) {
          return false;
        }
        at = stop;
      }
      if (at != end) {
        return false;
      }
    }
    out[next] = cuts[pieces];
    return true;
  }

  /** Where a piece ends that begins at a place, or -1 if something else does. */
  private static int isAt(byte[] bytes, int original, int[] cuts, int piece, int at, int end) {
    int from = original + cuts[piece];
    int to = original + cuts[piece + 1];
    int stop = at + to - from;
    return stop <= end && Arrays.equals(bytes, from, to, bytes, original + at, original + stop)
        ? stop
        : -1;
  }

  /** Where a piece is found between two places, or -1. */
  private static int find(byte[] bytes, int original, int[] cuts, int piece, int at, int end) {
    int from = original + cuts[piece];
    int to = original + cuts[piece + 1];
    int length = to - from;
    if (length < MIN_LENGTH || length > MAX_LENGTH || end - at > MAX_INTO) {
      return -1;
    }
    byte first = bytes[from];
    byte last = bytes[to - 1];
    int stop = original + end - length;
    for (int i = original + at; i <= stop; i++) {
      if (bytes[i] == first
          && bytes[i + length - 1] == last
          && Arrays.equals(bytes, from, to, bytes, i, i + length)) {
        return i - original;
      }
    }
    return -1;
  }

  // Learning

  /** Looks at the first events; whether they have told what may be copied. */
  private boolean isLearned(byte[] bytes, int original, int[] cuts) {
    if (agreed == ENOUGH) {
      return true;
    }
    if (pieces > MAX_PIECES || rounds == MAX_ROUNDS) {
      isHopeless = true;
      return false;
    }
    if (agreed == 0) {
      into = new int[MAX_FOUND];
      of = new int[MAX_FOUND];
      propose(bytes, original, cuts);
    } else {
      int kept = 0;
      for (int i = 0; i < found; i++) {
        if (find(bytes, original, cuts, of[i], cuts[into[i]], cuts[into[i] + 1]) >= 0) {
          into[kept] = into[i];
          of[kept++] = of[i];
        }
      }
      found = kept;
    }
    agreed++;
    if (found == 0) {
      agreed = 0;
      rounds++;
    }
    return agreed == ENOUGH;
  }

  private void propose(byte[] bytes, int original, int[] cuts) {
    long sought = 0;
    for (int one = 0; one < pieces; one++) {
      int length = cuts[one + 1] - cuts[one];
      if (structure[2 + one] == RowCutter.GLUE || length < MIN_LENGTH || length > MAX_INTO) {
        continue;
      }
      for (int other = 0; other < pieces; other++) {
        int size = cuts[other + 1] - cuts[other];
        // Of two that are equal the one behind is the copy.
        boolean may = size < length || (size == length && other < one);
        if (!may || size < MIN_LENGTH || structure[2 + other] == RowCutter.GLUE) {
          continue;
        }
        sought += length;
        if (sought > MAX_SOUGHT || found == MAX_FOUND) {
          return;
        }
        if (find(bytes, original, cuts, other, cuts[one], cuts[one + 1]) >= 0) {
          into[found] = one;
          of[found++] = other;
        }
      }
    }
  }

  /** Decides which pieces are cut once more, the longest first; what is copied stays whole. */
  private @Nullable Expansion expand(byte[] bytes, int original, int[] cuts, Layouts layouts) {
    var cutOf = new int[pieces][];
    Arrays.fill(cutOf, NOTHING);
    var isCopied = new boolean[pieces];
    var isDone = new boolean[pieces];
    int count = 0;
    for (int one = longest(cuts, isDone); one >= 0; one = longest(cuts, isDone)) {
      isDone[one] = true;
      if (isCopied[one]) {
        continue;
      }
      int[] all = cut(bytes, original, cuts, one, cutOf);
      if (all.length > 0) {
        cutOf[one] = all;
        count++;
        for (int part : all) {
          if (part != TEXT) {
            isCopied[part] = true;
          }
        }
      }
    }
    if (count == 0) {
      return null;
    }
    var expanded = new int[count];
    var parts = new int[count][];
    int at = 0;
    for (int piece = 0; piece < pieces; piece++) {
      if (cutOf[piece].length > 0) {
        expanded[at] = piece;
        parts[at++] = cutOf[piece];
      }
    }
    int[] more = structure(cutOf);
    return new Expansion(expanded, parts, layouts.find(more, more.length));
  }

  private int longest(int[] cuts, boolean[] isDone) {
    int longest = -1;
    for (int i = 0; i < found; i++) {
      int piece = into[i];
      if (!isDone[piece]
          && (longest < 0 || cuts[piece + 1] - cuts[piece] > cuts[longest + 1] - cuts[longest])) {
        longest = piece;
      }
    }
    return longest;
  }

  /** The parts of a piece: at each place the longest of those that are found first. */
  private int[] cut(byte[] bytes, int original, int[] cuts, int piece, int[][] cutOf) {
    var all = new int[MAX_PARTS];
    int count = 0;
    int at = cuts[piece];
    int end = cuts[piece + 1];
    boolean copies = false;
    while (at < end && count < MAX_PARTS - 2) {
      int best = -1;
      int place = end;
      int size = 0;
      for (int i = 0; i < found; i++) {
        if (into[i] != piece || cutOf[of[i]].length > 0) {
          continue;
        }
        int is = find(bytes, original, cuts, of[i], at, end);
        int length = cuts[of[i] + 1] - cuts[of[i]];
        if (is >= 0 && (is < place || (is == place && length > size))) {
          best = of[i];
          place = is;
          size = length;
        }
      }
      if (best < 0) {
        break;
      }
      if (place > at) {
        all[count++] = TEXT;
      }
      all[count++] = best;
      copies = true;
      at = place + size;
    }
    if (at < end) {
      all[count++] = TEXT;
    }
    return copies ? Arrays.copyOf(all, count) : NOTHING;
  }

  private int[] structure(int[][] cutOf) {
    var begins = new int[pieces + 1];
    for (int piece = 0; piece < pieces; piece++) {
      int[] all = cutOf[piece];
      begins[piece + 1] = begins[piece] + Math.max(1, all.length);
    }
    int total = begins[pieces];
    var more = new int[structure.length + total - pieces];
    more[0] = total;
    more[1] = structure[1];
    for (int piece = 0; piece < pieces; piece++) {
      int owner = structure[2 + piece];
      int at = 2 + begins[piece];
      int[] all = cutOf[piece];
      if (all.length == 0) {
        more[at] = owner;
        continue;
      }
      for (int part : all) {
        more[at++] = part == TEXT ? RowCutter.part(owner) : RowCutter.copyOf(begins[part]);
      }
    }
    int from = 2 + pieces;
    int to = 2 + total;
    for (int i = 0; i < structure[1]; i++) {
      int value = structure[from++];
      more[to++] = value;
      if ((value & 3) != RowCutter.OUTSIDE) {
        more[to++] = begins[structure[from++]];
        more[to++] = begins[structure[from++]];
      }
    }
    return more;
  }

  /** One way to cut pieces once more: which, and for each its parts. */
  private static final class Expansion {
    final int[] expanded;
    final int[][] parts;
    final Layout layout;
    long fitted;

    Expansion(int[] expanded, int[][] parts, Layout layout) {
      this.expanded = expanded;
      this.parts = parts;
      this.layout = layout;
    }
  }
}
