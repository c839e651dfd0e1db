package org.marsad.rules.state;

import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A part of a checkpoint that can be passed over by who has no use for it: pieces of bytes, each
 * behind its length, and a length of zero at the end. One thread.
 */
public final class Section {
  private static final int PIECE = 1 << 15;

  private Section() {}

  /** Writes a part. */
  public static void write(DataOutput out, Writer body) throws IOException {
    var pieces = new Out(out);
    body.write(new DataOutputStream(pieces));
    pieces.end();
  }

  /** Reads a part, and passes over what the reader leaves of it. */
  public static void read(DataInput in, Reader body) throws IOException {
    var pieces = new In(in);
    body.read(new DataInputStream(pieces));
    pieces.end();
  }

  /** Passes over a part. */
  public static void pass(DataInput in) throws IOException {
    new In(in).end();
  }

  /** Writes what is in a part. */
  @FunctionalInterface
  public interface Writer {
    /** Writes. */
    void write(DataOutput out) throws IOException;
  }

  /** Reads what is in a part. */
  @FunctionalInterface
  public interface Reader {
    /** Reads. */
    void read(DataInput in) throws IOException;
  }

  private static final class Out extends OutputStream {
    private final DataOutput out;
    private final byte[] piece = new byte[PIECE];
    private int size;

    Out(DataOutput out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      if (size == PIECE) {
        hand();
      }
      piece[size++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      int from = offset;
      int left = length;
      while (left > 0) {
        if (size == PIECE) {
          hand();
        }
        int now = Math.min(left, PIECE - size);
        System.arraycopy(bytes, from, piece, size, now);
        size += now;
        from += now;
        left -= now;
      }
    }

    private void hand() throws IOException {
      out.writeInt(size);
      out.write(piece, 0, size);
      size = 0;
    }

    void end() throws IOException {
      if (size > 0) {
        hand();
      }
      out.writeInt(0);
    }
  }

  private static final class In extends InputStream {
    private final DataInput in;
    private byte[] piece = {};
    private int at;
    private boolean isEnd;

    In(DataInput in) {
      this.in = in;
    }

    /** The next piece; false at the end. */
    private boolean next() throws IOException {
      if (isEnd) {
        return false;
      }
      int length = in.readInt();
      if (length < 0 || length > PIECE) {
        throw new IOException("a piece of " + length + " bytes in a checkpoint");
      }
      piece = new byte[length];
      in.readFully(piece);
      at = 0;
      isEnd = length == 0;
      return !isEnd;
    }

    @Override
    public int read() throws IOException {
      return at == piece.length && !next() ? -1 : piece[at++] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (at == piece.length && !next()) {
        return -1;
      }
      int now = Math.min(length, piece.length - at);
      System.arraycopy(piece, at, bytes, offset, now);
      at += now;
      return now;
    }

    void end() throws IOException {
      boolean more = true;
      while (more) {
        more = next();
      }
    }
  }
}
