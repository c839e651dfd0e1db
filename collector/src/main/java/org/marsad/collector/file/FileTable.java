package org.marsad.collector.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that are followed and those that were, by what the system knows them by: finds those
 * that came, were renamed, copied or went. Bounded: files over the limit are counted and left
 * alone; what is remembered of files that are gone is forgotten after some days, or when there are
 * too many. Belongs to the thread of {@link FileInput}.
 */
final class FileTable {
  private static final Logger LOG = LoggerFactory.getLogger(FileTable.class);
  private static final long FORGET_SECONDS = 7 * 24 * 3600;
  private static final int MAX_LISTED = 100_000;

  /** Shorter files are not taken for copies of each other. */
  private static final int LEAST_COPY = 64;

  /** A copy that lacks less than this of what was read was made while the original grew. */
  private static final int ALMOST = 64 << 10;

  private static final Set<String> PACKED =
      Set.of("gz", "bz2", "xz", "zst", "zip", "lz4", "lzma", "z");

  private final List<Entry> entries = new ArrayList<>();
  private final FileInputConfig config;
  private final FileCounters counters;
  private final BiFunction<FileConfig, Found, Followed> follow;
  private final Map<String, Followed> followed = new LinkedHashMap<>();
  private final Map<String, Remembered> remembered = new LinkedHashMap<>();
  private final Set<String> patterns = new LinkedHashSet<>();
  private final Set<String> told = new HashSet<>();
  private final Set<Path> folders = new LinkedHashSet<>();
  private final Map<Path, Map<String, Path>> listings = new HashMap<>();
  private final Set<String> resumedKeys = new HashSet<>();
  private boolean resumed;

  FileTable(
      List<FileConfig> files,
      FileInputConfig config,
      Positions positions,
      FileCounters counters,
      BiFunction<FileConfig, Found, Followed> follow) {
    files.forEach(file -> entries.add(new Entry(FilePattern.parse(file.path()), file)));
    this.config = config;
    this.counters = counters;
    this.follow = follow;
    patterns.addAll(positions.patterns());
    positions.files().forEach(file -> remembered.put(file.key(), file));
  }

  Collection<Followed> followed() {
    return followed.values();
  }

  /** The folders that were looked into. */
  Set<Path> folders() {
    return folders;
  }

  /** What is to be remembered now. */
  Positions positions(long through, long now) {
    var files = new ArrayList<Remembered>(followed.size() + remembered.size());
    followed.values().forEach(f -> files.add(new Remembered(f.key, f.path, f.trace, now)));
    remembered.values().stream().filter(f -> !followed.containsKey(f.key())).forEach(files::add);
    return new Positions(through, Set.copyOf(patterns), files);
  }

  /**
   * Looks for what came and went.
   *
   * @param replay what the log knows beyond what is remembered
   * @param now in seconds since 1970
   */
  void scan(Replay replay, long now) {
    folders.clear();
    var seen = new LinkedHashMap<String, Candidate>();
    for (Entry entry : entries) {
      boolean known = !patterns.add(entry.config.path());
      boolean all = entry.pattern.find(file -> see(entry, file, known, seen), folders::add);
      if (!all && told.add(entry.config.path())) {
        LOG.warn("there are too many names below {}; not all are looked at", entry.config.path());
      }
    }
    // What is known comes first: the lines that the log has are of the older file before the newer.
    seen.forEach((key, candidate) -> found(key, candidate, true, replay));
    if (!resumed) {
      resumed = true;
      resume(replay, seen.keySet());
    }
    seen.forEach((key, candidate) -> found(key, candidate, false, replay));
    for (Followed file : List.copyOf(followed.values())) {
      if (!seen.containsKey(file.key) && !resumedKeys.remove(file.key)) {
        gone(file, now);
      }
    }
    listings.clear();
    forget(now);
  }

  /** A file is under a name that is followed. */
  private void see(Entry entry, Path path, boolean known, Map<String, Candidate> seen) {
    if (isPackedName(path)) {
      tellOnce(path, FileCounters.COMPRESSED);
      return;
    }
    try {
      seen.putIfAbsent(key(path), new Candidate(entry, path, known));
    } catch (IOException _) {
      unreadable(path);
    }
  }

