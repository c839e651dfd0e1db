package org.marsad.query.auth;

import com.linecorp.armeria.server.ServiceRequestContext;

/** Takes the record of what was done. Thread-safe; must not block. */
@FunctionalInterface
public interface AuditLog {
  /** Something was read or changed. */
  void record(Entry entry);

  /**
   * Who sent a request did something, or tried to.
   *
   * @param action what was done, such as {@code incident.read}
   * @param object what it was done to
   * @param done whether it succeeded
   */
  default void record(ServiceRequestContext context, String action, String object, boolean done) {
    String outcome = done ? "success" : "failure";
    record(new Entry(Guard.user(context), action, object, Guard.peer(context), outcome));
  }

  /**
   * One record.
   *
   * @param user name of the token
   * @param action what was done, such as {@code incident.read}
   * @param object what it was done to
   * @param peer the address it came from
   * @param outcome {@code success} or {@code failure}
   */
  record Entry(String user, String action, String object, String peer, String outcome) {}
}
