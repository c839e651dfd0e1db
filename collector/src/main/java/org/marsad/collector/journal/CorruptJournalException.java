package org.marsad.collector.journal;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Events that were acknowledged cannot be read: the start stops here, so that nobody overlooks it.
 */
public final class CorruptJournalException extends IOException {
  private static final long serialVersionUID = 1L;

  CorruptJournalException(Path file, long position, String why) {
    super(
        "journal segment "
            + file
            + " is damaged at byte "
            + position
            + ": "
            + why
            + "; \"./marsad journal repair\" sets the damaged part aside and says what is gone");
  }
}
