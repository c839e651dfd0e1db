package org.marsad.collector.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.journal.TailRing.Node;

/** The appends that share one fsync, and the records they become. One thread. */
final class Group {
  private final RecordEncoder encoder;
  private final List<Append> appends = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private long weight;

  Group(RecordEncoder encoder) {
    this.encoder = encoder;
  }

  /**
   * Takes as many appends of a chain as do not weigh more than the bound, one at least.
   *
   * @return the rest of the chain
   */
  @Nullable Append gather(@Nullable Append chain, long bound) {
    weight = 0;
    Append append = chain;
    while (append != null && (appends.isEmpty() || weight + append.weight() <= bound)) {
      weight += append.weight();
      appends.add(append);
      Append next = append.next;
      append.next = null;
      append = next;
    }
    return append;
  }

  /** How many appends are in it. */
  int size() {
    return appends.size();
  }

  /** About how many bytes it will take on disk, at most. */
  long weight() {
    return weight;
  }

  /**
   * Turns the appends into records that stand at the end of a segment, with the ids that follow.
   *
   * @return what {@link ActiveSegment#write} is to be given
   */
  ByteBuffer encode(ActiveSegment active) {
    Segment segment = active.segment();
    encoder.clear(active.lead());
    nodes.clear();
    long begin = segment.end();
    int durable = Math.toIntExact(segment.size());
    long id = segment.endId();
    for (Append append : appends) {
      long from = begin + encoder.size();
      encoder.add(append.batch, id, durable);
      long to = begin + encoder.size();
      long nextId = id + append.batch.size();
      nodes.add(new Node(from, to, nextId, append.batch.withFirstId(id)));
      id = nextId;
    }
    return encoder.staged();
  }

  /** How many bytes the records have, once encoded. */
  int bytes() {
    return encoder.size();
  }

  /** The records, once encoded. */
  List<Node> nodes() {
    return nodes;
  }

  /** Tells those who wait that it is durable, and is empty. */
  void complete() {
    for (int i = 0; i < appends.size(); i++) {
      appends.get(i).complete(nodes.get(i).batch().firstId());
    }
    clear();
  }

  /** Tells those who wait that it is not, and is empty. */
  void refuse(IOException why) {
    appends.forEach(append -> append.completeExceptionally(why));
    clear();
  }

  private void clear() {
    appends.clear();
    nodes.clear();
  }
}
