package org.marsad.rules.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.signal.Texts;

/** The keys of a table in the order of their times, within the budget. One thread. */
final class Keys<S extends Slot> implements Budget.Share {
  /** Of a key: its entry in the map, its slot's head, its text's head. */
  private static final int ENTRY = 56 + 32 + 40;

  private final Budget budget;
  private final boolean byTouch;
  private final Supplier<S> maker;
  private final LinkedHashMap<String, S> slots;
  private long bytes;
  private long evicted;

  private Keys(Budget budget, boolean byTouch, Supplier<S> maker) {
    this.budget = budget;
    this.byTouch = byTouch;
    this.maker = maker;
    this.slots = new LinkedHashMap<>(16, 0.75f, byTouch);
    budget.enter(this);
  }

  /** A key's time is when it was touched last. */
  static <S extends Slot> Keys<S> byTouch(Budget budget, Supplier<S> maker) {
    return new Keys<>(budget, true, maker);
  }

  /** A key's time is when it came. */
  static <S extends Slot> Keys<S> byBegin(Budget budget, Supplier<S> maker) {
    return new Keys<>(budget, false, maker);
  }

  /** The slot of a key, made if it is not there. Call {@link #settle} after each change to it. */
  S touch(String key, long time) {
    S slot = slots.get(key);
    if (slot == null) {
      slot = maker.get();
      slot.time = time;
      slot.head = ENTRY + key.length();
      slots.put(key, slot);
    }
    if (byTouch) {
      slot.time = time;
    }
    return slot;
  }

  @Nullable S find(String key) {
    return slots.get(key);
  }

  /** Tells the budget what a slot holds now. */
  void settle(S slot) {
    int now = slot.head + slot.bytes();
    int more = now - slot.charged;
    if (more != 0) {
      slot.charged = now;
      bytes += more;
      budget.charge(more);
    }
  }

  /** Drops keys whose time is not after the limit. */
  void forget(long limit) {
    Iterator<S> oldest = slots.values().iterator();
    while (oldest.hasNext()) {
      S slot = oldest.next();
      if (slot.time > limit) {
        return;
      }
      oldest.remove();
      drop(slot);
    }
  }

  /** Drops the oldest key if its time is not after the limit, and tells it. */
  boolean next(long limit, BiConsumer<String, S> told) {
    Iterator<Map.Entry<String, S>> oldest = slots.entrySet().iterator();
    if (!oldest.hasNext()) {
      return false;
    }
    Map.Entry<String, S> entry = oldest.next();
    S slot = entry.getValue();
    String key = entry.getKey();
    if (slot.time > limit) {
      return false;
    }
    oldest.remove();
    drop(slot);
    told.accept(key, slot);
    return true;
  }

  /** The time of the oldest key; {@link Long#MAX_VALUE} without any. */
  long oldest() {
    Iterator<S> oldest = slots.values().iterator();
    return oldest.hasNext() ? oldest.next().time : Long.MAX_VALUE;
  }

  void evict() {
    Iterator<S> oldest = slots.values().iterator();
    S slot = oldest.next();
    oldest.remove();
    drop(slot);
    evicted++;
  }

  private void drop(S slot) {
    bytes -= slot.charged;
    budget.charge(-slot.charged);
    slot.charged = 0;
  }

  @Override
  public int size() {
    return slots.size();
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public long evicted() {
    return evicted;
  }

  @Override
  public void leave() {
    forget(Long.MAX_VALUE);
    budget.leave(this);
  }

  /** For checkpoints. */
  void write(DataOutput out) throws IOException {
    out.writeLong(evicted);
    out.writeInt(slots.size());
    for (Map.Entry<String, S> entry : slots.entrySet()) {
      Texts.write(out, entry.getKey());
      out.writeLong(entry.getValue().time);
      entry.getValue().write(out);
    }
  }

  /** Takes over what {@link #write} wrote. */
  void read(DataInput in) throws IOException {
    forget(Long.MAX_VALUE);
    evicted = in.readLong();
    for (int left = in.readInt(); left > 0; left--) {
      String key = Texts.read(in);
      S slot = maker.get();
      slot.time = in.readLong();
      slot.head = ENTRY + key.length();
      slot.read(in);
      slots.put(key, slot);
      settle(slot);
    }
  }
}
