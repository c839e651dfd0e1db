package org.marsad.collector.input;

import java.time.Duration;
import org.marsad.model.config.ByteSize;

/**
 * Settings of GELF over UDP.
 *
 * @param enabled whether it listens
 * @param host address to listen on
 * @param port 0 for any
 * @param receiveBuffer what the kernel keeps while we are busy; it may grant less
 * @param maxFrame the longest message that is kept whole, unpacked
 * @param maxPending messages that wait for their other chunks at most; of one sender a quarter
 * @param maxPendingBytes bytes of them at most
 * @param chunkTimeout how long a message waits for its other chunks
 */
public record GelfUdpConfig(
    boolean enabled,
    String host,
    int port,
    ByteSize receiveBuffer,
    ByteSize maxFrame,
    int maxPending,
    ByteSize maxPendingBytes,
    Duration chunkTimeout) {

  public GelfUdpConfig {
    new Limits("gelf_udp")
        .host(host)
        .port(port)
        .size("receive_buffer", receiveBuffer, new ByteSize(4096), ByteSize.ofMiB(1024))
        .size("max_frame", maxFrame, new ByteSize(1024), ByteSize.ofMiB(16))
        .number("max_pending", maxPending, 4, 1_000_000)
        .size("max_pending_bytes", maxPendingBytes, ByteSize.ofMiB(1), ByteSize.ofMiB(1024))
        .duration("chunk_timeout", chunkTimeout, Duration.ofMillis(10), Duration.ofMinutes(10))
        .check();
  }

  public static GelfUdpConfig defaults() {
    return new GelfUdpConfig(
        true,
        "127.0.0.1",
        12_201,
        ByteSize.ofMiB(4),
        ByteSize.ofMiB(1),
        1_000,
        ByteSize.ofMiB(16),
        Duration.ofSeconds(5));
  }

  /** The same on another port. */
  public GelfUdpConfig withPort(int other) {
    return new GelfUdpConfig(
        enabled, host, other, receiveBuffer, maxFrame, maxPending, maxPendingBytes, chunkTimeout);
  }
}
