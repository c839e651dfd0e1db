package org.marsad.collector.input;

import io.netty.channel.Channel;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Datagrams that the kernel dropped at a socket because its buffer was full, as Linux tells it in
 * {@code /proc/net/udp}: a line per socket, its inode in column 10, its drops in the last.
 * Elsewhere it is not known.
 */
final class KernelDrops {
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));
  private static final int INODE = 9;
  private static final int DROPS = 12;

  private KernelDrops() {}

  /** The drops of a socket so far; NaN where the system does not tell. */
  static double of(Channel channel) {
    if (!(channel instanceof UnixChannel socket) || !socket.isOpen()) {
      return Double.NaN;
    }
    try {
      Path link = Path.of("/proc/self/fd", Integer.toString(socket.fd().intValue()));
      String target = Files.readSymbolicLink(link).toString();
      String inode = target.substring(target.indexOf('[') + 1, target.length() - 1);
      for (Path table : TABLES) {
        for (String line : Files.readAllLines(table)) {
          String[] columns = line.strip().split(" +", -1);
          if (columns.length > DROPS && columns[INODE].equals(inode)) {
            return Long.parseLong(columns[DROPS]);
          }
        }
      }
    } catch (IOException | RuntimeException _) {
      // A system that does not tell, or the socket was closed just now.
    }
    return Double.NaN;
  }
}
