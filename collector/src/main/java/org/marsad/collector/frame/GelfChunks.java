package org.marsad.collector.frame;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts the chunks of GELF datagrams together: 0x1e 0x0f, eight bytes that name the message, the
 * chunk's place, how many chunks there are (128 at most), and the bytes. Chunks of one message come
 * from one address, so nobody else can finish or spoil it.
 *
 * <p>Bounded in messages, bytes and time. One address may hold a quarter of the room; it loses its
 * own oldest message beyond that, so that chunks which never end cost others nothing. Whoever is
 * told of what was given up gets the chunks that had come.
 *
 * <p>Belongs to one thread. Never throws, whatever the bytes.
 */
public final class GelfChunks {
  /** Bytes before those of the chunk. */
  public static final int HEADER = 12;

  private static final int MAX_COUNT = 128;
  private static final int ID = 2;
  private static final int SEQUENCE = 10;
  private static final int COUNT = 11;

  /** What a message costs beside its bytes. */
  private static final int OVERHEAD = 256;

  private final int maxMessages;
  private final long maxBytes;
  private final long maxAge;
  private final Loss loss;
  private final Map<Key, Message> messages = new LinkedHashMap<>();
  private final Map<InetAddress, Share> shares = new HashMap<>();
  private long bytes;

  /**
   * Room for chunks.
   *
   * @param maxMessages messages that wait at most
   * @param maxBytes bytes of them at most
   * @param maxAge nanoseconds that a message waits at most, from its first chunk on
   * @param loss told of each message that is given up, and of each chunk that is not taken
   */
  public GelfChunks(int maxMessages, long maxBytes, long maxAge, Loss loss) {
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
    this.maxAge = maxAge;
    this.loss = loss;
  }

  /** Whether a datagram is a chunk. */
  public static boolean isChunk(byte[] datagram) {
    return datagram.length >= 2 && datagram[0] == 0x1e && datagram[1] == 0x0f;
  }

  /** Messages that wait for chunks. */
  public int size() {
    return messages.size();
  }

  /** What they take of the room. */
  public long bytes() {
    return bytes;
  }

  /**
   * Takes a chunk.
   *
   * @param datagram belongs to this afterwards
   * @param now nanoseconds on any clock that only goes forward
   * @return the whole message if this was its last chunk, else null
   */
  public byte @Nullable [] add(InetAddress sender, byte[] datagram, long now) {
    expire(now);
    if (datagram.length < HEADER) {
      loss.lost(sender, GelfFault.BAD_CHUNK, datagram);
      return null;
    }
    int sequence = datagram[SEQUENCE] & 0xff;
    int count = datagram[COUNT] & 0xff;
    if (count == 0 || count > MAX_COUNT || sequence >= count) {
      loss.lost(sender, GelfFault.BAD_CHUNK, datagram);
      return null;
    }
    var key = new Key(sender, id(datagram));
    Message message = messages.get(key);
    if (message != null && message.chunks.length != count) {
      loss.lost(sender, GelfFault.BAD_CHUNK, datagram);
      return null;
    }
    if (message != null && message.chunks[sequence] != null) {
      loss.lost(sender, GelfFault.DUPLICATE_CHUNK, datagram);
      return null;
    }
    if (message == null) {
      message = new Message(count, now);
      messages.put(key, message);
      grow(sender, 1, OVERHEAD + 8L * count);
    }
    message.chunks[sequence] = new Chunk(datagram);
    message.come++;
    message.length += datagram.length - HEADER;
    message.size += datagram.length;
    grow(sender, 0, datagram.length);
    if (message.come == count) {
      remove(key);
      return message.joined();
    }
    makeRoom(sender);
    return null;
  }

  /** Gives up what has waited too long. */
  public void expire(long now) {
    for (Iterator<Map.Entry<Key, Message>> each = messages.entrySet().iterator();
        each.hasNext(); ) {
      Map.Entry<Key, Message> oldest = each.next();
      Message message = oldest.getValue();
      if (now - message.begun < maxAge) {
        return;
      }
      each.remove();
      grow(oldest.getKey().sender, -1, -message.cost());
      loss.lost(oldest.getKey().sender, GelfFault.INCOMPLETE, message.joined());
    }
  }

  private void makeRoom(InetAddress sender) {
    Share share = shares.get(sender);
    while (share != null
        && share.messages > 1
        && (share.messages > Math.max(1, maxMessages / 4) || share.bytes > maxBytes / 4)) {
      giveUp(sender);
    }
    while (messages.size() > 1 && (messages.size() > maxMessages || bytes > maxBytes)) {
      giveUp(null);
    }
  }

  /** Gives up the oldest message of a sender, or of all. */
  private void giveUp(@Nullable InetAddress sender) {
    for (Map.Entry<Key, Message> each : messages.entrySet()) {
      if (sender == null || each.getKey().sender.equals(sender)) {
        Key key = each.getKey();
        remove(key);
        loss.lost(key.sender, GelfFault.NO_ROOM, each.getValue().joined());
        return;
      }
    }
  }

  private void remove(Key key) {
    Message message = messages.remove(key);
    if (message != null) {
      grow(key.sender, -1, -message.cost());
    }
  }

  private void grow(InetAddress sender, int count, long size) {
    bytes += size;
    Share share = shares.computeIfAbsent(sender, _ -> new Share());
    share.messages += count;
    share.bytes += size;
    if (share.messages == 0) {
      shares.remove(sender);
    }
  }

  private static long id(byte[] datagram) {
    long id = 0;
    for (int i = ID; i < ID + Long.BYTES; i++) {
      id = id << 8 | datagram[i] & 0xff;
    }
    return id;
  }

  /** Told of what is lost. */
  @FunctionalInterface
  public interface Loss {
    /** A chunk, or what had come of a message; of no use any more but to be counted. */
    void lost(InetAddress sender, GelfFault fault, byte[] what);
  }

  /** A chunk that has come, with its header. */
  private static final class Chunk {
    final byte[] datagram;

    Chunk(byte[] datagram) {
      this.datagram = datagram;
    }
  }

  private record Key(InetAddress sender, long id) {}

  /** What one address has waiting. */
  private static final class Share {
    int messages;
    long bytes;
  }

  /** A message some of whose chunks have come. */
  private static final class Message {
    final @Nullable Chunk[] chunks;
    final long begun;
    int come;
    int length;
    int size;

    Message(int count, long begun) {
      this.chunks = new @Nullable Chunk[count];
      this.begun = begun;
    }

    long cost() {
      return OVERHEAD + 8L * chunks.length + size;
    }

    byte[] joined() {
      var joined = new byte[length];
      int at = 0;
      for (Chunk chunk : chunks) {
        if (chunk != null) {
          int length = chunk.datagram.length - HEADER;
          System.arraycopy(chunk.datagram, HEADER, joined, at, length);
          at += length;
        }
      }
      return joined;
    }
  }
}
