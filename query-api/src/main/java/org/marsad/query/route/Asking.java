package org.marsad.query.route;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.marsad.model.command.PipelineParser;
import org.marsad.model.config.Suggest;
import org.marsad.model.event.Field;
import org.marsad.model.event.Schema;
import org.marsad.model.pipe.Pipeline;
import org.marsad.model.query.Query;
import org.marsad.model.query.QueryParser;
import org.marsad.model.query.RegexCompiler;
import org.marsad.model.query.SavedQueries;
import org.marsad.model.store.EventStore;
import org.marsad.model.store.SearchRequest;
import org.marsad.query.QueryApiConfig;

/**
 * Reads searches from the parameters of requests, and makes their executions: the same for a page,
 * an export and a job. Thread-safe.
 */
final class Asking {
  /** The parameters that every kind of search takes. */
  static final Set<String> NAMES = Set.of("q", "earliest", "latest", "timezone", "timeout_ms");

  private static final int MAX_WARNINGS = 5;

  private final EventStore store;
  private final Reach reach;
  private final SavedQueries saved;
  private final Schema schema;
  private final RegexCompiler regexes;
  private final QueryApiConfig config;
  private final InstantSource clock;

  /**
   * Over a store.
   *
   * @param schema the names of fields that events have
   */
  Asking(
      EventStore store,
      Reach reach,
      SavedQueries saved,
      Schema schema,
      RegexCompiler regexes,
      QueryApiConfig config,
      InstantSource clock) {
    this.store = store;
    this.reach = reach;
    this.saved = saved;
    this.schema = schema;
    this.regexes = regexes;
    this.config = config;
    this.clock = clock;
  }

  EventStore store() {
    return store;
  }

  Reach reach() {
    return reach;
  }

  Schema schema() {
    return schema;
  }

  RegexCompiler regexes() {
    return regexes;
  }

  /**
   * A search of a request, without its size and place.
   *
   * @param patience the longest it may take; less if the request says so
   */
  Asked read(Parameters parameters, Duration patience) {
    return read(parameters, patience, clock.instant());
  }

  /** As above, as if it were asked at another time. */
  Asked read(Parameters parameters, Duration patience, Instant now) {
    ZoneId zone = zone(parameters.text("timezone"));
    Pipeline pipeline = PipelineParser.parse(parameters.text("q"), now, zone, regexes, saved);
    var warnings = new ArrayList<String>();
    TimeRange range = range(parameters, pipeline.search(), now, zone, warnings);
    int longest = (int) Math.min(patience.toMillis(), Integer.MAX_VALUE);
    Duration asked =
        Duration.ofMillis(parameters.number("timeout_ms", longest, 1, Integer.MAX_VALUE));
    var request =
        new SearchRequest(
            pipeline.search(),
            range.earliest(),
            range.latest(),
            0,
            null,
            asked.compareTo(patience) > 0 ? patience : asked);
    return new Asked(pipeline, request, now, zone, warnings);
  }

  /** What a cursor belongs to, as far as it was asked. */
  static String text(Parameters parameters) {
    return String.join(
        "\n",
        parameters.text("q"),
        parameters.text("earliest"),
        parameters.text("latest"),
        parameters.text("timezone"));
  }

  /** The execution of a search, which has not begun. */
  PipeSearch search(Asked asked, BooleanSupplier gone) {
    var search =
        new PipeSearch(
            store,
            asked.pipeline(),
            asked.request(),
            asked.now(),
            asked.zone(),
            regexes,
            config.limits(),
            reach,
            gone);
    return search.atEnd(() -> warnings(asked).forEach(search.about()::warn));
  }

  /** The longest that a search may take whose answer somebody waits for. */
  Duration patience() {
    return config.timeout();
  }

  /** The range of the request; what the query says of it wins. */
  private static TimeRange range(
      Parameters parameters, Query query, Instant now, ZoneId zone, List<String> warnings) {
    TimeRange own = new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE).within(query);
    long earliest = own.earliest();
    if (earliest == Long.MIN_VALUE) {
      earliest = time(parameters, "earliest", Long.MIN_VALUE, now, zone);
    } else if (parameters.has("earliest")) {
      warnings.add("the query says itself from when on; earliest of the request was not used");
    }
    long latest = own.latest();
    if (latest == Long.MAX_VALUE) {
      latest = time(parameters, "latest", Long.MAX_VALUE, now, zone);
    } else if (parameters.has("latest")) {
      warnings.add("the query says itself until when; latest of the request was not used");
    }
    return new TimeRange(earliest, latest);
  }

  private static ZoneId zone(String name) {
    try {
      return name.isEmpty() ? ZoneOffset.UTC : ZoneId.of(name);
    } catch (DateTimeException _) {
      throw Parameters.bad(
          "timezone \"" + name + "\" is none; expecting a name such as UTC or Asia/Qatar");
    }
  }

  private static long time(
      Parameters parameters, String name, long otherwise, Instant now, ZoneId zone) {
    if (!parameters.has(name)) {
      return otherwise;
    }
    try {
      return QueryParser.parseTime(parameters.text(name), now, zone);
    } catch (IllegalArgumentException e) {
      throw Parameters.bad(name + ": " + e.getMessage());
    }
  }

  /**
   * What who asked should know, once the search is done: names that nothing in its range has are
   * told, since what they ask for is never found (SQ201).
   */
  List<String> warnings(Asked asked) {
    var warnings = new ArrayList<>(asked.notes());
    var names = new LinkedHashSet<String>();
    names(asked.pipeline().search(), names);
    names.removeIf(name -> name.isEmpty() || schema.find(name) != null);
    if (names.isEmpty()) {
      return warnings;
    }
    List<String> known = schema.fields().stream().map(Field::name).toList();
    for (String name : names) {
      if (warnings.size() < MAX_WARNINGS) {
        warnings.add(
            "SQ201 no event of this range has the field \""
                + name
                + "\""
                + Suggest.among(name, known));
      }
    }
    return warnings;
  }

  private static void names(Query query, Set<String> into) {
    switch (query) {
      case Query.And and -> and.clauses().forEach(clause -> names(clause, into));
      case Query.Or or -> or.clauses().forEach(clause -> names(clause, into));
      case Query.Not not -> names(not.clause(), into);
      case Query.Exists exists -> into.add(exists.field());
      case Query.Term term -> into.add(term.field());
      case Query.Phrase phrase -> into.add(phrase.field());
      case Query.Wildcard wildcard -> into.add(wildcard.field());
      case Query.Regex regex -> into.add(regex.field());
      case Query.Range between -> into.add(between.field());
      case Query.Cidr cidr -> into.add(cidr.field());
      case Query.In in -> into.add(in.field());
      case Query.All _, Query.Time _ -> {}
    }
  }
}
