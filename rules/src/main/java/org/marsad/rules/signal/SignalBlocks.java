package org.marsad.rules.signal;

import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Memory for what signals say that are held for a while: one behind the other in a few blocks,
 * which are used again when all in them were let go. Held each by itself, they would be most of
 * what collections of garbage have to move. One thread.
 */
public final class SignalBlocks {
  /** Blocks become twice as large up to this; who needs more gets one of its own. */
  private static final int LARGEST = 1 << 18;

  private static final int FIRST = 1 << 12;

  private final IdentityHashMap<byte[], Block> blocks = new IdentityHashMap<>();
  private final ArrayDeque<Block> spare = new ArrayDeque<>();
  private @Nullable Block last;
  private int size = FIRST;

  /** The same signal in these blocks, without texts somebody asked for; good until it is let go. */
  public Signal hold(Signal signal) {
    int length = signal.length();
    Block block = last;
    if (block == null || length > block.bytes.length - block.used) {
      block = block(length);
      last = block;
    }
    Signal held = signal.into(block.bytes, block.used);
    block.used += length;
    block.signals++;
    return held;
  }

  private Block block(int least) {
    Block before = last;
    if (before != null && before.signals == 0) {
      retire(before);
    }
    Block block = least > LARGEST ? null : spare.poll();
    if (block == null) {
      block = new Block(new byte[Math.max(least, size)]);
      size = Math.min(LARGEST, size * 2);
    }
    blocks.put(block.bytes, block);
    return block;
  }

  /** Nothing is in a block any more: it is for the next, as long as no more are spare than used. */
  private void retire(Block block) {
    blocks.remove(block.bytes);
    if (block.bytes.length == LARGEST) {
      spare.add(block);
    }
    while (spare.size() > Math.max(1, blocks.size())) {
      spare.remove();
    }
  }

  /** Lets go of a signal that is held. */
  public void letGo(Signal held) {
    Block block = blocks.get(held.array());
    if (block == null || --block.signals > 0) {
      return;
    }
    block.used = 0;
    if (block != last) {
      retire(block);
    }
  }

  /** How many bytes its blocks have, used and spare. */
  long bytes() {
    long sum = 0;
    for (Block block : blocks.values()) {
      sum += block.bytes.length;
    }
    return sum + (long) spare.size() * LARGEST;
  }

  /** From now on what is held is good for ever. */
  public void leave() {
    blocks.clear();
    last = null;
  }

  /** What some signals say, one behind the other. */
  private static final class Block {
    final byte[] bytes;
    int used;
    int signals;

    Block(byte[] bytes) {
      this.bytes = bytes;
    }
  }
}
