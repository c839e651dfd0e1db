package org.marsad.model.event;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where the constants of one batch lie: a hash table by identity, open addressing. One thread. */
final class Placed {
  private static final int FIRST = 64;

  private @Nullable Constant[] keys = new Constant[FIRST];
  private int[] offsets = new int[FIRST];
  private int size;

  /** The offset of a constant in the block of the builder, which gets it if it has it not. */
  int in(EventBatch.Builder builder, Constant constant) {
    int mask = keys.length - 1;
    int slot = constant.slot() & mask;
    for (Constant key = keys[slot]; key != null; key = keys[slot]) {
      if (key == constant) {
        return offsets[slot];
      }
      slot = slot + 1 & mask;
    }
    int offset = builder.claim(constant.length());
    constant.copyTo(builder.bytes(), offset);
    keys[slot] = constant;
    offsets[slot] = offset;
    size++;
    if (size > keys.length / 2) {
      grow();
    }
    return offset;
  }

  void clear() {
    if (size > 0) {
      Arrays.fill(keys, null);
      size = 0;
    }
  }

  private void grow() {
    @Nullable Constant[] oldKeys = keys;
    int[] oldOffsets = offsets;
    keys = new Constant[oldKeys.length * 2];
    offsets = new int[keys.length];
    int mask = keys.length - 1;
    for (int i = 0; i < oldKeys.length; i++) {
      Constant key = oldKeys[i];
      if (key != null) {
        int slot = key.slot() & mask;
        while (keys[slot] != null) {
          slot = slot + 1 & mask;
        }
        keys[slot] = key;
        offsets[slot] = oldOffsets[i];
      }
    }
  }
}
