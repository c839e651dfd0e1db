package org.marsad.collector.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.collector.journal.Disk.DiskFile;

class LocalDiskTest {
  @TempDir Path folder;

  private final Disk disk = new LocalDisk();

  @Test
  void writesReadsAndCutsOff() throws Exception {
    Path path = folder.resolve("a");
    try (DiskFile file = disk.open(path)) {
      file.writeFully(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}), 0);
      file.writeFully(ByteBuffer.wrap(new byte[] {9, 8}), 2);
      file.force();
      file.truncate(4);
      assertEquals(4, file.size());
    }
    assertArrayEquals(new byte[] {1, 2, 9, 8}, Files.readAllBytes(path));
    try (DiskFile file = disk.openToRead(path)) {
      ByteBuffer buffer = ByteBuffer.allocate(10);
      file.readFully(buffer, 1);
      assertEquals(3, buffer.position());
      assertEquals(-1, file.read(buffer, 4));
    }
  }

  /** Where the file system does not take it, this is the usual file, whose block is a byte. */
  @Test
  void appendsInBlocks() throws Exception {
    Path path = folder.resolve("a");
    Files.write(path, new byte[] {7});
    try (DiskFile file = disk.openToAppend(path)) {
      int size = Math.max(4, 2 * file.block());
      ByteBuffer bytes =
          ByteBuffer.allocateDirect(size + 2 * Disk.MAX_BLOCK).alignedSlice(Disk.MAX_BLOCK);
      bytes.limit(size).put(0, (byte) 1).put(size - 1, (byte) 9);
      file.writeFully(bytes, 0);
      file.force();
      assertEquals(size, file.size());
      ByteBuffer read = ByteBuffer.allocate(size);
      file.readFully(read, 0);
      assertEquals(1, read.get(0));
      assertEquals(9, read.get(size - 1));
      file.truncate(3);
      assertEquals(3, file.size());
      bytes.clear().limit(size).put(1, (byte) 5);
      file.writeFully(bytes, 0);
    }
    assertEquals(5, Files.readAllBytes(path)[1]);
  }

  @Test
  void handlesNames() throws Exception {
    Path deep = folder.resolve("x").resolve("y");
    assertEquals(List.of(), disk.list(deep));
    disk.open(deep.resolve("a")).close();
    disk.open(deep.resolve("b")).close();
    disk.rename(deep.resolve("a"), deep.resolve("b"));
    disk.forceFolder(deep);
    assertEquals(List.of(deep.resolve("b")), disk.list(deep));
    disk.delete(deep.resolve("b"));
    disk.delete(deep.resolve("b"));
    assertEquals(List.of(), disk.list(deep));
    assertThrows(NoSuchFileException.class, () -> disk.openToRead(deep.resolve("b")));
    assertTrue(disk.usable(deep) > 0);
  }

  @Test
  void locksOnce() throws Exception {
    Path path = folder.resolve("lock");
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
    try (Closeable _ = disk.lock(path)) {
      assertThrows(IOException.class, () -> disk.lock(path));
      assertThrows(IOException.class, () -> new LocalDisk().lock(link.resolve("lock")));
    }
    disk.lock(link.resolve("lock")).close();
    disk.lock(path).close();
  }

  /** Needs Linux: every write to this device finds the disk full. */
  @Test
  void tellsAFullDiskFromABrokenOne() throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));
    try (DiskFile file = disk.open(full)) {
      assertThrows(DiskFullException.class, () -> file.writeFully(ByteBuffer.allocate(10), 0));
    }
    try (DiskFile file = disk.openToRead(full)) {
      Exception thrown =
          assertThrows(Exception.class, () -> file.writeFully(ByteBuffer.allocate(10), 0));
      assertFalse(thrown instanceof DiskFullException);
    }
  }
}
