package org.marsad.model.intake;

import java.util.List;

/** The sources heard since the process began. Any thread may ask. */
@FunctionalInterface
public interface Sources {
  /** A consistent report per source, sorted by input and peer. */
  List<SourceReport> report();
}
