package org.marsad.index.field;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.util.BytesRef;

/** What is in a term of {@link IndexFields#SHAPES}. */
public final class ShapeTerms {
  private ShapeTerms() {}

  /** Where the words of a shape end, and what is before its first name stands. */
  public static int namesFrom(BytesRef shape) {
    int at = shape.offset;
    int end = at + shape.length;
    while (at < end && shape.bytes[at] != IndexFields.SEPARATOR) {
      at++;
    }
    return at;
  }

  /** Whether a shape has a name. */
  static boolean hasName(BytesRef shape, String name) {
    return has(shape.bytes, namesFrom(shape), shape.offset + shape.length, name(name));
  }

  /** What a shape has that has a name. */
  public static byte[] name(String name) {
    char end = (char) IndexFields.SEPARATOR;
    return (end + name + end).getBytes(UTF_8);
  }

  /** The names of a shape. */
  static List<String> names(BytesRef shape) {
    var names = new ArrayList<String>();
    int end = shape.offset + shape.length;
    int from = namesFrom(shape) + 1;
    for (int at = from; at < end; at++) {
      if (shape.bytes[at] == IndexFields.SEPARATOR) {
        names.add(new String(shape.bytes, from, at - from, UTF_8));
        from = at + 1;
      }
    }
    return names;
  }

  /** Whether [from, to) has a part. */
  public static boolean has(byte[] bytes, int from, int to, byte[] part) {
    int last = to - part.length;
    for (int at = from; at <= last; at++) {
      int same = 0;
      while (same < part.length && bytes[at + same] == part[same]) {
        same++;
      }
      if (same == part.length) {
        return true;
      }
    }
    return false;
  }
}
