package org.marsad.collector.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.journal.Disk.DiskFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that is written in whole blocks past the page cache, each write durable when it returns
 * ({@code O_DIRECT}, {@code O_DSYNC}). One thread writes.
 *
 * <p>Some file systems open a file so and then refuse to write: if the very first write fails, it
 * is done in the usual way, and so are those that follow.
 */
final class DirectFile implements DiskFile {
  private static final Logger LOG = LoggerFactory.getLogger(DirectFile.class);

  private final Path path;
  private final DiskFile usual;
  private final FileChannel channel;
  private final int block;
  private boolean written;
  private boolean refused;

  private DirectFile(Path path, DiskFile usual, FileChannel channel, int block) {
    this.path = path;
    this.usual = usual;
    this.channel = channel;
    this.block = block;
  }

  /**
   * Opens a file that is there.
   *
   * @param usual the same file; closed with this one
   * @return null if the system cannot do so with this file; elsewhere than on Linux these options
   *     do not mean that a write is durable
   */
  static @Nullable DirectFile open(Path path, DiskFile usual) {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return null;
    }
    try {
      long block = Files.getFileStore(path).getBlockSize();
      if (block < 1 || block > Disk.MAX_BLOCK || Long.bitCount(block) != 1) {
        return null;
      }
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.DSYNC, direct());
      return new DirectFile(path, usual, channel, (int) block);
    } catch (IOException | UnsupportedOperationException e) {
      LOG.debug("{} is written by way of the page cache: {}", path, e.toString());
      return null;
    }
  }

  /** An option of the JDK that the compiler does not show. */
  private static OpenOption direct() {
    try {
      Class<?> options = Class.forName("com.sun.nio.file.ExtendedOpenOption");
      for (Object option : Objects.requireNonNull(options.getEnumConstants())) {
        if (option instanceof OpenOption found && found.toString().equals("DIRECT")) {
          return found;
        }
      }
    } catch (ClassNotFoundException e) {
      throw new UnsupportedOperationException(e);
    }
    throw new UnsupportedOperationException("this JDK does not write past the page cache");
  }

  @Override
  public int block() {
    return block;
  }

  @Override
  public int write(ByteBuffer buffer, long position) throws IOException {
    if (refused) {
      return usual.write(buffer, position);
    }
    int from = buffer.position();
    try {
      int count = channel.write(buffer, position);
      written = true;
      int whole = count - count % block;
      if (whole == 0) {
        throw new DiskFullException("there was no room for a block: " + path);
      }
      buffer.position(from + whole);
      return whole;
    } catch (DiskFullException e) {
      throw e;
    } catch (IOException e) {
      if (LocalDisk.isFull(e, channel, path, buffer.remaining())) {
        throw new DiskFullException(e.getMessage() + ": " + path);
      }
      if (written) {
        throw e;
      }
      refused = true;
      LOG.info("{} is written by way of the page cache: {}", path, e.toString());
      return usual.write(buffer.position(from), position);
    }
  }

  @Override
  public int read(ByteBuffer buffer, long position) throws IOException {
    return usual.read(buffer, position);
  }

  @Override
  public void force() throws IOException {
    if (refused) {
      usual.force();
    }
  }

  @Override
  public long size() throws IOException {
    return usual.size();
  }

  @Override
  public void truncate(long size) throws IOException {
    usual.truncate(size);
  }

  @Override
  public void close() throws IOException {
    try (usual) {
      channel.close();
    }
  }
}
