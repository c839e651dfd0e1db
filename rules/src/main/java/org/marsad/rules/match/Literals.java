package org.marsad.rules.match;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.query.Fold;

/**
 * Finds which of many literals lie in a text, in one pass. Of each literal only its rarest window
 * of four bytes is looked for; where one is found, the literals it stands for are compared in full.
 *
 * <p>Every four bytes of the text are looked up by their hash in a table of bits that fits into the
 * nearest cache of the CPU. An automaton (Aho and Corasick, CACM 18, 1975) would have to wait for
 * one memory access a byte, since each says where the next one goes; here none waits for another.
 * Where all literals are long enough, several windows that follow each other are entered for each,
 * and only every second or fourth byte of the text is looked at. Literals shorter than a window are
 * found by their first two bytes.
 *
 * <p>Immutable.
 */
final class Literals {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int WINDOW = 4;
  private static final int MULTIPLIER = 0x9E3779B1;
  private static final int LEAST_BITS = 12;
  private static final int MOST_BITS = 18;
  private static final int SPARSE = 32;

  /** What events have everywhere, so that windows of it are no help. */
  private static final byte[] COMMON =
      folded(
          """
          c:\\windows\\system32\\cmd.exe /c \\syswow64\\powershell.exe -noprofile -command "c:\\program \
          files (x86)\\microsoft\\ c:\\users\\public\\documents\\ \\appdata\\local\\temp\\ .dll .tmp .ps1 \
          hklm\\software\\microsoft\\windows nt\\currentversion\\ \\device\\harddiskvolume c:\\programdata\\ \
          https://www.com/ http:// microsoft corporation windows operating system \
          services.exe svchost.exe explorer.exe /usr/bin/ /bin/sh -c /etc/ user service\
          """);

  private final byte[][] literals;
  private final int stride;
  private final int shift;
  private final long[] filter;

  /**
   * Windows by hash, and where in the members those of a window begin; the next one's are behind.
   */
  private final int[] windows;

  private final int[] heads;
  private final int[] memberLiterals;
  private final int[] memberOffsets;

  private final @Nullable ShortLiterals shorts;

  private Literals(byte[][] literals) {
    this.literals = literals;
    stride = stride(literals);
    int[] longOnes = numbers(literals, WINDOW, Integer.MAX_VALUE);
    int[] shortOnes = numbers(literals, 1, WINDOW - 1);
    shorts = shortOnes.length == 0 ? null : new ShortLiterals(literals, shortOnes);
    int count = longOnes.length * stride;
    var entries = new long[count];
    memberLiterals = new int[count];
    memberOffsets = new int[count];
    int at = 0;
    WindowCounts counts = counts(longOnes);
    for (int literal : longOnes) {
      int best = rarest(literals[literal], counts);
      for (int more = 0; more < stride; more++) {
        int window = (int) INTS.get(literals[literal], best + more);
        entries[at] = (long) window << 32 | at;
        memberLiterals[at] = literal;
        memberOffsets[at++] = best + more;
      }
    }
    Arrays.sort(entries);
    int bits = Math.clamp(32 - Integer.numberOfLeadingZeros(count * SPARSE), LEAST_BITS, MOST_BITS);
    shift = 32 - bits;
    filter = new long[1 << bits - 6];
    int places = Integer.highestOneBit(Math.max(2, count)) * 4;
    windows = new int[places];
    heads = new int[places];
    Arrays.fill(heads, -1);
    arrange(entries);
  }

  /** Of literals that are not empty. */
  static Literals of(List<byte[]> literals) {
    return new Literals(literals.toArray(new byte[0][]));
  }

  /** How many bytes of the text may be passed over, so that each literal is still seen once. */
  private static int stride(byte[][] literals) {
    int least = Integer.MAX_VALUE;
    for (byte[] literal : literals) {
      least = Math.min(least, literal.length);
    }
    return least >= WINDOW + 3 ? 4 : least >= WINDOW + 1 ? 2 : 1;
  }

  private static int[] numbers(byte[][] literals, int least, int most) {
    var numbers = new int[literals.length];
    int count = 0;
    for (int i = 0; i < literals.length; i++) {
      if (literals[i].length >= least && literals[i].length <= most) {
        numbers[count++] = i;
      }
    }
    return Arrays.copyOf(numbers, count);
  }

  private WindowCounts counts(int[] longOnes) {
    int sum = COMMON.length;
    for (int literal : longOnes) {
      sum += literals[literal].length;
    }
    var counts = new WindowCounts(sum);
    for (int literal : longOnes) {
      count(literals[literal], 1, counts);
    }
    count(COMMON, Math.max(8, longOnes.length / 16), counts);
    return counts;
  }

  private static void count(byte[] text, int weight, WindowCounts counts) {
    for (int at = 0; at + WINDOW <= text.length; at++) {
      counts.add((int) INTS.get(text, at), weight);
    }
  }

  /** Where the windows begin that are rarest together. */
  private int rarest(byte[] literal, WindowCounts counts) {
    int best = 0;
    int least = Integer.MAX_VALUE;
    for (int at = 0; at + WINDOW + stride - 1 <= literal.length; at++) {
      int sum = 0;
      for (int more = 0; more < stride; more++) {
        sum += counts.get((int) INTS.get(literal, at + more));
      }
      if (sum < least) {
        least = sum;
        best = at;
      }
    }
    return best;
  }

