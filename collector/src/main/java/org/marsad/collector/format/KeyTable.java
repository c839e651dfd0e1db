package org.marsad.collector.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.mapping.MacText;
import org.marsad.model.event.Constant;
import org.marsad.model.event.Schema;

/**
 * The keys of a format that has a dictionary, and the fields of ECS that mean the same. Found by
 * their bytes without making objects. One thread.
 */
final class KeyTable {
  /** How the value of a key goes into its fields. */
  enum Kind {
    /** Into none. */
    NONE,
    TEXT,
    NUMBER,
    /**
     * An address into the first field, a name into the second if there is one; of {@code
     * address:port} the port goes beside the address.
     */
    ADDRESS,
    /** Text in small letters. */
    LOWER,
    /**
     * A protocol of the transport layer by its name or number into the first field; any other word
     * into the second if there is one.
     */
    TRANSPORT,
    /** A digest, told by its length. */
    HASH,
    MESSAGE,
    TIME,
    /** The address of a network card, as RFC 7042 writes it. */
    MAC,
    /** An address of the web, with its parts. */
    URL
  }

  /**
   * One key.
   *
   * @param own the field under the sender's name, or {@link Schema#NONE}
   * @param fields of ECS
   * @param port beside the first field, or {@link Schema#NONE}
   */
  @SuppressWarnings("ArrayRecordComponent") // read here and never compared
  record Key(byte[] text, int own, Kind kind, int[] fields, int port) {}

  private static final int SLOTS = 1 << 10;
  private static final String IP = ".ip";

  private final Schema schema;
  private final Stamps stamps;
  private final @Nullable Key[] table = new Key[SLOTS];
  private final int md5;
  private final int sha1;
  private final int sha256;
  private final int number;
  private final HttpRequest request;

  KeyTable(Schema schema, Stamps stamps) {
    this.schema = schema;
    this.stamps = stamps;
    md5 = schema.id("file.hash.md5");
    sha1 = schema.id("file.hash.sha1");
    sha256 = schema.id("file.hash.sha256");
    number = schema.id("network.iana_number");
    request = new HttpRequest(schema);
  }

  /** Adds a key, unless it is there. */
  void add(String text, int own, Kind kind, List<String> fields) {
    byte[] bytes = Entries.ascii(text);
    if (find(bytes, 0, bytes.length) != null) {
      return;
    }
    int slot = hash(bytes, 0, bytes.length);
    while (table[slot] != null) {
      slot = slot + 1 & SLOTS - 1;
    }
    String first = fields.isEmpty() ? "" : fields.getFirst();
    int port =
        kind == Kind.ADDRESS && first.endsWith(IP)
            ? schema.id(first.substring(0, first.length() - IP.length()) + ".port")
            : Schema.NONE;
    table[slot] = new Key(bytes, own, kind, fields.stream().mapToInt(schema::id).toArray(), port);
  }

  /** Adds lines of {@code key KIND field ...}. */
  KeyTable add(String lines) {
    for (String line : lines.lines().toList()) {
      List<String> words = List.of(line.split(" ", -1));
      add(words.get(0), Schema.NONE, Kind.valueOf(words.get(1)), words.subList(2, words.size()));
    }
    return this;
  }

  /** The key that is written at [from, to), or null if it is not here. */
  @Nullable Key find(byte[] bytes, int from, int to) {
    int slot = hash(bytes, from, to);
    for (Key key = table[slot]; key != null; key = table[slot]) {
      if (Arrays.equals(bytes, from, to, key.text, 0, key.text.length)) {
        return key;
      }
      slot = slot + 1 & SLOTS - 1;
    }
    return null;
  }

