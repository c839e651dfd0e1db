package org.marsad.collector.format;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.format.LogFormat.Misfit;
import org.marsad.model.event.Constant;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;

/**
 * An event of Windows as its service renders it in XML. Elements of {@code System} become {@code
 * EventID}, {@code Channel}, {@code Computer} and so on, their attributes {@code Provider_Name} or
 * {@code Execution_ProcessID}; {@code <Data Name='x'>} becomes {@code x}, and {@code param1} where
 * it has no name; what {@code UserData} holds is named by its elements. The rendered message takes
 * the place of the text. These are the names that the mappings of Windows events know.
 *
 * <p>No reader of XML stands behind this: there are no entities but the five and numbers, nothing
 * is looked up, elements deeper than {@value #MAX_DEPTH} are not understood.
 */
final class WindowsXmlFormat implements Payload {
  static final int MAX_DEPTH = 16;

  private static final byte[] NONE = {};
  private static final byte[] START = Entries.ascii("<Event");
  private static final byte[] SYSTEM = Entries.ascii("System");
  private static final byte[] EVENT_DATA = Entries.ascii("EventData");
  private static final byte[] USER_DATA = Entries.ascii("UserData");
  private static final byte[] RENDERING = Entries.ascii("RenderingInfo");
  private static final byte[] DATA = Entries.ascii("Data");
  private static final byte[] NAME = Entries.ascii("Name");
  private static final byte[] MESSAGE = Entries.ascii("Message");
  private static final byte[] XMLNS = Entries.ascii("xmlns");
  private static final byte[] TIME_CREATED = Entries.ascii("TimeCreated");
  private static final byte[] SYSTEM_TIME = Entries.ascii("SystemTime");
  private static final int MAX_NAME = 128;
  private static final int MAX_PARAMETERS = 64;

  private final Stamps stamps;
  private final Constant[] parameters = new Constant[MAX_PARAMETERS];
  private final int[] names = new int[(MAX_DEPTH + 1) * 2];
  private final int timeCreated;
  private int section;

  // The attribute or element content found last.
  private int at;

  WindowsXmlFormat(Schema schema, Stamps stamps) {
    this.stamps = stamps;
    timeCreated = schema.id("TimeCreated");
    for (int i = 0; i < MAX_PARAMETERS; i++) {
      parameters[i] = Constant.of("param" + (i + 1));
    }
  }

  @Override
  public String name() {
    return "windows-xml";
  }

  /** {@code <Event>} or {@code <Event } with a name space. */
  static boolean fits(byte[] bytes, int from, int to) {
    int behind = from + START.length;
    return behind < to
        && Entries.is(bytes, from, to, START)
        && (bytes[behind] == '>' || bytes[behind] <= ' ');
  }

