package org.marsad.collector.journal;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Something that was durable cannot be read. The start stops with it, so that nobody overlooks it;
 * the message names the file, the byte, what was expected there and the command that helps.
 */
public final class CorruptJournalException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long position;

  CorruptJournalException(Path file, long position, String why) {
    super(
        "journal segment "
            + file
            + " is damaged at byte "
            + position
            + ": "
            + why
            + "; \"./marsad journal repair --data "
            + data(file)
            + "\" sets the damaged part aside and says which events are gone");
    this.file = file.toString();
    this.position = position;
  }

  /** The segment file. */
  public Path file() {
    return Path.of(file);
  }

  /** The byte at which it stops making sense. */
  public long position() {
    return position;
  }

  /** The folder that holds the folder of the journal. */
  private static Path data(Path file) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    Path data = folder == null ? null : folder.getParent();
    return data == null ? Path.of("DIR") : data;
  }
}
