package org.marsad.model.intake;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sources heard since the process began. Any thread may ask. */
@FunctionalInterface
public interface Sources {
  /** A consistent report per source, sorted by input and peer. */
  List<SourceReport> report();

  /** Why the books are not to be trusted, if that was found; null while they balance. */
  default @Nullable String problem() {
    return null;
  }

  /** The sockets that take datagrams in, whose losses no source can be charged with. */
  default List<SocketReport> sockets() {
    return List.of();
  }
}
