package org.marsad.rules.pack;

import java.util.List;
import java.util.Map;

/**
 * A folder of rules, read.
 *
 * @param name the folder's name: letters, digits, dashes
 * @param version of the pack
 * @param title one line
 * @param author of its rules where they name none
 * @param detections rules for single events
 * @param drl texts of its DRL files by file name
 * @param samples recorded logs by name
 */
public record Pack(
    String name,
    String version,
    String title,
    String author,
    List<Rule.Detection> detections,
    Map<String, String> drl,
    Map<String, SampleLog> samples) {
  public Pack {
    detections = List.copyOf(detections);
    drl = Map.copyOf(drl);
    samples = Map.copyOf(samples);
  }
}
