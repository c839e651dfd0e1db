package org.marsad.collector.enrich;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Constant;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.query.Address;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds to events what databases and lists know of their addresses, hosts and users. What was found
 * is remembered in a bounded cache; names are never looked up. Where nothing is configured, nothing
 * is done.
 *
 * <p>{@link #apply} belongs to the thread of the pipeline; the files may be replaced by any.
 */
public final class Enricher {
  private static final Logger LOG = LoggerFactory.getLogger(Enricher.class);

  /** A longer value is no address and no name. */
  private static final int MAX_KEY = 512;

  private static final Map<String, Thing> FIELDS =
      Map.of(
          "source.ip", new Thing("source", Kind.ADDRESS),
          "destination.ip", new Thing("destination", Kind.ADDRESS),
          "client.ip", new Thing("client", Kind.ADDRESS),
          "server.ip", new Thing("server", Kind.ADDRESS),
          "host.ip", new Thing("host", Kind.ADDRESS),
          "host.name", new Thing("host", Kind.HOST),
          "user.name", new Thing("user", Kind.USER),
          "user.effective.name", new Thing("user.effective", Kind.USER));

  private final Schema schema;
  private final @Nullable Thing[] things;
  private final Metrics.Counter misses;
  private final Metrics.Counter reloads;
  private volatile @Nullable Knowledge knowledge;
  private EnrichConfig config = EnrichConfig.defaults();
  private Map<Path, String> stamps = Map.of();

  private Enricher(Schema schema, Metrics metrics) {
    this.schema = schema;
    int most = FIELDS.keySet().stream().mapToInt(schema::id).max().orElse(0);
    things = new Thing[most + 1];
    FIELDS.forEach((name, thing) -> things[schema.id(name)] = thing);
    misses =
        metrics.counter(
            "marsad_collector_enrich_lookups",
            "Values looked up because they were not remembered.");
    reloads = metrics.counter("marsad_collector_enrich_reloads", "Times the files were read.");
    metrics.gauge("marsad_collector_enrich_cached", "Values remembered.", this::cached);
  }

  /**
   * Reads the files.
   *
   * @throws IOException with all that is wrong with them
   */
  public static Enricher open(EnrichConfig config, Schema schema, Metrics metrics)
      throws IOException {
    var enricher = new Enricher(schema, metrics);
    List<String> problems = enricher.replace(config);
    if (!problems.isEmpty()) {
      throw new IOException(String.join("; ", problems));
    }
    return enricher;
  }

  /**
   * Reads other files. Where something is wrong with them, all stays as it was.
   *
   * @return what is wrong
   */
  public synchronized List<String> replace(EnrichConfig next) {
    Map<Path, String> seen = stamps(next);
    var problems = new ArrayList<String>();
    Knowledge fresh =
        next.addsNothing()
            ? null
            : new Knowledge(
                Databases.open(next.databases(), problems),
                AssetLists.open(next.lists(), problems),
                next.cache());
    stamps = seen;
    if (problems.isEmpty()) {
      config = next;
      knowledge = fresh;
      reloads.increment();
    }
    return problems;
  }

  /** Reads the files again if one has changed; what is wrong is told in the log once. */
  public synchronized void refresh() {
    if (!config.addsNothing() && !stamps(config).equals(stamps)) {
      List<String> problems = replace(config);
      if (problems.isEmpty()) {
        LOG.info("read the files of collector.enrich again");
      }
      problems.forEach(problem -> LOG.error("kept what was known before: {}", problem));
    }
  }

  /** Adds to the open row what is known. */
  public void apply(EventBatch.Builder event) {
    Knowledge known = knowledge;
    if (known == null) {
      return;
    }
    int end = event.endSlice();
    for (int slice = event.firstSlice(); slice < end; slice++) {
      int field = event.field(slice);
      Thing thing = field < things.length ? things[field] : null;
      int length = event.length(slice);
      if (thing != null && length > 0 && length <= MAX_KEY) {
        String value =
            new String(event.bytes(), event.offset(slice), length, StandardCharsets.UTF_8);
        known.cache.get(new Key(thing, value), this::look).enter(event);
      }
    }
  }

  private Added look(Key key) {
    misses.increment();
    Knowledge known = knowledge;
    var facts = new Facts();
    if (known != null) {
      switch (key.thing.kind) {
        case ADDRESS -> address(known, key.value, facts);
        case HOST -> known.lists.host(key.value, facts);
        case USER -> known.lists.user(key.value, facts);
      }
    }
    var fields = new int[facts.list().size()];
    var values = new Constant[fields.length];
    for (int i = 0; i < fields.length; i++) {
      Facts.Fact fact = facts.list().get(i);
      boolean alone = fact.name().startsWith("labels.");
      fields[i] = schema.id(alone ? fact.name() : key.thing.name + "." + fact.name());
      values[i] = fact.value();
    }
    return new Added(fields, values);
  }

  private static void address(Knowledge known, String text, Facts facts) {
    byte[] bytes = Address.parse(text);
    if (bytes == null) {
      return;
    }
    known.lists.address(bytes, facts);
    try {
      known.databases.look(InetAddress.getByAddress(bytes), facts);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("16 bytes are an address", e);
    }
  }

  private double cached() {
    Knowledge known = knowledge;
    return known == null ? 0 : known.cache.estimatedSize();
  }

  private static Map<Path, String> stamps(EnrichConfig config) {
    var stamps = new HashMap<Path, String>();
    config.databases().forEach(file -> stamps.put(file, stamp(file)));
    config.lists().forEach(file -> stamps.put(file, stamp(file)));
    return stamps;
  }

  private static String stamp(Path file) {
    try {
      return Files.getLastModifiedTime(file) + " " + Files.size(file);
    } catch (IOException _) {
      return "missing";
    }
  }

  private enum Kind {
    ADDRESS,
    HOST,
    USER
  }

  /** What a field names: where its facts are filed, and what it is. */
  private record Thing(String name, Kind kind) {}

  private record Key(Thing thing, String value) {}

  /** What an event gets. */
  private static final class Added {
    private final int[] fields;
    private final Constant[] values;

    Added(int[] fields, Constant[] values) {
      this.fields = fields;
      this.values = values;
    }

    void enter(EventBatch.Builder event) {
      int mark = event.mark();
      for (int i = 0; i < fields.length; i++) {
        if (fields[i] != Schema.NONE && !isKnown(event, fields[i], mark)) {
          event.add(fields[i], values[i]);
        }
      }
    }

    /** What the log says itself, or another thing has said, counts. */
    private static boolean isKnown(EventBatch.Builder event, int field, int mark) {
      int slice = event.find(field);
      return slice != EventBatch.NONE && slice < mark;
    }
  }

  /** One reading of the files, and what was found in it. */
  private static final class Knowledge {
    final Databases databases;
    final AssetLists lists;
    final Cache<Key, Added> cache;

    Knowledge(Databases databases, AssetLists lists, int size) {
      this.databases = databases;
      this.lists = lists;
      this.cache = Caffeine.newBuilder().maximumSize(size).executor(Runnable::run).build();
    }
  }
}