  @Override
  public @Nullable Misfit read(Entries out, int from, int to) {
    int depth = 0;
    int parameter = 0;
    section = 0;
    boolean closed = false;
    at = from;
    while (at < to && !closed) {
      byte[] bytes = out.bytes();
      if (bytes[at] != '<') {
        at++;
        continue;
      }
      int tag = at;
      if (at + 1 < to && (bytes[at + 1] == '!' || bytes[at + 1] == '?')) {
        at = find(bytes, at, to, '>') + 1;
        continue;
      }
      if (at + 1 < to && bytes[at + 1] == '/') {
        at = find(bytes, at, to, '>') + 1;
        depth--;
        closed = depth <= 0;
        continue;
      }
      int name = at + 1;
      int nameEnd = name;
      while (nameEnd < to && isNameByte(bytes[nameEnd])) {
        nameEnd++;
      }
      if (nameEnd == name || nameEnd - name > MAX_NAME) {
        return out.misfit(tag, "xml.element", "expecting the name of an element");
      }
      if (depth >= MAX_DEPTH) {
        return out.misfit(tag, "xml.depth", "nested deeper than " + MAX_DEPTH);
      }
      if (depth == 1) {
        section = nameEnd;
        names[2] = name;
        names[3] = nameEnd;
        parameter = 0;
      }
      int data = -1;
      int dataEnd = -1;
      at = nameEnd;
      while (true) {
        at = blanks(bytes, at, to);
        if (at >= to || bytes[at] == '>' || bytes[at] == '/') {
          break;
        }
        int attribute = at;
        int attributeEnd = at;
        while (attributeEnd < to && isNameByte(bytes[attributeEnd])) {
          attributeEnd++;
        }
        int value = blanks(bytes, attributeEnd, to);
        value = value < to && bytes[value] == '=' ? blanks(bytes, value + 1, to) : to;
        if (value >= to
            || (bytes[value] != '"' && bytes[value] != '\'')
            || attributeEnd == attribute) {
          return out.misfit(Math.min(attributeEnd, to), "xml.attribute", "expecting NAME='VALUE'");
        }
        int valueEnd = find(bytes, value + 1, to, bytes[value]);
        if (valueEnd == to) {
          return out.misfit(value, "xml.attribute", "the value is never closed");
        }
        if (is(bytes, attribute, attributeEnd, NAME) && is(bytes, name, nameEnd, DATA)) {
          data = value + 1;
          dataEnd = valueEnd;
        } else if (depth == 2 && isSection(bytes, SYSTEM)) {
          attribute(out, name, nameEnd, attribute, attributeEnd, value + 1, valueEnd);
          bytes = out.bytes();
        }
        at = valueEnd + 1;
      }
      if (at >= to) {
        return out.misfit(to, "xml.element", "the element is never closed");
      }
      if (bytes[at] == '/') {
        at = find(bytes, at, to, '>') + 1;
        continue;
      }
      int content = ++at;
      int contentEnd = find(bytes, content, to, '<');
      boolean leaf = contentEnd + 1 < to && bytes[contentEnd + 1] == '/' && contentEnd >= content;
      if (!leaf) {
        names[depth * 2] = name;
        names[depth * 2 + 1] = nameEnd;
        depth++;
        continue;
      }
      if (depth >= 2) {
        if (data < 0 && isSection(bytes, EVENT_DATA) && is(bytes, name, nameEnd, DATA)) {
          parameter(out, parameter++, content, contentEnd);
        } else if (data >= 0) {
          value(out, data, dataEnd, content, contentEnd);
        } else {
          element(out, name, nameEnd, content, contentEnd);
        }
      }
      at = find(out.bytes(), contentEnd, to, '>') + 1;
    }
    return closed ? null : out.misfit(to, "xml.event", "the event is never closed");
  }

  private boolean isSection(byte[] bytes, byte[] name) {
    return section > 0 && is(bytes, names[2], section, name);
  }

  private void attribute(
      Entries out, int name, int nameEnd, int attribute, int attributeEnd, int from, int to) {
    byte[] bytes = out.bytes();
    if (Entries.is(bytes, attribute, attributeEnd, XMLNS)) {
      return;
    }
    if (is(bytes, name, nameEnd, TIME_CREATED) && is(bytes, attribute, attributeEnd, SYSTEM_TIME)) {
      out.text(timeCreated, from, to);
      out.claim(stamps.read(bytes, from, to, out.received()), stamps.isComplete(), from, to);
      return;
    }
    int length = nameEnd - name + 1 + attributeEnd - attribute;
    int joined = out.event().claim(length);
    bytes = out.bytes();
    System.arraycopy(bytes, name, bytes, joined, nameEnd - name);
    bytes[joined + nameEnd - name] = '_';
    System.arraycopy(
        bytes, attribute, bytes, joined + nameEnd - name + 1, attributeEnd - attribute);
    value(out, joined, joined + length, from, to);
  }