  private void found(String key, Candidate candidate, boolean ofKnown, Replay replay) {
    Followed file = followed.get(key);
    Path path = candidate.path;
    if (file != null) {
      if (!file.current.equals(path)) {
        file.current = path;
        counters.count(FileCounters.RENAMED);
      }
      file.away = false;
      return;
    }
    if (remembered.containsKey(key) != ofKnown) {
      return;
    }
    if (followed.size() >= config.maxFiles()) {
      counters.count(FileCounters.OVER_LIMIT);
      tellOnce(path, FileCounters.OVER_LIMIT);
      return;
    }
    try {
      begin(candidate.entry, path, key, candidate.known, replay);
    } catch (IOException _) {
      unreadable(path);
    }
  }

  private void unreadable(Path path) {
    counters.count(FileCounters.UNREADABLE);
    tellOnce(path, FileCounters.UNREADABLE);
  }

  private void begin(Entry entry, Path path, String key, boolean known, Replay replay)
      throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      if (isPacked(file)) {
        tellOnce(path, FileCounters.COMPRESSED);
        return;
      }
      Remembered before = remembered.get(key);
      String name = path.toString();
      Trace trace = Trace.NONE;
      if (before != null && before.trace().fits(file)) {
        name = before.path();
        trace = before.trace();
      } else if (before != null) {
        counters.count(FileCounters.REPLACED);
      } else if (known) {
        if (isCopyOfLiving(path, file)) {
          tellOnce(path, FileCounters.COPY);
          return;
        }
        Trace original = original(path, file);
        if (original != null) {
          trace = original;
          counters.count(FileCounters.COPY);
        }
      } else if (entry.config.start() == FileConfig.Start.end) {
        trace = Trace.of(file, file.size(), false);
      }
      trace = replay.advance(FileInput.peer(name), file, trace);
      Followed fresh = follow.apply(entry.config, new Found(key, name, path, trace));
      if (before != null && name.equals(path.toString()) && !before.trace().fits(file)) {
        fresh.before = before.trace();
      }
      followed.put(key, fresh);
      remembered.remove(key);
    }
  }

  /** Whether all that is in a file will be read from the file that it is a copy of. */
  private boolean isCopyOfLiving(Path path, FileChannel file) throws IOException {
    long size = file.size();
    if (size < LEAST_COPY) {
      return false;
    }
    Trace whole = Trace.of(file, size, false);
    for (Followed other : followed.values()) {
      if (!other.away && isFamily(other.path, path) && whole.fits(other.channel())) {
        return true;
      }
    }
    return false;
  }

  /** What was read of the file that this one is a copy of; null if it is none. */
  private @Nullable Trace original(Path path, FileChannel file) throws IOException {
    for (Followed other : followed.values()) {
      Trace trace = other.before;
      if (trace.position() >= LEAST_COPY && isFamily(other.path, path)) {
        if (trace.fits(file)) {
          return trace;
        }
        long missing = trace.position() - file.size();
        if (missing > 0 && missing < ALMOST && file.size() >= Trace.SAMPLE) {
          Trace whole = Trace.of(file, file.size(), false);
          if (whole.head() == trace.head()) {
            return whole;
          }
        }
      }
    }
    for (Remembered other : remembered.values()) {
      Trace trace = other.trace();
      if (isFamily(other.path(), path) && trace.position() >= LEAST_COPY && trace.fits(file)) {
        return trace;
      }
    }
    return null;
  }

  /** Whether the second name may be what rotation made of the first: {@code app.log.1}. */
  private static boolean isFamily(String original, Path path) {
    Path first = Path.of(original);
    Path name = first.getFileName();
    Path other = path.getFileName();
    if (name == null || other == null || !Objects.equals(first.getParent(), path.getParent())) {
      return false;
    }
    int stem = 0;
    while (stem < name.toString().length() && ".-_".indexOf(name.toString().charAt(stem)) < 0) {
      stem++;
    }
    return stem > 0 && other.toString().startsWith(name.toString().substring(0, stem));
  }

  /** Files that were read before under a name that is followed, and have another name now. */
  private void resume(Replay replay, Set<String> seen) {
    for (Remembered before : List.copyOf(remembered.values())) {
      FileConfig entry = entry(before.path());
      if (entry == null || seen.contains(before.key())) {
        continue;
      }
      Path now = listed(Path.of(before.path()).getParent()).get(before.key());
      if (now == null || isPackedName(now)) {
        continue;
      }
      try (FileChannel file = FileChannel.open(now, StandardOpenOption.READ)) {
        if (before.trace().fits(file)) {
          Trace trace = replay.advance(FileInput.peer(before.path()), file, before.trace());
          if (file.size() > trace.position()) {
            var found = new Found(before.key(), before.path(), now, trace);
            Followed rest = follow.apply(entry, found);
            rest.away = true;
            followed.put(before.key(), rest);
            resumedKeys.add(before.key());
            remembered.remove(before.key());
          } else {
            var read = new Remembered(before.key(), before.path(), trace, before.seen());
            remembered.put(before.key(), read);
          }
        }
      } catch (IOException _) {
        counters.count(FileCounters.UNREADABLE);
      }
    }
  }

  /** The files of a folder by their keys, looked at once in a scan. */
  private Map<String, Path> listed(@Nullable Path folder) {
    return folder == null ? Map.of() : listings.computeIfAbsent(folder, FileTable::list);
  }

  private static Map<String, Path> list(Path folder) {
    var files = new HashMap<String, Path>();
    try (Stream<Path> names = Files.list(folder)) {
      for (Path name : (Iterable<Path>) names.limit(MAX_LISTED)::iterator) {
        if (Files.isRegularFile(name)) {
          files.put(key(name), name);
        }
      }
    } catch (IOException | RuntimeException _) {
      // Nothing is to be found there.
    }
    return files;
  }

  /** A file is under no name that is followed any more. */
  private void gone(Followed file, long now) {
    if (file.away && file.isOpen()) {
      return;
    }
    if (!file.isOpen()) {
      Path there = listed(file.current.getParent()).get(file.key);
      if (there == null) {
        counters.count(FileCounters.VANISHED);
        leave(file, now);
        return;
      }
      file.current = there;
    }
    file.away = true;
    file.knownSize = -1;
    file.quietSince = 0;
    counters.count(FileCounters.RENAMED);
  }

  /** A file is not followed any more. */
  void leave(Followed file, long now) {
    file.close();
    file.sender.leave();
    followed.remove(file.key);
    remembered.put(file.key, new Remembered(file.key, file.path, file.trace, now));
  }

  private void forget(long now) {
    remembered.values().removeIf(file -> now - file.seen() > FORGET_SECONDS);
    while (remembered.size() > config.maxFiles()) {
      remembered.remove(remembered.keySet().iterator().next());
    }
  }

  private @Nullable FileConfig entry(String path) {
    for (Entry entry : entries) {
      if (entry.pattern.matches(Path.of(path))) {
        return entry.config;
      }
    }
    return null;
  }

  private void tellOnce(Path path, String what) {
    if (told.size() < MAX_LISTED && told.add(what + " " + path)) {
      if (what.equals(FileCounters.COMPRESSED)) {
        counters.count(what);
        LOG.info("{} is compressed and not followed; ./marsad send reads it", path);
      } else if (what.equals(FileCounters.COPY)) {
        LOG.info("{} is a copy of a file that is followed", path);
      } else {
        LOG.warn("{} is not followed: {}", path, what);
      }
    }
  }

  /** What the system knows a file by, as one word. */
  static String key(Path path) throws IOException {
    Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    String text = key == null ? path.toRealPath().toString() : key.toString();
    return text.replace(' ', '_').replace('\n', '_');
  }

  private static boolean isPackedName(Path path) {
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    return PACKED.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  /** By the first bytes of gzip, zstd, xz, bzip2. */
  private static boolean isPacked(FileChannel file) throws IOException {
    ByteBuffer first = ByteBuffer.allocate(4);
    if (file.read(first, 0) < 4) {
      return false;
    }
    int magic = first.getInt(0);
    return magic >>> 16 == 0x1f8b
        || magic == 0x28b52ffd
        || magic == 0xfd377a58
        || magic >>> 8 == 0x425a68;
  }

  /** A file that is to be followed from here on. */
  record Found(String key, String path, Path current, Trace trace) {}

  private record Entry(FilePattern pattern, FileConfig config) {}

  /** A file that was seen; {@code known} says whether its entry was looked for before. */
  private record Candidate(Entry entry, Path path, boolean known) {}
}
