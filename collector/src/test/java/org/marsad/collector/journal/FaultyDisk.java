package org.marsad.collector.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that fills up, fails and loses power when a test says so. It knows what was made
 * durable; on {@link #losePower} the rest survives by chance, in pieces of a sector, in any order.
 */
final class FaultyDisk implements Disk {
  private static final int SECTOR = 512;

  private final Set<Path> locks = new HashSet<>();
  private TreeMap<Path, Inode> names = new TreeMap<>();
  private TreeMap<Path, Inode> durableNames = new TreeMap<>();
  private final List<NameChange> nameChanges = new ArrayList<>();
  private long capacity = Long.MAX_VALUE;
  private long operations;
  private long crashAt = Long.MAX_VALUE;
  private int generation;
  private boolean pretends;
  private int block = 1;
  private long forceNanos;
  private @Nullable Random shortWrites;
  private @Nullable RuntimeException bug;
  private @Nullable IOException nextWrite;
  private @Nullable IOException nextForce;
  private @Nullable IOException nextDelete;
  private int forces;
  private int looks;
  private long bytesRead;

  /** The disk has this many bytes. */
  synchronized void capacity(long bytes) {
    capacity = bytes;
  }

  /** The disk has this many bytes more than are on it. */
  synchronized void room(long bytes) {
    capacity = used() + bytes;
  }

  /** The disk says that it has room whatever it has. */
  synchronized void pretendRoom() {
    pretends = true;
  }

  /** The next write runs into a bug. */
  synchronized void breakWrite(RuntimeException e) {
    bug = e;
  }

  /** To make a file durable takes so long. */
  synchronized void forceTakes(Duration time) {
    forceNanos = time.toNanos();
  }

  /** Files are appended to in blocks of so many bytes. */
  synchronized void blocks(int bytes) {
    block = bytes;
  }

  /** Writes take a random part of what they are given. */
  synchronized void shortWrites(Random random) {
    shortWrites = random;
  }

  /** The next write throws; part of it is written. */
  synchronized void failWrite(IOException e) {
    nextWrite = e;
  }

  synchronized void failForce(IOException e) {
    nextForce = e;
  }

  synchronized void failDelete(IOException e) {
    nextDelete = e;
  }

  /** The power goes with the n-th change from now; then everything throws until it is back. */
  synchronized void crashAfter(long changes) {
    crashAt = operations + changes;
  }

  synchronized boolean hasCrashed() {
    return operations >= crashAt;
  }

  /** How often something was to be changed. */
  synchronized long operations() {
    return operations;
  }

  /** How often a file was made durable. */
  synchronized int forces() {
    return forces;
  }

  /** How many bytes were read. */
  synchronized long bytesRead() {
    return bytesRead;
  }

  /** How often somebody asked for the free space. */
  synchronized int looks() {
    return looks;
  }

  /** The process was killed: what it wrote stays in the page cache, durable or not. */
  synchronized void kill() {
    locks.clear();
    crashAt = Long.MAX_VALUE;
    generation++;
  }

  /** The power was lost and is back. What was not durable is there by chance. */
  synchronized void losePower(Random random) {
    Chance chance = Chance.values()[random.nextInt(Chance.values().length)];
    var survived = new TreeMap<>(durableNames);
    for (NameChange change : nameChanges) {
      if (chance.keeps(random)) {
        change.apply(survived);
      }
    }
    new HashSet<>(survived.values()).forEach(inode -> inode.losePower(chance, random));
    names = survived;
    durableNames = new TreeMap<>(survived);
    nameChanges.clear();
    kill();
  }

  /** The bytes of a file. */
  synchronized byte[] content(Path path) {
    return inode(path).content.clone();
  }

  /** Puts a file there as if it had always been. */
  synchronized void put(Path path, byte[] content) {
    var inode = new Inode();
    inode.content = content.clone();
    inode.durable = content.clone();
    names.put(path, inode);
    durableNames.put(path, inode);
  }

  /** A disk with the same files, all durable. */
  synchronized FaultyDisk copy() {
    var copy = new FaultyDisk();
    names.forEach((path, inode) -> copy.put(path, inode.content));
    copy.block = block;
    return copy;
  }

  /** A disk with that alone which is durable. */
  synchronized FaultyDisk durable() {
    var copy = new FaultyDisk();
    durableNames.forEach((path, inode) -> copy.put(path, inode.durable));
    return copy;
  }

  /** Changes a byte under whoever has the file open. */
  synchronized void flip(Path path, int position) {
    inode(path).content[position] ^= 1;
  }

  synchronized void remove(Path path) {
    names.remove(path);
    durableNames.remove(path);
  }

  /** The segment files in order. */
  synchronized List<Path> segments() {
    return names.keySet().stream().filter(SegmentHeader::isSegment).toList();
  }

  synchronized List<Path> files() {
    return List.copyOf(names.keySet());
  }

  @Override
  public synchronized DiskFile open(Path path) throws IOException {
    change();
    if (!names.containsKey(path)) {
      var inode = new Inode();
      name(all -> all.put(path, inode));
    }
    return new File(inode(path), generation, 1);
  }

  @Override
  public synchronized DiskFile openToAppend(Path path) throws IOException {
    check(generation);
    return new File(inode(path), generation, block);
  }

  @Override
  public synchronized DiskFile openToRead(Path path) throws IOException {
    check(generation);
    if (!names.containsKey(path)) {
      throw new NoSuchFileException(path.toString());
    }
    return new File(inode(path), generation, 1);
  }

  @Override
  public synchronized List<Path> list(Path folder) throws IOException {
    check(generation);
    return names.keySet().stream().filter(path -> folder.equals(path.getParent())).toList();
  }

  @Override
  public synchronized void delete(Path path) throws IOException {
    change();
    IOException failure = nextDelete;
    nextDelete = null;
    if (failure != null) {
      throw failure;
    }
    name(all -> all.remove(path));
  }

  @Override
  public synchronized void rename(Path from, Path to) throws IOException {
    change();
    name(
        all -> {
          Inode inode = all.remove(from);
          if (inode != null) {
            all.put(to, inode);
          }
        });
  }

  @Override
  public synchronized void forceFolder(Path folder) throws IOException {
    change();
    durableNames = new TreeMap<>(names);
    nameChanges.clear();
  }

  @Override
  public synchronized long usable(Path folder) throws IOException {
    check(generation);
    looks++;
    return pretends ? Long.MAX_VALUE : Math.max(0, capacity - used());
  }

  @Override
  public synchronized Closeable lock(Path path) throws IOException {
    check(generation);
    if (!locks.add(path)) {
      throw new IOException(path + " is in use");
    }
    return () -> unlock(path);
  }

  private synchronized void unlock(Path path) {
    locks.remove(path);
  }

  private void name(NameChange change) {
    change.apply(names);
    nameChanges.add(change);
  }

  private Inode inode(Path path) {
    Inode inode = names.get(path);
    if (inode == null) {
      throw new AssertionError("no file " + path);
    }
    return inode;
  }

  private long used() {
    long sum = 0;
    for (Inode inode : names.values()) {
      sum += inode.content.length;
    }
    return sum;
  }

  private void change() throws IOException {
    check(generation);
    operations++;
    check(generation);
  }

  private void check(int of) throws IOException {
    if (operations >= crashAt || of != generation) {
      throw new IOException("no power");
    }
  }

  /** What survives of that which is not durable. */
  private enum Chance {
    ALL,
    NOTHING,
    SOME,
    MOST;

    boolean keeps(Random random) {
      return switch (this) {
        case ALL -> true;
        case NOTHING -> false;
        case SOME -> random.nextBoolean();
        case MOST -> random.nextInt(8) != 0;
      };
    }
  }

  /** A change to the names of the folder. */
  @FunctionalInterface
  private interface NameChange {
    void apply(TreeMap<Path, Inode> names);
  }

  private record Write(int position, byte[] bytes) {}

  private static final class Inode {
    byte[] content = new byte[0];
    byte[] durable = new byte[0];
    final List<Write> writes = new ArrayList<>();

    void write(Write write) {
      content = apply(content, write);
      writes.add(write);
    }

    void force() {
      durable = content.clone();
      writes.clear();
    }

    void losePower(Chance chance, Random random) {
      byte[] left = durable;
      for (Write write : writes) {
        int end = write.position + write.bytes.length;
        for (int at = write.position; at < end; at = Math.min(end, (at / SECTOR + 1) * SECTOR)) {
          int to = Math.min(end, (at / SECTOR + 1) * SECTOR);
          if (chance.keeps(random)) {
            left =
                apply(
                    left,
                    new Write(
                        at,
                        Arrays.copyOfRange(write.bytes, at - write.position, to - write.position)));
          }
        }
      }
      content = left.clone();
      force();
    }

    private static byte[] apply(byte[] to, Write write) {
      int end = write.position + write.bytes.length;
      byte[] result = Arrays.copyOf(to, Math.max(to.length, end));
      System.arraycopy(write.bytes, 0, result, write.position, write.bytes.length);
      return result;
    }
  }

  private final class File implements DiskFile {
    private final Inode inode;
    private final int openedIn;
    private final int block;

    File(Inode inode, int openedIn, int block) {
      this.inode = inode;
      this.openedIn = openedIn;
      this.block = block;
    }

    @Override
    public int block() {
      return block;
    }

    @Override
    public int write(ByteBuffer buffer, long position) throws IOException {
      synchronized (FaultyDisk.this) {
        check(openedIn);
        if (position % block != 0 || buffer.remaining() % block != 0) {
          throw new AssertionError(position + ", " + buffer.remaining() + " are no blocks");
        }
        operations++;
        if (bug != null) {
          throw bug;
        }
        IOException failure = nextWrite;
        nextWrite = null;
        boolean whole = failure == null && operations < crashAt;
        int count = count(buffer.remaining(), Math.toIntExact(position), whole);
        var bytes = new byte[count];
        buffer.get(bytes);
        inode.write(new Write(Math.toIntExact(position), bytes));
        check(openedIn);
        if (failure != null) {
          throw failure;
        }
        return count;
      }
    }

    private int count(int wanted, int position, boolean whole) throws IOException {
      long growth = Math.max(0, position + (long) wanted - inode.content.length);
      long room = Math.max(0, capacity - used());
      int most = (int) Math.min(wanted, wanted - growth + room);
      int count = most - most % block;
      if (count == 0 && wanted > 0) {
        throw new DiskFullException("no room");
      }
      if (!whole) {
        return count / 2;
      }
      return shortWrites == null || count == 0
          ? count
          : (1 + shortWrites.nextInt(count / block)) * block;
    }

    @Override
    public int read(ByteBuffer buffer, long position) throws IOException {
      synchronized (FaultyDisk.this) {
        check(openedIn);
        int left = inode.content.length - Math.toIntExact(position);
        if (left <= 0) {
          return -1;
        }
        int count = Math.min(left, buffer.remaining());
        if (shortWrites != null && count > 1) {
          count = 1 + shortWrites.nextInt(count);
        }
        buffer.put(inode.content, Math.toIntExact(position), count);
        bytesRead += count;
        return count;
      }
    }

    @Override
    public void force() throws IOException {
      synchronized (FaultyDisk.this) {
        check(openedIn);
        change();
        IOException failure = nextForce;
        nextForce = null;
        if (failure != null) {
          throw failure;
        }
        forces++;
        for (long end = System.nanoTime() + forceNanos; System.nanoTime() - end < 0; ) {
          LockSupport.parkNanos(end - System.nanoTime());
        }
        inode.force();
      }
    }

    @Override
    public long size() throws IOException {
      synchronized (FaultyDisk.this) {
        check(openedIn);
        return inode.content.length;
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      synchronized (FaultyDisk.this) {
        check(openedIn);
        change();
        inode.content = Arrays.copyOf(inode.content, Math.toIntExact(size));
        inode.force();
      }
    }

    @Override
    public void close() {
      // nothing is held
    }
  }
}
