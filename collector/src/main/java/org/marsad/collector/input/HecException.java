package org.marsad.collector.input;

/** Says what an event collector answers to a body it does not take. Has no stack: it is no bug. */
final class HecException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final int NONE = -1;

  private final HecStatus status;
  private final int event;

  HecException(HecStatus status) {
    this(status, NONE);
  }

  /** Because of one event of the body, from 0. */
  HecException(HecStatus status, int event) {
    super(status.text(), null, false, false);
    this.status = status;
    this.event = event;
  }

  HecStatus status() {
    return status;
  }

  /** Whether one event is to blame. */
  boolean hasEvent() {
    return event != NONE;
  }

  int event() {
    return event;
  }
}
