package org.marsad.collector;

import java.time.Duration;
import java.time.ZoneId;
import org.marsad.collector.input.EventsHttpConfig;
import org.marsad.collector.input.SyslogTcpConfig;
import org.marsad.collector.input.SyslogUdpConfig;
import org.marsad.model.config.ByteSize;

/**
 * Settings of the collector.
 *
 * @param inFlight bytes on their way to the disk at most; beyond it senders are slowed down
 * @param threads event loops of the stream and datagram inputs
 * @param idle after how long without input the clock of the log ticks
 * @param zone time zone of senders whose time stamps name none
 * @param syslogTcp syslog over TCP
 * @param syslogUdp syslog over UDP
 * @param eventsHttp JSON over HTTP
 */
public record CollectorConfig(
    ByteSize inFlight,
    int threads,
    Duration idle,
    ZoneId zone,
    SyslogTcpConfig syslogTcp,
    SyslogUdpConfig syslogUdp,
    EventsHttpConfig eventsHttp) {

  public CollectorConfig {
    if (inFlight.bytes() < 1 << 20) {
      throw new IllegalArgumentException("in_flight must be at least 1MiB: " + inFlight);
    }
    if (threads < 1 || threads > 256) {
      throw new IllegalArgumentException("threads must be in 1..256: " + threads);
    }
    if (idle.toMillis() < 10) {
      throw new IllegalArgumentException("idle must be at least 10ms: " + idle);
    }
  }

  public static CollectorConfig defaults() {
    return new CollectorConfig(
        ByteSize.ofMiB(64),
        Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
        Duration.ofSeconds(2),
        ZoneId.of("UTC"),
        SyslogTcpConfig.defaults(),
        SyslogUdpConfig.defaults(),
        EventsHttpConfig.defaults());
  }
}
