package org.marsad.model.event;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Constants that stand together under their fields, such as facility and severity of a priority: a
 * batch holds their bytes once, and entering them in an event costs little more than one. Made once
 * and kept, as a {@link Constant} is.
 *
 * <p>Immutable and safe to share.
 */
public final class Constants {
  private final Constant text;
  private final int[] slices;

  private Constants(Constant text, int[] slices) {
    this.text = text;
    this.slices = slices;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** The bytes of all of them, one behind the other. */
  Constant text() {
    return text;
  }

  /** Their slices, as a batch has them whose block begins with the text. */
  int[] slices() {
    return slices;
  }

  /** Collects them in the order in which they are entered. One thread. */
  public static final class Builder {
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private final List<int[]> slices = new ArrayList<>();

    private Builder() {}

    public Builder add(Field field, Constant value) {
      if (Fields.isRow(field.id())) {
        throw new IllegalArgumentException("field " + field.name() + " cannot be a slice");
      }
      slices.add(new int[] {Slices.head(field.id(), value.kind()), text.size(), value.length()});
      byte[] bytes = new byte[value.length()];
      value.copyTo(bytes, 0);
      text.writeBytes(bytes);
      return this;
    }

    public Constants build() {
      return new Constants(
          Constant.of(text.toByteArray()), slices.stream().flatMapToInt(IntStream::of).toArray());
    }
  }
}