  /** Enters the value of a key into the fields of ECS. */
  void enter(Entries out, Key key, int from, int to) {
    if (to == from) {
      return;
    }
    switch (key.kind) {
      case TEXT -> {
        for (int field : key.fields) {
          out.text(field, from, to);
        }
      }
      case NUMBER -> {
        for (int field : key.fields) {
          out.number(field, from, to);
        }
      }
      case ADDRESS -> address(out, key, from, to);
      case LOWER -> lower(out, key.fields[0], from, to);
      case TRANSPORT -> transport(out, key, from, to);
      case HASH -> {
        int length = to - from;
        int field = length == 32 ? md5 : length == 40 ? sha1 : length == 64 ? sha256 : Schema.NONE;
        out.text(field, from, to);
      }
      case MESSAGE -> out.message(from, to);
      case TIME -> {
        for (int field : key.fields) {
          out.text(field, from, to);
        }
        claim(out, from, to);
      }
      case MAC -> mac(out, key.fields[0], from, to);
      case URL -> request.url(out, from, to);
      case NONE -> {}
    }
  }

  private static void address(Entries out, Key key, int from, int to) {
    byte[] bytes = out.bytes();
    int colon = portColon(bytes, from, to);
    if (key.port != Schema.NONE && colon > from) {
      boolean brackets = bytes[from] == '[' && bytes[colon - 1] == ']';
      int start = brackets ? from + 1 : from;
      int end = brackets ? colon - 1 : colon;
      if (Entries.isAddress(bytes, start, end)) {
        out.text(key.fields[0], start, end);
        out.numberOnce(key.port, colon + 1, to);
        return;
      }
    }
    out.address(key.fields[0], key.fields.length > 1 ? key.fields[1] : Schema.NONE, from, to);
  }

  private static void mac(Entries out, int field, int from, int to) {
    if (!MacText.is(out.bytes(), from, to)) {
      out.text(field, from, to);
      return;
    }
    int at = out.event().claim(MacText.LENGTH);
    MacText.write(out.bytes(), from, to, at);
    out.text(field, at, at + MacText.LENGTH);
  }

  /** The colon in front of a port, of an address that is IPv4 or in brackets; else -1. */
  static int portColon(byte[] bytes, int from, int to) {
    int at = to - 1;
    while (at > from && Cursor.isDigit(bytes[at])) {
      at--;
    }
    if (at <= from || at == to - 1 || to - at > 6 || bytes[at] != ':') {
      return -1;
    }
    if (bytes[at - 1] == ']') {
      return at;
    }
    for (int i = from; i < at; i++) {
      if (bytes[i] == ':') {
        return -1;
      }
    }
    return at;
  }

  /** Of {@code tcp/https} what is in front of the slash. */
  private void transport(Entries out, Key key, int from, int to) {
    byte[] bytes = out.bytes();
    int end = from;
    while (end < to && bytes[end] != '/') {
      end++;
    }
    Constant word = Transports.of(bytes, from, end);
    if (word != null) {
      out.constant(key.fields[0], word);
    }
    if (Entries.isNumber(bytes, from, to)) {
      out.numberOnce(number, from, to);
    } else if (word == null && key.fields.length > 1) {
      lower(out, key.fields[1], from, to);
    }
  }

  void claim(Entries out, int from, int to) {
    long time = stamps.read(out.bytes(), from, to, out.received());
    out.claim(time, stamps.isComplete(), from, to);
  }

  static void lower(Entries out, int field, int from, int to) {
    byte[] bytes = out.bytes();
    boolean lower = true;
    for (int i = from; i < to; i++) {
      lower &= bytes[i] < 'A' || bytes[i] > 'Z';
    }
    if (lower) {
      out.text(field, from, to);
      return;
    }
    byte[] text =
        new String(bytes, from, to - from, StandardCharsets.UTF_8)
            .toLowerCase(Locale.ROOT)
            .getBytes(StandardCharsets.UTF_8);
    int at = out.event().append(text, 0, text.length);
    out.text(field, at, at + text.length);
  }

  private static int hash(byte[] bytes, int from, int to) {
    int hash = 0x811c9dc5;
    for (int i = from; i < to; i++) {
      hash = (hash ^ bytes[i]) * 0x01000193;
    }
    return (hash ^ hash >>> 15) & SLOTS - 1;
  }
}
