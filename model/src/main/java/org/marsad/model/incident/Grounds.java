package org.marsad.model.incident;

import java.util.List;

/**
 * Why a rule held.
 *
 * @param reason one sentence with the values that met its conditions
 * @param matched the conditions that held for its first event, with the values that met them
 */
public record Grounds(String reason, List<Matched> matched) {
  public Grounds {
    matched = List.copyOf(matched);
  }
}
