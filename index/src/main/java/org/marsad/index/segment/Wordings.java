package org.marsad.index.segment;

import org.marsad.index.field.IndexFields;

/**
 * Wordings: the words of messages that come again and again. Each is one term of {@link
 * IndexFields#WORDINGS}, so that an event has one term instead of all these words; who looks for a
 * word looks through the wordings too. A message that is met for the first times has its words as
 * terms, since a wording is longer than a few documents of its words. One thread.
 */
final class Wordings {
  /** Instead of the term of a wording. */
  static final int NONE = -1;

  /** So often one is met before it becomes a term. */
  static final int OFTEN = 8;

  /** More become no terms, so that looking through them stays cheap. */
  private static final int MOST = 1_024;

  private static final int LONGEST = 4_096;

  private final Dictionary terms;
  private final IntTable lists;
  private final byte[] text = new byte[LONGEST];
  private int count;

  /**
   * None yet; their terms go into a dictionary.
   *
   * @param terms where words are and wordings go
   * @param lists of words: how many they are, then they
   */
  Wordings(Dictionary terms, IntTable lists) {
    this.terms = terms;
    this.lists = lists;
  }

  /**
   * The term of a message that is met once more, or {@link #NONE}.
   *
   * @param list its words; the number before it, first 0, is kept here
   */
  int ofMessage(int list) {
    int before = lists.get(list - 1);
    if (before < 0) {
      return ~before;
    }
    if (before > OFTEN) {
      return NONE;
    }
    lists.set(list - 1, before + 1);
    if (before < OFTEN) {
      return NONE;
    }
    int term = add(lists.data(), list + 1, lists.get(list));
    if (term != NONE) {
      lists.set(list - 1, ~term);
    }
    return term;
  }

  private int add(int[] words, int from, int size) {
    if (size == 0 || count == MOST) {
      return NONE;
    }
    int at = 0;
    text[at++] = IndexFields.WORDING_GAP;
    for (int i = from; i < from + size; i++) {
      int length = terms.length(words[i]);
      if (at + length + 1 > LONGEST) {
        return NONE;
      }
      System.arraycopy(terms.pool(), terms.from(words[i]), text, at, length);
      at += length;
      text[at++] = IndexFields.WORDING_GAP;
    }
    count++;
    return terms.add(SegmentBuilder.WORDING, text, 0, at);
  }

  /** Forgets all of them. */
  void clear() {
    count = 0;
  }
}
