package org.marsad.rules;

import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.marsad.rules.state.Section;

/**
 * The state of the rules as it was at one moment, to be written into a file by another thread: what
 * changes is bytes already, what never changes is written when its turn comes. Made by one thread,
 * then written by one, once.
 */
final class Frozen implements CheckpointFile.Writer {
  private final long nextId;
  private final List<Section.Writer> parts = new ArrayList<>();
  private final Bytes bytes = new Bytes();
  private final DataOutputStream out = new DataOutputStream(bytes);

  /**
   * Without anything in it.
   *
   * @param nextId the id of the first event that is not in it
   */
  Frozen(long nextId) {
    this.nextId = nextId;
  }

  /** The id of the first event that is not in it. */
  long nextId() {
    return nextId;
  }

  /** Takes what is written now, behind what is in it. */
  DataOutput out() {
    return out;
  }

  /** What this writes, at any time from now on, is behind what is in it. */
  void later(Section.Writer part) {
    List<byte[]> before = bytes.take();
    parts.add(to -> write(before, to));
    parts.add(part);
  }

  private static void write(List<byte[]> pieces, DataOutput to) throws IOException {
    for (byte[] piece : pieces) {
      to.write(piece);
    }
  }

  @Override
  public void write(DataOutput to) throws IOException {
    for (Section.Writer part : parts) {
      part.write(to);
    }
    parts.clear();
    write(bytes.take(), to);
  }

  /** Grows by pieces, so that a large state is not copied while it grows. */
  private static final class Bytes extends OutputStream {
    private static final int PIECE = 1 << 18;

    private final List<byte[]> full = new ArrayList<>();
    private byte[] piece = new byte[PIECE];
    private int size;

    @Override
    public void write(int b) {
      if (size == PIECE) {
        next();
      }
      piece[size++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      int from = offset;
      int left = length;
      while (left > 0) {
        if (size == PIECE) {
          next();
        }
        int now = Math.min(left, PIECE - size);
        System.arraycopy(bytes, from, piece, size, now);
        size += now;
        from += now;
        left -= now;
      }
    }

    private void next() {
      full.add(piece);
      piece = new byte[PIECE];
      size = 0;
    }

    /** What was written since the last call. */
    List<byte[]> take() {
      List<byte[]> taken = new ArrayList<>(full);
      taken.add(Arrays.copyOf(piece, size));
      full.clear();
      size = 0;
      return taken;
    }
  }
}