  /** Puts members of the same window behind each other. */
  private void arrange(long[] entries) {
    int[] unsortedLiterals = memberLiterals.clone();
    int[] unsortedOffsets = memberOffsets.clone();
    for (int i = 0; i < entries.length; i++) {
      int window = (int) (entries[i] >> 32);
      int from = (int) entries[i];
      memberLiterals[i] = unsortedLiterals[from];
      memberOffsets[i] = unsortedOffsets[from];
      if (i == 0 || (int) (entries[i - 1] >> 32) != window) {
        int hash = window * MULTIPLIER >>> shift;
        filter[hash >>> 6] |= 1L << hash;
        int place = place(window);
        windows[place] = window;
        heads[place] = i;
      }
    }
  }

  /** Where a window is, or would be. */
  private int place(int window) {
    int mask = windows.length - 1;
    int place = (window ^ window >>> 15) * MULTIPLIER >>> 8 & mask;
    while (heads[place] >= 0 && windows[place] != window) {
      place = place + 1 & mask;
    }
    return place;
  }

  /** Tells every place of every literal in the text. */
  void find(FoldedText text, Found told) {
    byte[] bytes = text.bytes();
    int length = text.length();
    if (shorts != null) {
      findAll(bytes, length, shorts, told);
    } else if (stride == 1) {
      findEach(bytes, length, told);
    } else if (stride == 2) {
      findSecond(bytes, length, told);
    } else {
      findFourth(bytes, length, told);
    }
  }

  private void findEach(byte[] text, int length, Found told) {
    for (int at = 0; at < length; at += 4) {
      long word = (long) LONGS.get(text, at);
      long hits =
          bit((int) word)
              | bit((int) (word >>> 8))
              | bit((int) (word >>> 16))
              | bit((int) (word >>> 24));
      if ((hits & 1) != 0) {
        look(text, at, length, word, told);
      }
    }
  }

  private void findSecond(byte[] text, int length, Found told) {
    for (int at = 0; at < length; at += 4) {
      long word = (long) LONGS.get(text, at);
      if (((bit((int) word) | bit((int) (word >>> 16))) & 1) != 0) {
        look(text, at, length, word, told);
      }
    }
  }

  private void findFourth(byte[] text, int length, Found told) {
    for (int at = 0; at < length; at += 4) {
      int window = (int) INTS.get(text, at);
      if ((bit(window) & 1) != 0) {
        tell(window, text, at, length, told);
      }
    }
  }

  private void findAll(byte[] text, int length, ShortLiterals shorter, Found told) {
    for (int at = 0; at < length; at += 4) {
      long word = (long) LONGS.get(text, at);
      long hits =
          bit((int) word)
              | bit((int) (word >>> 8))
              | bit((int) (word >>> 16))
              | bit((int) (word >>> 24))
              | shorter.bit((int) word)
              | shorter.bit((int) (word >>> 8))
              | shorter.bit((int) (word >>> 16))
              | shorter.bit((int) (word >>> 24));
      if ((hits & 1) != 0) {
        look(text, at, length, word, told);
        for (int more = 0; more < 4 && at + more < length; more++) {
          int window = (int) (word >>> more * 8);
          if ((shorter.bit(window) & 1) != 0) {
            shorter.tell(window, length - at - more, told);
          }
        }
      }
    }
  }

  /** The bit of a window, lowest; others are of no meaning. */
  private long bit(int window) {
    int hash = window * MULTIPLIER >>> shift;
    return filter[hash >>> 6] >>> hash;
  }

  private void look(byte[] text, int at, int length, long word, Found told) {
    for (int more = 0; more < 4 && at + more < length; more += stride) {
      int window = (int) (word >>> more * 8);
      if ((bit(window) & 1) != 0) {
        tell(window, text, at + more, length, told);
      }
    }
  }

  private void tell(int window, byte[] text, int seen, int length, Found told) {
    int place = place(window);
    if (heads[place] < 0) {
      return;
    }
    for (int member = heads[place]; member < memberLiterals.length; member++) {
      int literal = memberLiterals[member];
      byte[] whole = literals[literal];
      int offset = memberOffsets[member];
      if ((int) INTS.get(whole, offset) != window) {
        return;
      }
      int at = seen - offset;
      if (at >= 0
          && at + whole.length <= length
          && Arrays.equals(text, at, at + whole.length, whole, 0, whole.length)) {
        told.at(literal);
      }
    }
  }

  /** Folded text as bytes. */
  static byte[] folded(String text) {
    return Fold.text(text).getBytes(StandardCharsets.UTF_8);
  }

  /** Whether the text in [from, to), folded, begins with the literal. */
  static boolean startsWith(byte[] text, int from, int to, byte[] literal) {
    if (to - from < literal.length) {
      return false;
    }
    byte[] head = Fold.bytes(text, from, from + literal.length);
    return Arrays.equals(head, literal);
  }

  /** Told of what was found. */
  @FunctionalInterface
  interface Found {
    /** A literal by its number lies in the text; may be told more than once. */
    void at(int literal);
  }
}
