package org.marsad.rules.correlate.api;

/** How far things happened from each other. Where a place is not known, the answer is 0. */
public final class Geo {
  private static final double EARTH_KM = 6371.0088;
  private static final double HOUR_MILLIS = 3_600_000.0;

  private Geo() {}

  /** Kilometres along a great circle, by the haversine formula. */
  public static double km(Happening one, Happening other) {
    double north = Math.toRadians(one.getLatitude());
    double otherNorth = Math.toRadians(other.getLatitude());
    double east = Math.toRadians(other.getLongitude() - one.getLongitude());
    double upward = Math.sin((otherNorth - north) / 2);
    double sideward = Math.sin(east / 2);
    double half = upward * upward + Math.cos(north) * Math.cos(otherNorth) * sideward * sideward;
    double km = 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(half)));
    return Double.isNaN(km) ? 0 : km;
  }

  /** How fast somebody must have travelled; as if at least a second had passed. */
  public static double kmh(Happening one, Happening other) {
    double millis = Math.max(1_000, Math.abs(other.getTs() - one.getTs()));
    return km(one, other) / (millis / HOUR_MILLIS);
  }
}
