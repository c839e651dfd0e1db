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
 * @param lag how long the last frame handed to the store took to get there, in nanoseconds
 * @param typicalGap its usual pause in nanoseconds, or {@link #UNKNOWN}
 * @param clockOffset received minus claimed in nanoseconds, the median of late, or {@link #UNKNOWN}
 * @param clockSpread half of the samples are no farther from that, or {@link #UNKNOWN}
 * @param clockApplied what is added to the times it claims, in nanoseconds
 * @param silent whether it is silent for longer than usual
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
    Map<String, Long> formats,
    long lag,
    long typicalGap,
    long clockOffset,
    long clockSpread,
    long clockApplied,
    boolean silent) {
  /** Where too little was seen to tell. */
  public static final long UNKNOWN = Long.MIN_VALUE;

  public SourceReport {
    refused = Map.copyOf(refused);
    formats = Map.copyOf(formats);
  }

  /** Frames not taken, for whatever reason. */
  public long refusedSum() {
    return refused.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Of the frames handed to the store, the share that was understood; 1 if there were none. */
  public double parsed() {
    long handed = indexed + quarantined;
    return handed == 0 ? 1 : (double) indexed / handed;
  }

  /** Whether every frame is in one of the columns. */
  public boolean isBalanced() {
    return received == indexed + quarantined + refusedSum() + pending;
  }
}
