package org.marsad.collector;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.marsad.collector.enrich.EnrichConfig;
import org.marsad.collector.file.FileConfig;
import org.marsad.collector.file.FileInputConfig;
import org.marsad.collector.format.Formats;
import org.marsad.collector.format.TimeBounds;
import org.marsad.collector.input.BeatsConfig;
import org.marsad.collector.input.EventsHttpConfig;
import org.marsad.collector.input.GelfTcpConfig;
import org.marsad.collector.input.GelfUdpConfig;
import org.marsad.collector.input.HttpPortConfig;
import org.marsad.collector.input.RelpConfig;
import org.marsad.collector.input.SyslogTcpConfig;
import org.marsad.collector.input.SyslogTlsConfig;
import org.marsad.collector.input.SyslogUdpConfig;
import org.marsad.collector.source.SourceConfig;
import org.marsad.collector.source.SourceSettings;
import org.marsad.collector.source.WatchConfig;
import org.marsad.model.config.ByteSize;
import org.marsad.model.event.Origin;

/**
 * Settings of the collector.
 *
 * @param inFlight bytes on their way to the disk at most; beyond it senders are slowed down
 * @param sourceShare of them from one source, so that one cannot take all the room; times its
 *     weight
 * @param maxSources sources with books of their own; those seen longest ago make room for new ones
 * @param threads event loops of the stream and datagram inputs
 * @param idle after how long without input the clock of the log ticks
 * @param maxLag how far what can be searched may lie behind what is taken before requests over HTTP
 *     wait; when it lies 200 times as far behind, connections and files are read more slowly; 0:
 *     nobody ever waits
 * @param zone time zone of senders whose time stamps name none
 * @param time how far the time of an event may lie from its reception
 * @param mappings a folder with mapping files that are used beside those that come with Marsad, or
 *     in their place where the names are the same; empty: none
 * @param maxText the longest text of an event in the index; the log has frames whole, as far as
 *     their input lets them in
 * @param sources what is known of certain sources
 * @param watch the watch over sources that fall silent or change
 * @param enrich what is added to events
 * @param syslogTcp syslog over TCP
 * @param syslogTls syslog over TLS
 * @param syslogUdp syslog over UDP
 * @param relp RELP, with TLS and without
 * @param eventsHttp events over HTTP, of whatever protocol
 * @param elastic a port of its own for the senders of Elasticsearch
 * @param splunkHec a port of its own for the senders of Splunk
 * @param otlpHttp a port of its own for the exporters of OpenTelemetry
 * @param gelfUdp GELF over UDP
 * @param gelfTcp GELF over TCP
 * @param beats Lumberjack, as Beats and Logstash speak it
 * @param files files that are followed
 * @param fileInput limits of those
 */
public record CollectorConfig(
    ByteSize inFlight,
    ByteSize sourceShare,
    int maxSources,
    int threads,
    Duration idle,
    Duration maxLag,
    ZoneId zone,
    TimeBounds time,
    String mappings,
    ByteSize maxText,
    List<SourceConfig> sources,
    WatchConfig watch,
    EnrichConfig enrich,
    SyslogTcpConfig syslogTcp,
    SyslogTlsConfig syslogTls,
    SyslogUdpConfig syslogUdp,
    RelpConfig relp,
    EventsHttpConfig eventsHttp,
    HttpPortConfig elastic,
    HttpPortConfig splunkHec,
    HttpPortConfig otlpHttp,
    GelfUdpConfig gelfUdp,
    GelfTcpConfig gelfTcp,
    BeatsConfig beats,
    List<FileConfig> files,
    FileInputConfig fileInput) {

  private static final int LEAST_TEXT = 1024;
  private static final int MAX_THREADS = 256;
  private static final int MOST_SOURCES = 10_000_000;
  private static final int MAX_FILES = 1_000;
  private static final Duration MOST_LAG = Duration.ofHours(24);
  private static final Duration LEAST_IDLE = Duration.ofMillis(10);

  /**
   * Checks.
   *
   * @throws IllegalArgumentException with all that is wrong
   */
  public CollectorConfig {
    var problems = new ArrayList<String>();
    if (inFlight.bytes() < ByteSize.ofMiB(1).bytes()) {
      problems.add("in_flight must be at least 1MiB: " + inFlight);
    }
    if (sourceShare.bytes() < 1 || sourceShare.bytes() > inFlight.bytes()) {
      problems.add("source_share must be in 1B..in_flight: " + sourceShare);
    }
    if (maxSources < 1 || maxSources > MOST_SOURCES) {
      problems.add("max_sources must be in 1.." + MOST_SOURCES + ": " + maxSources);
    }
    sources = List.copyOf(sources);
    for (SourceConfig source : sources) {
      String format = source.format();
      if (format != null && !format.equals(Origin.AUTO) && !Formats.NAMES.contains(format)) {
        problems.add(
            "no format is called \"" + format + "\"; expecting auto or one of " + Formats.NAMES);
      }
    }
    if (sources.size() > SourceSettings.MAX_ENTRIES) {
      problems.add("sources has more than " + SourceSettings.MAX_ENTRIES + " entries");
    }
    if (maxText.bytes() < LEAST_TEXT || maxText.bytes() > ByteSize.ofMiB(16).bytes()) {
      problems.add("max_text must be in " + LEAST_TEXT + "B..16MiB: " + maxText);
    }
    if (threads < 1 || threads > MAX_THREADS) {
      problems.add("threads must be in 1.." + MAX_THREADS + ": " + threads);
    }
    if (idle.compareTo(LEAST_IDLE) < 0) {
      problems.add("idle must be at least 10ms: " + idle);
    }
    if (maxLag.isNegative() || maxLag.compareTo(MOST_LAG) > 0) {
      problems.add("max_lag must be in 0s..24h: " + maxLag);
    }
    files = List.copyOf(files);
    if (files.size() > MAX_FILES) {
      problems.add("files has more than " + MAX_FILES + " entries");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  public static CollectorConfig defaults() {
    return new CollectorConfig(
        ByteSize.ofMiB(64),
        ByteSize.ofMiB(32),
        100_000,
        Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
        Duration.ofSeconds(2),
        Duration.ofMillis(50),
        ZoneId.of("UTC"),
        TimeBounds.defaults(),
        "",
        new ByteSize(64 << 10),
        List.of(),
        WatchConfig.defaults(),
        EnrichConfig.defaults(),
        SyslogTcpConfig.defaults(),
        SyslogTlsConfig.defaults(),
        SyslogUdpConfig.defaults(),
        RelpConfig.defaults(),
        EventsHttpConfig.defaults(),
        HttpPortConfig.at(9200),
        HttpPortConfig.at(8088),
        HttpPortConfig.at(4318),
        GelfUdpConfig.defaults(),
        GelfTcpConfig.defaults(),
        BeatsConfig.defaults(),
        List.of(),
        FileInputConfig.defaults(Path.of("file-positions")));
  }

  /** The same with these files followed. */
  public CollectorConfig withFiles(List<FileConfig> followed, FileInputConfig limits) {
    return new CollectorConfig(
        inFlight,
        sourceShare,
        maxSources,
        threads,
        idle,
        maxLag,
        zone,
        time,
        mappings,
        maxText,
        sources,
        watch,
        enrich,
        syslogTcp,
        syslogTls,
        syslogUdp,
        relp,
        eventsHttp,
        elastic,
        splunkHec,
        otlpHttp,
        gelfUdp,
        gelfTcp,
        beats,
        followed,
        limits);
  }
}
