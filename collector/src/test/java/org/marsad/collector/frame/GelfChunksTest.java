package org.marsad.collector.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.marsad.model.random.Seeds;

class GelfChunksTest {
  private static final long AGE = 5_000;

  private final Map<GelfFault, Integer> lost = new EnumMap<>(GelfFault.class);
  private final GelfChunks chunks =
      new GelfChunks(8, 100_000, AGE, (_, fault, _) -> lost.merge(fault, 1, Integer::sum));
  private final InetAddress one = address(1);
  private final InetAddress two = address(2);

  private static InetAddress address(int last) {
    try {
      return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) last});
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] chunk(long id, int sequence, int count, byte[] payload) {
    return ByteBuffer.allocate(GelfChunks.HEADER + payload.length)
        .put((byte) 0x1e)
        .put((byte) 0x0f)
        .putLong(id)
        .put((byte) sequence)
        .put((byte) count)
        .put(payload)
        .array();
  }

  private @Nullable String add(InetAddress sender, long id, int sequence, int count, String text) {
    byte[] whole = chunks.add(sender, chunk(id, sequence, count, text.getBytes(UTF_8)), 0);
    return whole == null ? null : new String(whole, UTF_8);
  }

  @Test
  void putsChunksTogetherInAnyOrder() {
    long seed = Seeds.next();
    var random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      int count = 1 + random.nextInt(128);
      var order = new ArrayList<Integer>();
      var text = new StringBuilder();
      for (int i = 0; i < count; i++) {
        order.add(i);
        text.append("part ").append(i);
      }
      Collections.shuffle(order, random);
      String whole = null;
      for (int i : order) {
        assertNull(whole, () -> "seed " + seed);
        whole = add(one, round, i, count, "part " + i);
      }
      assertEquals(text.toString(), whole, () -> "seed " + seed);
    }
    assertEquals(0, chunks.size());
    assertEquals(0, chunks.bytes());
    assertEquals(Map.of(), lost);
  }

  @Test
  void keepsSendersApart() {
    assertNull(add(one, 7, 0, 2, "a"));
    assertNull(add(two, 7, 1, 2, "B"));
    assertEquals("ab", add(one, 7, 1, 2, "b"));
    assertEquals("AB", add(two, 7, 0, 2, "A"));
  }

  @Test
  void countsDuplicatesAndNonsense() {
    assertNull(add(one, 1, 0, 2, "a"));
    assertNull(add(one, 1, 0, 2, "a"));
    assertNull(add(one, 1, 1, 3, "other count"));
    assertNull(add(one, 2, 5, 5, "place"));
    assertNull(add(one, 3, 0, 0, "none"));
    assertNull(add(one, 4, 0, 129, "too many"));
    assertNull(chunks.add(one, new byte[] {0x1e, 0x0f, 1}, 0));
    assertEquals("ab", add(one, 1, 1, 2, "b"));
    assertEquals(Map.of(GelfFault.DUPLICATE_CHUNK, 1, GelfFault.BAD_CHUNK, 5), lost);
    assertEquals(0, chunks.size());
  }

  @Test
  void givesUpWhatWaitsTooLong() {
    byte[] first = chunk(1, 0, 2, new byte[100]);
    byte[] second = chunk(1, 1, 2, new byte[100]);
    chunks.add(one, first, 0);
    chunks.expire(AGE - 1);
    assertEquals(1, chunks.size());
    assertNull(chunks.add(one, second, AGE));
    assertEquals(Map.of(GelfFault.INCOMPLETE, 1), lost);
    chunks.expire(2 * AGE);
    assertEquals(Map.of(GelfFault.INCOMPLETE, 2), lost);
    assertEquals(0, chunks.bytes());
  }

  @Test
  void staysSmallWhateverComes() {
    var random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      add(
          address(random.nextInt(50)),
          random.nextLong(),
          random.nextInt(128),
          128,
          "x".repeat(900));
      assertTrue(chunks.size() <= 8);
      assertTrue(chunks.bytes() <= 100_000 + 2_000);
    }
    assertEquals(List.of(GelfFault.NO_ROOM), List.copyOf(lost.keySet()));
  }

  @Test
  void letsNoSenderTakeTheRoomOfOthers() {
    assertNull(add(two, 1, 0, 2, "quiet "));
    for (int id = 0; id < 1_000; id++) {
      add(one, id, 0, 128, "never ends");
    }
    assertEquals("quiet sender", add(two, 1, 1, 2, "sender"));
  }
}
