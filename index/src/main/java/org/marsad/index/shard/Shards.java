package org.marsad.index.shard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.marsad.index.IndexConfig;
import org.marsad.index.segment.RightOfWay;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Schema;
import org.marsad.model.metrics.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All shards of a store. An event is placed by its time, unless that is far from the time it was
 * received: then by that, so that a clock gone mad opens no shard of its own. Where an event lies
 * is no promise: searches go by the times that each shard says it has. Events of a class that is
 * kept for a time of its own lie in shards of their own. One that has grown large is followed by
 * another of the same time, which takes the events from an id on.
 *
 * <p>Writing is for one thread, reading for any.
 */
public final class Shards {
  private static final Logger LOG = LoggerFactory.getLogger(Shards.class);
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmm").withZone(ZoneOffset.UTC);
  private static final String GONE = ".gone-";

  /** Stands between the time of a shard and the class of its events. */
  private static final String CLASS = "-";

  private static final long UNKNOWN = Long.MAX_VALUE / 2;
  private static final long BEHIND = Nanos.of(Duration.ofDays(2));
  private static final long AHEAD = Nanos.of(Duration.ofHours(1));

  private final IndexConfig config;
  private final Schema schema;
  private final long period;
  private final Map<String, Shard> byName = new ConcurrentHashMap<>();

  /** Of the shards that have their time in common, how many there were; 1 where none is there. */
  private final Map<String, Integer> splits = new HashMap<>();

  private final LinkedHashMap<String, Shard> writing = new LinkedHashMap<>(16, 0.75f, true);
  private final Cache<String, Shard> reading;
  private final Retention retention;
  private final KeepLabel label;
  private final Workers workers;
  private @Nullable Shard last;
  private long committed = -1;
  private long lastPeriod = Long.MIN_VALUE;
  private String lastClass = KeepLabel.NONE;

  /** Finds the shards of the folder. */
  public Shards(IndexConfig config, Schema schema, Metrics metrics) throws IOException {
    this.config = config;
    this.schema = schema;
    this.workers = new Workers(metrics);
    this.period = Nanos.of(config.shardPeriod());
    this.retention = new Retention(config);
    this.label = new KeepLabel(config, schema);
    this.reading =
        Caffeine.newBuilder()
            .maximumSize(config.openReaders())
            .executor(Runnable::run)
            .<String, Shard>evictionListener((_, shard, cause) -> rest(shard, cause))
            .build();
    Files.createDirectories(config.folder());
    try (Stream<Path> folders = Files.list(config.folder())) {
      for (Path folder : folders.filter(Files::isDirectory).toList()) {
        if (String.valueOf(folder.getFileName()).startsWith(GONE)) {
          delete(folder);
          continue;
        }
        Shard shard = Shard.open(folder);
        if (shard.isEmpty() && Splits.number(shard.name()) > 1) {
          // Where it begins was not written down yet, so nothing is in it.
          shard.retire();
          delete(folder);
          continue;
        }
        byName.put(shard.name(), shard);
      }
    }
    chain();
  }

  /** Tells shards of one time which of them follows which. */
  private void chain() {
    for (Shard shard : byName.values()) {
      String first = Splits.first(shard.name());
      int number = Splits.number(shard.name());
      splits.merge(first, number, Math::max);
      for (int n = number - 1; n > 0; n--) {
        Shard before = byName.get(Splits.name(first, n));
        if (before != null) {
          shard.follow(before, shard.firstId());
          break;
        }
      }
    }
  }

  private static void rest(@Nullable Shard shard, RemovalCause cause) {
    if (shard != null) {
      try {
        shard.rest();
      } catch (IOException e) {
        LOG.warn("cannot close the reader of shard {} ({}): {}", shard.name(), cause, e.toString());
      }
    }
  }

  /** Searches have it, writers give it. */
  public RightOfWay way() {
    return workers.way();
  }

