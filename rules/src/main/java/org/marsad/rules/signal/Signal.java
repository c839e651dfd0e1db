package org.marsad.rules.signal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One event as far as rules care: its place and times, the fields that vocabulary and entities
 * need, and the detections that matched it. Small, immutable, and able to outlive its batch.
 */
public final class Signal implements Comparable<Signal> {
  /** Of a signal: itself, what its parts are besides their bytes, and what holds it. */
  private static final int HEAD = 200;

  /** Of a picked value by its name: its places in a map, and its text without characters. */
  private static final int ENTRY = 80;

  private final long id;
  private final long time;
  private final long received;
  private final Packed values;
  private final List<String> detections;
  private final @Nullable EventImage image;
  private final Map<String, Map<String, String>> picks;
  private final String source;

  /**
   * A signal.
   *
   * @param id packed event id
   * @param time event time in nanoseconds since 1970, never after its receive time
   * @param received receive time
   * @param values by field name, the first of each; and the original as text, bounded
   * @param detections rule ids that matched, in the order of their packs
   * @param image the event in full where detections hold, so that it can be told why; else null
   * @param picks by rule the values of the fields that its correlations ask for, under the names
   *     that rules use
   * @param source where it came from, so that those of one moment have an order that does not
   *     depend on which source was heard first; empty where that is not known
   */
  public Signal(
      long id,
      long time,
      long received,
      Packed values,
      List<String> detections,
      @Nullable EventImage image,
      Map<String, Map<String, String>> picks,
      String source) {
    this.id = id;
    this.time = time;
    this.received = received;
    this.values = values;
    this.detections = List.copyOf(detections);
    this.image = image;
    this.picks = Map.copyOf(picks);
    this.source = source;
  }

  /** The same, of a map and a text. */
  public Signal(
      long id,
      long time,
      long received,
      Map<String, String> fields,
      List<String> detections,
      String line,
      @Nullable EventImage image,
      Map<String, Map<String, String>> picks,
      String source) {
    this(id, time, received, Packed.of(fields, line), detections, image, picks, source);
  }

  /** A signal of which nobody has asked why its detections hold, or what correlations want. */
  public Signal(
      long id,
      long time,
      long received,
      Map<String, String> fields,
      List<String> detections,
      String line) {
    this(id, time, received, fields, detections, line, null, Map.of());
  }

  /** A signal of an unknown source. */
  public Signal(
      long id,
      long time,
      long received,
      Map<String, String> fields,
      List<String> detections,
      String line,
      @Nullable EventImage image,
      Map<String, Map<String, String>> picks) {
    this(id, time, received, fields, detections, line, image, picks, "");
  }

  public long id() {
    return id;
  }

  public long time() {
    return time;
  }

  public long received() {
    return received;
  }

  /** Values by field name; a view that makes text of what is asked for. */
  public Map<String, String> fields() {
    return values.fields();
  }

  public List<String> detections() {
    return detections;
  }

  /** The original as text, bounded; made at each call. */
  public String line() {
    return values.line();
  }

  public @Nullable EventImage image() {
    return image;
  }

  public Map<String, Map<String, String>> picks() {
    return picks;
  }

  public String source() {
    return source;
  }

  /** The same at another time. */
  public Signal at(long other) {
    return other == time
        ? this
        : new Signal(id, other, received, values, detections, image, picks, source);
  }

  /** The same for those who do not ask why. */
  public Signal light() {
    return image == null
        ? this
        : new Signal(id, time, received, values, detections, null, picks, source);
  }

  /** How many bytes {@link #into} takes. */
  int length() {
    return values.length();
  }

  /** What its line and values lie in. */
  byte[] array() {
    return values.array();
  }

  /**
   * The same without texts that somebody asked for, its line and values copied into an array from a
   * place on: it is good as long as they stay there.
   */
  Signal into(byte[] array, int at) {
    return new Signal(id, time, received, values.into(array, at), detections, image, picks, source);
  }

  /** The same with line and values in an array of its own. */
  public Signal copy() {
    return into(new byte[length()], 0);
  }

  /** The value of a field, or null. */
  public @Nullable String field(String name) {
    return values.value(name);
  }

  /** Whether it has a field. */
  public boolean has(String name) {
    return values.has(name);
  }

  /** Whether it has a field with this value. */
  public boolean is(String name, String value) {
    return values.is(name, value);
  }

  /** Bytes it takes without its image, as estimated from above. */
  public long bytes() {
    long sum = HEAD + (long) detections.size() * Long.BYTES + values.length();
    for (Map<String, String> picked : picks.values()) {
      sum += ENTRY;
      for (String text : picked.values()) {
        sum += ENTRY + 2L * text.length();
      }
    }
    return sum;
  }

  /** In event time; events of the same nanosecond by their source, then in the order of the log. */
  @Override
  public int compareTo(Signal other) {
    int byTime = Long.compare(time, other.time);
    if (byTime != 0) {
      return byTime;
    }
    int bySource = source.compareTo(other.source);
    return bySource != 0 ? bySource : Long.compare(id, other.id);
  }

  /** For checkpoints. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(id);
    out.writeLong(time);
    out.writeLong(received);
    values.writeFields(out);
    out.writeInt(detections.size());
    for (String detection : detections) {
      Texts.write(out, detection);
    }
    values.writeLine(out);
    EventImage.write(out, image);
    out.writeInt(picks.size());
    for (Map.Entry<String, Map<String, String>> pick : picks.entrySet()) {
      Texts.write(out, pick.getKey());
      write(out, pick.getValue());
    }
    Texts.write(out, source);
  }

  private static void write(DataOutput out, Map<String, String> texts) throws IOException {
    out.writeInt(texts.size());
    for (Map.Entry<String, String> text : texts.entrySet()) {
      Texts.write(out, text.getKey());
      Texts.write(out, text.getValue());
    }
  }

  private static Map<String, String> readMap(DataInput in) throws IOException {
    var texts = new TreeMap<String, String>();
    for (int left = in.readInt(); left > 0; left--) {
      texts.put(Texts.read(in), Texts.read(in));
    }
    return texts;
  }

  /** Reads what {@link #write} wrote. */
  public static Signal read(DataInput in) throws IOException {
    long id = in.readLong();
    long time = in.readLong();
    long received = in.readLong();
    Map<String, String> fields = readMap(in);
    var detections = new ArrayList<String>();
    for (int left = in.readInt(); left > 0; left--) {
      detections.add(Texts.read(in));
    }
    String line = Texts.read(in);
    EventImage image = EventImage.read(in);
    var picks = new TreeMap<String, Map<String, String>>();
    for (int left = in.readInt(); left > 0; left--) {
      picks.put(Texts.read(in), readMap(in));
    }
    String source = Texts.read(in);
    return new Signal(id, time, received, fields, detections, line, image, picks, source);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Signal that
        && id == that.id
        && time == that.time
        && received == that.received
        && values.equals(that.values)
        && detections.equals(that.detections)
        && Objects.equals(image, that.image)
        && picks.equals(that.picks)
        && source.equals(that.source);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(id) * 31 + Long.hashCode(time);
  }

  @Override
  public String toString() {
    return "Signal[" + id + " at " + time + " " + fields() + " " + detections + "]";
  }
}
