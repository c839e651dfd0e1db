package org.marsad.collector.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The real file system. What is made is for its owner alone, since logs hold secrets. */
final class LocalDisk implements Disk {
  /**
   * The locks of this process. Looked at before a lock file is opened: closing any descriptor of a
   * file gives up the POSIX locks that the process has on it.
   */
  private static final Set<Path> LOCKED = new HashSet<>();

  private static final Set<OpenOption> READ_WRITE =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

  @Override
  public DiskFile open(Path path) throws IOException {
    try {
      return new LocalFile(path, FileChannel.open(path, READ_WRITE, owners(path, "rw-------")));
    } catch (IOException e) {
      throw isFull(e) ? new DiskFullException(String.valueOf(e.getMessage())) : e;
    }
  }

  /** Falls back to {@link #open} where a file cannot be written past the page cache. */
  @Override
  public DiskFile openToAppend(Path path) throws IOException {
    DiskFile usual = open(path);
    DirectFile direct = DirectFile.open(path, usual);
    return direct == null ? usual : direct;
  }

  @Override
  public DiskFile openToRead(Path path) throws IOException {
    return new LocalFile(path, FileChannel.open(path, StandardOpenOption.READ));
  }

  @Override
  public List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, owners(folder, "rwx------"));
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.deleteIfExists(path);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public long usable(Path folder) throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }

  @Override
  public Closeable lock(Path path) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    Path real = folder == null ? path : folder.toRealPath().resolve(path.getFileName());
    synchronized (LOCKED) {
      if (LOCKED.contains(real)) {
        throw new IOException(path + " is in use by this process already");
      }
      FileChannel channel = FileChannel.open(path, READ_WRITE, owners(path, "rw-------"));
      if (!isLocked(channel)) {
        channel.close();
        throw new IOException(path + " is in use by another process");
      }
      LOCKED.add(real);
      return () -> unlock(real, channel);
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static void unlock(Path real, FileChannel channel) throws IOException {
    synchronized (LOCKED) {
      LOCKED.remove(real);
      channel.close();
    }
  }

  /** The JDK tells ENOSPC and EDQUOT by a text alone, and that in the language of the system. */
  private static boolean isFull(IOException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("No space left") || message.contains("quota exceeded");
  }

  /** Whether a write of so many bytes failed for lack of room. */
  static boolean isFull(IOException e, FileChannel channel, Path path, int bytes) {
    return isFull(e) || channel.isOpen() && left(path) < bytes;
  }

  private static long left(Path path) {
    try {
      return Files.getFileStore(path).getUsableSpace();
    } catch (IOException _) {
      return Long.MAX_VALUE;
    }
  }

  private static FileAttribute<?>[] owners(Path path, String permissions) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private record LocalFile(Path path, FileChannel channel) implements DiskFile {
    @Override
    public int write(ByteBuffer buffer, long position) throws IOException {
      try {
        return channel.write(buffer, position);
      } catch (IOException e) {
        boolean full = isFull(e, channel, path, buffer.remaining());
        throw full ? new DiskFullException(e.getMessage() + ": " + path) : e;
      }
    }

    @Override
    public int read(ByteBuffer buffer, long position) throws IOException {
      return channel.read(buffer, position);
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      channel.truncate(size);
      channel.force(true);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