  /** The shard an event of this batch belongs to, ready to be written to. */
  public Shard place(EventBatch batch, int row) throws IOException {
    long received = batch.received(row);
    long time = batch.timestamp(row);
    boolean near = time >= received - BEHIND && time <= received + AHEAD;
    long number = Math.floorDiv(near ? time : received, period);
    String keepClass = label.of(batch, row);
    long id = batch.id(row);
    Shard known = last;
    if (known != null
        && number == lastPeriod
        && keepClass.equals(lastClass)
        && known.isWriting()
        && isFor(known, id)) {
      return known;
    }
    Shard shard = split(name(number, keepClass), id);
    last = shard;
    lastPeriod = number;
    lastClass = keepClass;
    return shard;
  }

  /** The name of a shard: when its time begins, and its class where it has one. */
  private String name(long number, String keepClass) {
    String time = NAME.format(Nanos.instant(number * period));
    return keepClass.equals(KeepLabel.NONE) ? time : time + CLASS + keepClass;
  }

  private boolean isFor(Shard shard, long id) {
    return shard.takes(id) && !isTooMuch(shard, id);
  }

  /** Whether it is full, and the event not one that comes again. */
  private boolean isTooMuch(Shard shard, long id) {
    return id >= shard.nextId() && shard.isFull(config.shardSize().bytes());
  }

  /** Of the shards of a time the one that an event is for; a new one behind a last that is full. */
  private Shard split(String first, long id) throws IOException {
    int number = splits.getOrDefault(first, 1);
    for (int n = number; n > 1; n--) {
      Shard shard = byName.get(Splits.name(first, n));
      if (shard != null && shard.takes(id)) {
        return notFull(first, n, id);
      }
    }
    return notFull(first, 1, id);
  }

  private Shard notFull(String first, int number, long id) throws IOException {
    String name = Splits.name(first, number);
    Shard shard = writable(name);
    boolean last = number == splits.getOrDefault(first, 1);
    if (!last || !isTooMuch(shard, id)) {
      return shard;
    }
    LOG.info("shard {} is full, another follows", name);
    shard.endWriting();
    writing.remove(name);
    Shard next = writable(Splits.name(first, number + 1));
    next.follow(shard, id);
    splits.put(first, number + 1);
    return next;
  }

  private Shard writable(String name) throws IOException {
    Shard shard = writing.get(name);
    if (shard == null) {
      if (writing.size() >= config.openWriters() + config.keepClasses().size()) {
        Map.Entry<String, Shard> coldest = writing.entrySet().iterator().next();
        coldest.getValue().endWriting();
        writing.remove(coldest.getKey());
      }
      shard = byName.get(name);
      if (shard == null) {
        shard = Shard.open(config.folder().resolve(name));
        byName.put(name, shard);
      }
      shard.beginWriting(schema, config.ramBuffer().bytes() / 2, workers);
      writing.put(name, shard);
    }
    return shard;
  }

  /** Begins to write the shard that takes most, where all together take too much memory. */
  public void relieve() throws IOException {
    long sum = 0;
    Shard largest = null;
    for (Shard shard : writing.values()) {
      long memory = shard.memory();
      sum += memory;
      if (largest == null || memory > largest.memory()) {
        largest = shard;
      }
    }
    // The other half is for what is being written.
    if (largest != null && sum >= config.ramBuffer().bytes() / 2) {
      largest.flush();
    }
  }

  /**
   * Makes everything added durable and then says so: all events below the position are. Done on
   * another thread.
   *
   * @return is done when it is
   */
  public Future<?> commit(long position) throws IOException {
    var commits = new ArrayList<Future<?>>();
    for (Shard shard : writing.values()) {
      commits.add(shard.commit());
    }
    if (position == committed && commits.stream().allMatch(Future::isDone)) {
      return CompletableFuture.completedFuture(null);
    }
    committed = position;
    return workers
        .writer()
        .submit(
            () -> {
              for (Future<?> commit : commits) {
                Workers.await(commit);
              }
              RootCommit.write(config.folder(), position);
              return null;
            });
  }

  /**
   * Waits for a commit.
   *
   * @throws IOException if it failed
   */
  public static void await(Future<?> commit) throws IOException {
    Workers.await(commit);
  }

