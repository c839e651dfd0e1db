package org.marsad.collector.journal;

import java.io.IOException;

/** The disk has no room; nothing is broken. */
final class DiskFullException extends IOException {
  private static final long serialVersionUID = 1L;

  DiskFullException(String message) {
    super(message);
  }
}
