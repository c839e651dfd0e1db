package org.marsad.index.incidents;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Texts as length and UTF-8, lists as count and members, enums by name. Stateless. */
final class Wire {
  /** A bound for what is read, far above what is written. */
  private static final int MAX_COUNT = 100_000_000;

  private Wire() {}

  static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static String text(DataInputStream in) throws IOException {
    int count = count(in);
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new IOException("a stored text ends too early");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static void word(DataOutputStream out, Enum<?> word) throws IOException {
    text(out, word.name());
  }

  static <E extends Enum<E>> E word(DataInputStream in, Class<E> type) throws IOException {
    String name = text(in);
    try {
      return Enum.valueOf(type, name);
    } catch (IllegalArgumentException e) {
      throw new IOException("a stored word is none of ours: " + name, e);
    }
  }

  static <T> void list(DataOutputStream out, List<T> list, Writer<T> writer) throws IOException {
    out.writeInt(list.size());
    for (T member : list) {
      writer.write(out, member);
    }
  }

  static <T> List<T> list(DataInputStream in, Reader<T> reader) throws IOException {
    int count = count(in);
    var list = new ArrayList<T>();
    for (int i = 0; i < count; i++) {
      list.add(reader.read(in));
    }
    return list;
  }

  private static int count(DataInputStream in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > MAX_COUNT) {
      throw new IOException("a stored incident says that it has " + count + " of something");
    }
    return count;
  }

  /** Writes one member. */
  interface Writer<T> {
    void write(DataOutputStream out, T member) throws IOException;
  }

  /** Reads one member. */
  interface Reader<T> {
    T read(DataInputStream in) throws IOException;
  }
}