  /** The shards that may have events in [earliest, latest), the newest first. */
  public List<Shard> overlapping(long earliest, long latest) {
    var found = new ArrayList<Shard>();
    for (Shard shard : byName.values()) {
      if (shard.overlaps(earliest, latest)) {
        found.add(shard);
        reading.put(shard.name(), shard);
      }
    }
    found.sort(Comparator.comparingLong(Shard::maxTime).reversed());
    return found;
  }

  /** All shards, the newest first. */
  public List<Shard> all() {
    var all = new ArrayList<>(byName.values());
    all.sort(Comparator.comparingLong(Shard::maxTime).reversed());
    return all;
  }

  /** The names of those that no event can be placed in any more, when it is so late. */
  public Set<String> finished(long now) {
    var finished = new TreeSet<String>();
    for (Shard shard : byName.values()) {
      if (!shard.isWriting() && begin(shard.name()) + period + BEHIND + AHEAD < now) {
        finished.add(shard.name());
      }
    }
    return finished;
  }

  /** When the time of a shard begins; never for a folder that has another name. */
  private static long begin(String name) {
    int end = name.indexOf(CLASS);
    try {
      String first = Splits.first(name);
      return Nanos.of(
          LocalDateTime.parse(end < 0 ? first : first.substring(0, first.indexOf(CLASS)), NAME)
              .toInstant(ZoneOffset.UTC));
    } catch (DateTimeParseException _) {
      return UNKNOWN;
    }
  }

  /** The class of a shard's events. */
  private static String keepClass(String name) {
    int end = name.indexOf(CLASS);
    return end < 0 ? KeepLabel.NONE : name.substring(end + CLASS.length());
  }

  /** Events in all of them. */
  public long count() {
    return byName.values().stream().mapToLong(Shard::count).sum();
  }

  /** How many there are. */
  public int size() {
    return byName.size();
  }

  /**
   * Deletes the shards whose time has come, by the settings. For the thread that writes.
   *
   * @param now in nanoseconds since 1970
   * @return what was deleted
   */
  public List<Forgotten> forget(long now) throws IOException {
    if (!retention.isOn()) {
      return List.of();
    }
    var held = new ArrayList<Retention.Held>();
    for (Shard shard : byName.values()) {
      long begin = begin(shard.name());
      if (begin < UNKNOWN) {
        String name = shard.name();
        held.add(new Retention.Held(name, keepClass(name), begin + period, bytes(folder(name))));
      }
    }
    long free = Files.getFileStore(config.folder()).getUsableSpace();
    var forgotten = new ArrayList<Forgotten>();
    for (Retention.Due due : retention.due(held, now, free)) {
      forgotten.add(forget(due));
    }
    return forgotten;
  }

  /** Takes a shard away; a crash in the middle leaves a folder that the next start takes away. */
  private Forgotten forget(Retention.Due due) throws IOException {
    String name = due.shard().name();
    Shard shard = Objects.requireNonNull(byName.remove(name));
    writing.remove(name);
    reading.invalidate(name);
    if (shard.equals(last)) {
      last = null;
    }
    long events = shard.count();
    shard.retire();
    Path gone = config.folder().resolve(GONE + name);
    Files.move(folder(name), gone, StandardCopyOption.ATOMIC_MOVE);
    delete(gone);
    return new Forgotten(name, events, due.shard().bytes(), due.reason());
  }

  private Path folder(String name) {
    return config.folder().resolve(name);
  }

  private static long bytes(Path folder) throws IOException {
    long sum = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        try {
          sum += Files.size(file);
        } catch (NoSuchFileException _) {
          // a merge was faster
        }
      }
    }
    return sum;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }

  /** Lets go of everything without making it durable. */
  public void abandon() {
    writing.values().forEach(Shard::abandon);
    writing.clear();
    workers.close();
  }

  /** Makes everything durable and closes. */
  public void close() throws IOException {
    for (Shard shard : writing.values()) {
      shard.endWriting();
    }
    writing.clear();
    workers.close();
    for (Shard shard : byName.values()) {
      shard.close();
    }
  }
}
