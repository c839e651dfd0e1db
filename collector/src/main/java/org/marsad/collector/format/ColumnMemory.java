package org.marsad.collector.format;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The columns that sources have named in a directive, at most {@value #MOST} sources; the one
 * longest unseen goes first. One thread.
 */
final class ColumnMemory {
  private static final int MOST = 4_096;

  private final Map<Object, Columns> columns =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Columns> eldest) {
          return size() > MOST;
        }
      };

  boolean isEmpty() {
    return columns.isEmpty();
  }

  @Nullable Columns of(Object source) {
    return columns.get(source);
  }

  void remember(Object source, Columns named) {
    columns.put(source, named);
  }
}
