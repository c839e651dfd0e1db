package org.marsad.index.shard;

/**
 * A shard that was let go.
 *
 * @param events how many were in it
 * @param bytes what it took on the disk
 * @param reason in words
 */
public record Forgotten(String shard, long events, long bytes, String reason) {
  @Override
  public String toString() {
    return "shard "
        + shard
        + " with "
        + events
        + " events ("
        + (bytes >> 20)
        + " MiB) was deleted: "
        + reason;
  }
}
