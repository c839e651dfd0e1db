package org.marsad.model.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files that are written as a whole: whoever reads, also after a crash, finds the content of before
 * or the new one. It is written beside, as {@code name.new}, made durable, and put in place in one
 * step that is durable too. Writing one file is for one thread at a time.
 */
public final class WholeFile {
  private static final Set<StandardOpenOption> FRESH =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE);

  private WholeFile() {}

  /** Puts this content, one buffer after the other, in the place of the file's. */
  public static void write(Path file, ByteBuffer... content) throws IOException {
    write(file, new FileAttribute<?>[0], content);
  }

  /** As {@link #write}, a file that its owner alone can read where the system knows of owners. */
  public static void writeForOwner(Path file, ByteBuffer... content) throws IOException {
    boolean owners = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] rights =
        owners
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    // One of a crash may have other rights.
    Files.deleteIfExists(beside(file));
    write(file, rights, content);
  }

  private static void write(Path file, FileAttribute<?>[] rights, ByteBuffer[] content)
      throws IOException {
    Path fresh = beside(file);
    try (FileChannel channel = FileChannel.open(fresh, FRESH, rights)) {
      for (ByteBuffer part : content) {
        while (part.hasRemaining()) {
          channel.write(part);
        }
      }
      channel.force(true);
    }
    replace(fresh, file);
  }

  /** Puts a file that is durable already in the place of another, in one step that is durable. */
  public static void replace(Path fresh, Path file) throws IOException {
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel folder =
        FileChannel.open(file.toAbsolutePath().resolveSibling(""), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  private static Path beside(Path file) {
    return file.resolveSibling(file.getFileName() + ".new");
  }
}
