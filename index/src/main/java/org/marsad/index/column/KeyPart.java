package org.marsad.index.column;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.marsad.model.expr.Value;

/** One of the keys of groups: numbers the values that documents have of it. One thread. */
abstract class KeyPart {
  /** The document has several values where one is wanted: the event has to tell. */
  static final int ODD = -1;

  /** The document has several values, each of which is a key: see {@link #next}. */
  static final int SEVERAL = -2;

  /** The number of a document's value, 0 for none, {@link #ODD} or {@link #SEVERAL}. */
  abstract int of(int document) throws IOException;

  /** How many values there are after {@link #SEVERAL}. */
  int count() {
    return 0;
  }

  /** The number of the next of several. */
  int next() throws IOException {
    throw new IllegalStateException("there is one value");
  }

  /** The value of a number; null if only events tell. */
  abstract @Nullable Value value(int number) throws IOException;

  abstract long bytes();
}
