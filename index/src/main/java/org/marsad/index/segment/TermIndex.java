package org.marsad.index.segment;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.store.IndexOutput;

/**
 * Writes where the blocks of a field's terms begin: a tree of the bytes that all terms of a block
 * begin with, as {@code Lucene103BlockTreeTermsReader} reads it. A node is written when nothing
 * more can come below it, so only the way to the last one is kept. One thread.
 */
final class TermIndex {
  private static final int NO_CHILD = 0;
  private static final int CHILD_WITH_OUTPUT = 1;
  private static final int CHILD_WITHOUT_OUTPUT = 2;
  private static final int CHILDREN = 3;

  private static final int LEAF_HAS_TERMS = 1 << 5;
  private static final int LEAF_HAS_FLOORS = 1 << 6;
  private static final int HAS_FLOORS = 1;
  private static final int HAS_TERMS = 1 << 1;

  // How a node tells which labels its children have
  private static final int ABSENT_LABELS = 0;
  private static final int LABELS = 1;
  private static final int BITS = 2;

  private static final int NOTHING = -1;

  private final IndexOutput out;
  private final ByteRun written = new ByteRun();
  private long start;

  /** The way to the last node: the root, and what its bytes lead to. */
  private Node[] way = {new Node()};

  private byte[] bytes = new byte[32];
  private int length;

  /** Into a file. */
  TermIndex(IndexOutput out) {
    this.out = out;
  }

  /** Begins with a field; the answer is where. */
  long begin() {
    start = out.getFilePointer();
    length = 0;
    way[0].clear();
    return start;
  }

  /**
   * Adds the blocks of terms that begin with some bytes; before it what is below them, and what is
   * in order before them.
   *
   * @param at where the first of them is
   * @param hasTerms whether it has any, or blocks alone
   * @param floors where the others are; empty if there are none
   */
  void add(byte[] begin, int size, long at, boolean hasTerms, ByteRun floors) throws IOException {
    int different = Arrays.mismatch(bytes, 0, length, begin, 0, size);
    int shared = different < 0 ? size : different;
    writeBelow(shared);
    if (size >= way.length) {
      int before = way.length;
      way = Arrays.copyOf(way, Math.max(size + 1, before * 2));
      for (int i = before; i < way.length; i++) {
        way[i] = new Node();
      }
      bytes = Arrays.copyOf(bytes, way.length);
    }
    for (int i = shared; i < size; i++) {
      bytes[i] = begin[i];
      way[i + 1].clear();
    }
    length = size;
    Node node = way[size];
    node.at = at;
    node.hasTerms = hasTerms;
    node.floors.clear();
    node.floors.add(floors);
  }

  /** Ends the field; the answer is where its root is, from where it began. */
  long end() throws IOException {
    writeBelow(0);
    long root = write(way[0]);
    // Readers read eight bytes at once.
    out.writeLong(0);
    return root;
  }

  private void writeBelow(int depth) throws IOException {
    for (; length > depth; length--) {
      way[length - 1].addChild(bytes[length - 1], write(way[length]));
    }
  }

  private long write(Node node) throws IOException {
    long from = out.getFilePointer() - start;
    written.clear();
    switch (node.children) {
      case 0 -> writeLeaf(node);
      case 1 -> writeWithChild(node, from - node.childAt[0]);
      default -> writeWithChildren(node, from);
    }
    written.add(node.floors);
    out.writeBytes(written.bytes(), 0, written.length());
    return from;
  }

  private void writeLeaf(Node node) {
    int size = bytesOf(node.at);
    int head = NO_CHILD | size - 1 << 2;
    head |= node.hasTerms ? LEAF_HAS_TERMS : 0;
    head |= node.floors.length() > 0 ? LEAF_HAS_FLOORS : 0;
    written.add((byte) head);
    written.low(node.at, size);
  }

  private void writeWithChild(Node node, long back) {
    boolean output = node.at != NOTHING;
    int size = bytesOf(back);
    int outputSize = output ? bytesOf(node.output()) : 0;
    int sign = output ? CHILD_WITH_OUTPUT : CHILD_WITHOUT_OUTPUT;
    written.add((byte) (sign | size - 1 << 2 | outputSize - 1 << 5));
    written.add(node.labels[0]);
    written.low(back, size);
    if (output) {
      written.low(node.output(), outputSize);
    }
  }

  private void writeWithChildren(Node node, long from) {
    boolean output = node.at != NOTHING;
    int least = node.labels[0] & 0xff;
    int range = (node.labels[node.children - 1] & 0xff) - least + 1;
    // Of equal ones the first is read fastest.
    int told = BITS;
    int toldSize = range + 7 >>> 3;
    if (node.children - 1 < toldSize) {
      told = LABELS;
      toldSize = node.children - 1;
    }
    if (range - node.children + 1 < toldSize) {
      told = ABSENT_LABELS;
      toldSize = range - node.children + 1;
    }
    int size = bytesOf(from - node.childAt[0]);
    int outputSize = output ? bytesOf(node.output()) : 1;
    int head = CHILDREN | size - 1 << 2 | (output ? 1 << 5 : 0) | outputSize - 1 << 6;
    written.low(head | told << 9 | toldSize - 1 << 11 | least << 16, 3);
    if (output) {
      written.low(node.output(), outputSize);
      if (node.floors.length() > 0) {
        written.add((byte) (node.children - 1));
      }
    }
    switch (told) {
      case BITS -> writeBits(node, least, toldSize);
      case LABELS -> written.add(node.labels, 1, node.children - 1);
      default -> writeAbsent(node, least);
    }
    for (int i = 0; i < node.children; i++) {
      written.low(from - node.childAt[i], size);
    }
  }

  private void writeBits(Node node, int least, int size) {
    int child = 0;
    for (int i = 0; i < size; i++) {
      int bits = 0;
      while (child < node.children && (node.labels[child] & 0xff) - least < (i + 1) * 8) {
        bits |= 1 << ((node.labels[child++] & 0xff) - least & 7);
      }
      written.add((byte) bits);
    }
  }

  private void writeAbsent(Node node, int least) {
    written.add(node.labels[node.children - 1]);
    int label = least;
    for (int i = 1; i < node.children; i++) {
      while (++label < (node.labels[i] & 0xff)) {
        written.add((byte) label);
      }
    }
  }

  private static int bytesOf(long number) {
    return Long.BYTES - (Long.numberOfLeadingZeros(number | 1) >>> 3);
  }

  /** What begins with some bytes. */
  private static final class Node {
    /** Where its first block is, or {@link #NOTHING} if there is none but below. */
    private long at = NOTHING;

    private boolean hasTerms;
    private final ByteRun floors = new ByteRun();
    private int children;
    private byte[] labels = new byte[4];
    private long[] childAt = new long[4];

    void clear() {
      at = NOTHING;
      floors.clear();
      children = 0;
    }

    void addChild(byte label, long written) {
      if (children == labels.length) {
        labels = Arrays.copyOf(labels, children * 2);
        childAt = Arrays.copyOf(childAt, children * 2);
      }
      labels[children] = label;
      childAt[children++] = written;
    }

    long output() {
      return at << 2 | (hasTerms ? HAS_TERMS : 0) | (floors.length() > 0 ? HAS_FLOORS : 0);
    }
  }
}
