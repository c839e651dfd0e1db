package org.marsad.collector.mapping;

/** A mapping file cannot be used; the message begins with its place. */
public final class MappingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MappingException(String message) {
    super(message);
  }
}
