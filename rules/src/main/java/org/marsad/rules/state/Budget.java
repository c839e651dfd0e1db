package org.marsad.rules.state;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The memory that the tables of one course of time have together. A table that grows beyond it
 * makes the table that holds most forget its key that was quiet longest, counted there. One thread.
 */
public final class Budget {
  private final long most;
  private final List<Keys<?>> tables = new ArrayList<>();
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
}
