package org.marsad.collector.input;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Datagrams that the kernel dropped at a socket, as Linux tells it in {@code /proc/net/udp} (last
 * column). Elsewhere it is not known.
 */
final class KernelDrops {
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));

  private KernelDrops() {}

  /** The sum over the sockets of a port; NaN where the system does not tell. */
  static double ofPort(int port) {
    String suffix = ":%04X".formatted(port);
    double drops = Double.NaN;
    for (Path table : TABLES) {
      try {
        for (String line : Files.readAllLines(table)) {
          List<String> columns = List.of(line.strip().split(" +"));
          if (columns.size() > 12 && columns.get(1).endsWith(suffix)) {
            drops = (Double.isNaN(drops) ? 0 : drops) + Long.parseLong(columns.getLast());
          }
        }
      } catch (IOException | NumberFormatException _) {
        // not told here
      }
    }
    return drops;
  }
}
