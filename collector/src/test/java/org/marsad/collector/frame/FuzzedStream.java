package org.marsad.collector.frame;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Samples;

/**
 * What a fuzzer made up for a decoder of streams: the first four bytes are the sizes of the pieces
 * that the network delivers, in turn and modulo 32; the rest is the stream.
 */
final class FuzzedStream {
  private static final int SIZES = 4;

  private final byte[] sizes;
  private final byte[] bytes;

  FuzzedStream(byte[] input) {
    int at = Math.min(SIZES, input.length);
    sizes = Arrays.copyOf(input, SIZES);
    bytes = Arrays.copyOfRange(input, at, input.length);
  }

  byte[] bytes() {
    return bytes;
  }

  /** Where the pieces end but the last. */
  int[] cuts() {
    var cuts = new int[bytes.length];
    int count = 0;
    for (int at = size(0); at < bytes.length; at += size(count)) {
      cuts[count++] = at;
    }
    return Arrays.copyOf(cuts, count);
  }

  private int size(int piece) {
    return 1 + (sizes[piece % SIZES] & 31);
  }

  /** The frames of one read. */
  List<String> whole(Decoder decoder, int mostWaiting) {
    return read(decoder, mostWaiting, new int[0]);
  }

  /** The frames of many reads, each into a batch of its own. */
  List<String> inPieces(Decoder decoder, int mostWaiting) {
    return read(decoder, mostWaiting, cuts());
  }

  private List<String> read(Decoder decoder, int mostWaiting, int[] cuts) {
    var frames = new ArrayList<String>();
    RawBatch.Builder batch = RawBatch.builder(Samples.TCP, 0);
    byte[] waiting = {};
    for (int i = 0; i <= cuts.length; i++) {
      int from = i == 0 ? 0 : cuts[i - 1];
      int to = i == cuts.length ? bytes.length : cuts[i];
      batch.claim(waiting.length + to - from);
      System.arraycopy(waiting, 0, batch.block(), 0, waiting.length);
      System.arraycopy(bytes, from, batch.block(), waiting.length, to - from);
      int rest = decoder.decode(batch.block(), 0, batch.length(), batch);
      waiting = Arrays.copyOfRange(batch.block(), rest, batch.length());
      assertTrue(waiting.length <= mostWaiting, waiting.length + " bytes wait");
      take(batch.build(), frames);
    }
    batch.claim(waiting.length);
    System.arraycopy(waiting, 0, batch.block(), 0, waiting.length);
    decoder.finish(batch.block(), 0, waiting.length, batch);
    take(batch.build(), frames);
    return frames;
  }

  /** Adds the frames with their flags. */
  static void take(RawBatch batch, List<String> frames) {
    for (int i = 0; i < batch.size(); i++) {
      String text = new String(batch.bytes(), batch.offset(i), batch.length(i), ISO_8859_1);
      frames.add(batch.flags(i) + ":" + text);
    }
  }

  /** A decoder as a connection sees it. */
  interface Decoder {
    int decode(byte[] block, int from, int to, RawBatch.Builder batch);

    /** The stream has ended. */
    default void finish(byte[] block, int from, int to, RawBatch.Builder batch) {}
  }
}
