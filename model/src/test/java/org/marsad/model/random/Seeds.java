package org.marsad.model.random;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where random tests take their seeds from. The build asks the same random questions on every
 * machine, so that it fails for what was changed and for nothing else; the extended run asks new
 * ones each time ({@code marsad.random}); a seed that was printed is asked again with {@code
 * -Dmarsad.seed}. For any thread.
 */
public final class Seeds {
  private static final @Nullable Long GIVEN = Long.getLong("marsad.seed");
  private static final boolean FRESH = Boolean.getBoolean("marsad.random");

  /** How many seeds each place in the tests took. */
  private static final Map<String, AtomicLong> TAKEN = new ConcurrentHashMap<>();

  private Seeds() {}

  /** The next seed of the method that asks; the test tells it when it fails. */
  public static long next() {
    if (GIVEN != null) {
      return GIVEN;
    }
    if (FRESH) {
      return System.nanoTime();
    }
    String place =
        StackWalker.getInstance()
            .walk(frames -> frames.skip(1).map(Seeds::name).findFirst().orElseThrow());
    long count = TAKEN.computeIfAbsent(place, any -> new AtomicLong()).getAndIncrement();
    return place.hashCode() * 0x9E3779B97F4A7C15L + count;
  }

  private static String name(StackWalker.StackFrame frame) {
    return frame.getClassName() + '.' + frame.getMethodName();
  }
}