  private void element(Entries out, int name, int nameEnd, int from, int to) {
    byte[] bytes = out.bytes();
    if (isSection(bytes, RENDERING)) {
      if (is(bytes, name, nameEnd, MESSAGE)) {
        entities(out, from, to);
        if (textEnd > textAt) {
          out.message(textAt, textEnd);
        }
      }
      return;
    }
    if (isSection(bytes, SYSTEM) || isSection(bytes, EVENT_DATA) || isSection(bytes, USER_DATA)) {
      value(out, name, nameEnd, from, to);
    }
  }

  private void parameter(Entries out, int parameter, int from, int to) {
    if (parameter < MAX_PARAMETERS && to > from) {
      byte[] name = Entries.ascii(parameters[parameter].toString());
      int at = out.event().append(name, 0, name.length);
      value(out, at, at + name.length, from, to);
    }
  }

  private void value(Entries out, int name, int nameEnd, int from, int to) {
    entities(out, from, to);
    if (textEnd > textAt) {
      boolean number = Entries.isNumber(out.bytes(), textAt, textEnd);
      out.own(NONE, name, nameEnd, number ? ValueKind.NUMBER : ValueKind.TEXT, textAt, textEnd);
    }
  }

  private int textAt;
  private int textEnd;

  /** Reads the entities of a value, blanks at its ends left out. */
  private void entities(Entries out, int start, int end) {
    byte[] bytes = out.bytes();
    int from = blanks(bytes, start, end);
    int to = end;
    while (to > from && bytes[to - 1] <= ' ' && bytes[to - 1] >= 0) {
      to--;
    }
    textAt = from;
    textEnd = to;
    if (find(bytes, from, to, '&') == to) {
      return;
    }
    int copy = out.event().claim(to - from);
    bytes = out.bytes();
    int count = 0;
    int i = from;
    while (i < to) {
      if (bytes[i] == '&') {
        int semicolon = find(bytes, i, Math.min(to, i + 10), ';');
        int meant = semicolon < Math.min(to, i + 10) ? entity(bytes, i + 1, semicolon) : -1;
        if (meant >= 0) {
          count += JsonFormat.utf8(meant, bytes, copy + count);
          i = semicolon + 1;
          continue;
        }
      }
      bytes[copy + count++] = bytes[i++];
    }
    out.event().release(to - from - count);
    textAt = copy;
    textEnd = copy + count;
  }

  /** The character of an entity; never longer in UTF-8 than what is written. -1 if unknown. */
  private static int entity(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length > 1 && bytes[from] == '#') {
      boolean hex = bytes[from + 1] == 'x' || bytes[from + 1] == 'X';
      int value = 0;
      for (int i = from + (hex ? 2 : 1); i < to; i++) {
        int digit = Character.digit(bytes[i], hex ? 16 : 10);
        if (digit < 0 || value > 0x10ffff) {
          return -1;
        }
        value = value * (hex ? 16 : 10) + digit;
      }
      return value > 0x10ffff || value == 0 || (value >= 0xd800 && value < 0xe000) ? -1 : value;
    }
    return switch (length == 0 ? 0 : bytes[from]) {
      case 'l' -> length == 2 && bytes[from + 1] == 't' ? '<' : -1;
      case 'g' -> length == 2 && bytes[from + 1] == 't' ? '>' : -1;
      case 'a' -> length == 3 && bytes[from + 1] == 'm' ? '&' : length == 4 ? '\'' : -1;
      case 'q' -> length == 4 ? '"' : -1;
      default -> -1;
    };
  }

  private static boolean is(byte[] bytes, int from, int to, byte[] wanted) {
    return Arrays.equals(bytes, from, to, wanted, 0, wanted.length);
  }

  private static boolean isNameByte(byte b) {
    return b > ' ' && b != '>' && b != '/' && b != '=' && b != '<' && b != '"' && b != '\'';
  }

  private static int blanks(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && bytes[i] <= ' ' && bytes[i] >= 0) {
      i++;
    }
    return i;
  }

  /** Where the byte is next, or the end. */
  private static int find(byte[] bytes, int from, int to, int wanted) {
    int i = Math.min(from, to);
    while (i < to && bytes[i] != wanted) {
      i++;
    }
    return i;
  }
}
