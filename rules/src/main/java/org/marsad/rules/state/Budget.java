package org.marsad.rules.state;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The memory that the tables of one course of time have together. A table that grows beyond it
 * makes the table that holds most forget its key that was quiet longest, counted there. One thread.
 */
public final class Budget {
  private final long most;

  /** Read by other threads, for numbers, while tables come and go. */
  private final List<Keys<?>> tables = new CopyOnWriteArrayList<>();

  private long used;

  /**
   * Nothing used yet.
   *
   * @param most bytes, as estimated
   */
  public Budget(long most) {
    this.most = most;
  }

  void enter(Keys<?> table) {
    tables.add(table);
  }

  /** The part of the table that was made last. */
  public Share latest() {
    return tables.getLast();
  }

  void leave(Keys<?> table) {
    tables.remove(table);
  }

  /** A table holds so many bytes more, or less. */
  void charge(long bytes) {
    used += bytes;
    while (used > most && bytes > 0) {
      Keys<?> largest = largest();
      if (largest == null) {
        return;
      }
      largest.evict();
    }
  }

  /** The table with more than one key that holds most; null if there is none. */
  private @Nullable Keys<?> largest() {
    Keys<?> largest = null;
    for (Keys<?> table : tables) {
      if (table.size() > 1 && (largest == null || table.bytes() > largest.bytes())) {
        largest = table;
      }
    }
    return largest;
  }

  /** Bytes held now, as estimated. */
  public long used() {
    return used;
  }

  /** Keys forgotten because the memory was used up, of all tables. */
  public long evicted() {
    return tables.stream().mapToLong(Keys::evicted).sum();
  }

  /** Keys of all tables. */
  public long keys() {
    return tables.stream().mapToLong(Keys::size).sum();
  }

  /** What one table has of the memory. One thread, but for the numbers, which any may ask. */
  public interface Share {
    /** Keys now. */
    int size();

    /** Bytes, as estimated. */
    long bytes();

    /** Keys forgotten because there was no room. */
    long evicted();

    /** The table is not used any more: gives back what it has. */
    void leave();
  }
}
