package org.marsad.collector.input;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.BitSet;

/**
 * The acknowledgements of an event collector, by channel. Only what is durable is given a number,
 * so a number that was given and not asked for yet is acknowledged; asked for again it is not,
 * which is how Splunk does it. Channels are bounded in number and forgotten when idle, and a
 * channel keeps a bounded number of acknowledgements: beyond it the oldest number is given anew.
 * Thread-safe.
 */
final class HecAcks {
  /** Numbers a channel can have waiting. */
  static final int MAX_WAITING = 1 << 16;

  private static final int MAX_CHANNELS = 10_000;
  private static final Duration IDLE = Duration.ofMinutes(5);

  private final Cache<String, Channel> channels;

  /** None yet; idle time is read from the ticker. */
  HecAcks(Ticker ticker) {
    channels =
        Caffeine.newBuilder()
            .maximumSize(MAX_CHANNELS)
            .expireAfterAccess(IDLE)
            .ticker(ticker)
            .build();
  }

  /** The number of an answer that is durable. */
  int next(String channel) {
    return channels.get(channel, _ -> new Channel()).next();
  }

  /** Whether what has this number is durable and was not asked for yet. */
  boolean take(String channel, long id) {
    Channel known = channels.getIfPresent(channel);
    return known != null && known.take(id);
  }

  /** What was not asked for yet. */
  private static final class Channel {
    private final BitSet waiting = new BitSet();
    private int next;

    synchronized int next() {
      int id = next;
      next = (next + 1) % MAX_WAITING;
      waiting.set(id);
      return id;
    }

    synchronized boolean take(long id) {
      boolean given = id >= 0 && id < MAX_WAITING && waiting.get((int) id);
      if (given) {
        waiting.clear((int) id);
      }
      return given;
    }
  }
}
