package org.marsad.model.intake;

import java.util.Map;
import org.marsad.model.event.Transport;

/**
 * The books of one source, which is one peer at one input. At any time {@code received = indexed +
 * quarantined + refused + pending}, where refused is the sum of {@code refused}.
 *
 * @param input the configured name of the input
 * @param transport how it sends
 * @param peer the sender's address; empty where there is none, or where the identity counts
 * @param identity who the sender proved to be, whatever its address; empty where it proved nothing
 * @param received frames seen since the process began, those read back from the log at start
 *     included
 * @param bytes bytes of those frames
 * @param indexed frames that were understood and handed to the store
 * @param quarantined frames that were not understood, kept raw and flagged, and handed to the store
 * @param refused frames not taken, by reason, such as {@code overload}, {@code disk-full}
 * @param pending frames taken that have not reached the store yet
 * @param truncated frames cut at the size limit; they count as received too
 * @param firstSeen receive time of its first frame, in nanoseconds since 1970
 * @param lastSeen receive time of its last frame
 * @param formats frames by the format that read them
 */
public record SourceReport(
    String input,
    Transport transport,
    String peer,
    String identity,
    long received,
    long bytes,
    long indexed,
    long quarantined,
    Map<String, Long> refused,
    long pending,
    long truncated,
    long firstSeen,
    long lastSeen,
    Map<String, Long> formats) {

  public SourceReport {
    refused = Map.copyOf(refused);
    formats = Map.copyOf(formats);
  }
}
