package org.marsad.collector.enrich;

import com.maxmind.db.Reader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files in the MaxMind DB format, held in memory: where an address is, and whose network it belongs
 * to. In memory, because a file that is replaced while it is mapped would take the process down.
 * Immutable; any thread.
 */
final class Databases {
  private static final Logger LOG = LoggerFactory.getLogger(Databases.class);
  private static final long MAX_BYTES = 1L << 30;

  private final List<Reader> readers;

  private Databases(List<Reader> readers) {
    this.readers = List.copyOf(readers);
  }

  /** Reads the files; what is wrong with one is added to the problems. */
  static Databases open(List<Path> files, List<String> problems) {
    var readers = new ArrayList<Reader>();
    for (Path file : files) {
      try {
        if (Files.size(file) > MAX_BYTES) {
          problems.add(file + " is larger than 1 GiB");
        } else {
          readers.add(new Reader(file.toFile(), Reader.FileMode.MEMORY));
        }
      } catch (IOException e) {
        problems.add("cannot read the database " + file + ": " + e.getMessage());
      }
    }
    return new Databases(readers);
  }

  /** What is known of an address. */
  void look(InetAddress address, Facts facts) {
    for (Reader reader : readers) {
      try {
        Map<?, ?> found = reader.get(address, Map.class);
        if (found != null) {
          place(found, facts);
          network(found, facts);
        }
      } catch (IOException | RuntimeException e) {
        LOG.debug("a database does not answer for {}", address, e);
      }
    }
  }

  private static void place(Map<?, ?> found, Facts facts) {
    Object country =
        found.get("country") == null ? found.get("registered_country") : found.get("country");
    facts.add("geo.country_iso_code", inner(country, "iso_code"));
    facts.add("geo.country_name", english(country));
    facts.add("geo.continent_code", inner(found.get("continent"), "code"));
    facts.add("geo.continent_name", english(found.get("continent")));
    facts.add("geo.city_name", english(found.get("city")));
    facts.add("geo.postal_code", inner(found.get("postal"), "code"));
    facts.add("geo.timezone", inner(found.get("location"), "time_zone"));
    Object latitude = inner(found.get("location"), "latitude");
    Object longitude = inner(found.get("location"), "longitude");
    if (latitude != null && longitude != null) {
      facts.add("geo.location", latitude + "," + longitude);
    }
    if (found.get("subdivisions") instanceof List<?> list && !list.isEmpty()) {
      Object code = inner(list.getFirst(), "iso_code");
      Object iso = inner(country, "iso_code");
      facts.add("geo.region_iso_code", code == null || iso == null ? code : iso + "-" + code);
      facts.add("geo.region_name", english(list.getFirst()));
    }
  }

  private static void network(Map<?, ?> found, Facts facts) {
    facts.add("as.number", found.get("autonomous_system_number"));
    facts.add("as.organization.name", found.get("autonomous_system_organization"));
  }

  private static @Nullable Object english(@Nullable Object named) {
    return inner(inner(named, "names"), "en");
  }

  private static @Nullable Object inner(@Nullable Object map, String key) {
    return map instanceof Map<?, ?> known ? known.get(key) : null;
  }
}
