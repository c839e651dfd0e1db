package org.marsad.model.store;

import java.io.IOException;

/**
 * The log has no room now, because the disk is down to its reserve. Nothing is broken: try again.
 */
public final class LogFullException extends IOException {
  private static final long serialVersionUID = 1L;

  public LogFullException(String message) {
    super(message);
  }
}
