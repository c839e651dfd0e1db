package org.marsad.rules.clock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Transport;
import org.marsad.model.query.Address;
import org.marsad.model.query.Network;

/**
 * Groups of sources, by number; the first that fits counts, and number 0 has all that fit none.
 * What Marsad writes itself is a group of its own, the last one, which waits as long as these. What
 * was found is remembered for the origins seen last. One thread.
 */
public final class SourceGroups {
  /** The group of those that no other has. */
  public static final int REST = 0;

  /** What the group of Marsad's own is called; nobody else can be called so. */
  private static final String OWN = "marsad";

  private static final int REMEMBERED = 10_000;
  private static final String INPUT = "input:";

  private final List<SourceGroup> groups;
  private final List<Predicate<Origin>> places = new ArrayList<>();
  private final Duration rest;
  private final Map<Origin, Integer> known = new HashMap<>();
  private @Nullable Origin last;
  private int lastGroup;

  /**
   * Groups.
   *
   * @param rest the lateness of those that no group has
   */
  public SourceGroups(List<SourceGroup> groups, Duration rest) {
    this.groups = List.copyOf(groups);
    this.rest = rest;
    groups.forEach(group -> places.add(places(group.match())));
  }

  /** How long each waits, by its number. */
  public List<Duration> latenesses() {
    var latenesses = new ArrayList<Duration>();
    latenesses.add(rest);
    groups.forEach(group -> latenesses.add(group.lateness()));
    latenesses.add(rest);
    return latenesses;
  }

  /** What each is called in checkpoints, by its number. */
  public List<String> names() {
    var names = new ArrayList<String>();
    names.add("");
    groups.forEach(group -> names.add(group.match()));
    names.add(OWN);
    return names;
  }

  /** The number of the group of what Marsad writes itself. */
  public int own() {
    return groups.size() + 1;
  }

  /** The number of the group that has an origin. */
  public int of(Origin origin) {
    if (origin.transport() == Transport.INTERNAL) {
      return own();
    }
    if (places.isEmpty()) {
      return REST;
    }
    if (!origin.equals(last)) {
      if (known.size() >= REMEMBERED) {
        known.clear();
      }
      lastGroup = known.computeIfAbsent(origin, this::find);
      last = origin;
    }
    return lastGroup;
  }

  private int find(Origin origin) {
    for (int i = 0; i < places.size(); i++) {
      if (places.get(i).test(origin)) {
        return i + 1;
      }
    }
    return REST;
  }

  /**
   * Reads which sources are meant.
   *
   * @throws IllegalArgumentException if it cannot be understood
   */
  static Predicate<Origin> places(String match) {
    if (match.isBlank()) {
      throw new IllegalArgumentException(
          "match is missing; expecting an address, a network, input:NAME or *");
    }
    Predicate<Origin> any = _ -> false;
    for (String part : match.split(",", -1)) {
      any = any.or(place(part.strip()));
    }
    return any;
  }

  private static Predicate<Origin> place(String part) {
    if (part.equals("*")) {
      return _ -> true;
    }
    if (part.startsWith(INPUT) && part.length() > INPUT.length()) {
      String input = part.substring(INPUT.length());
      return origin -> origin.input().equals(input);
    }
    Network network = Network.parse(part);
    if (network != null) {
      return origin -> {
        byte[] address = Address.parse(origin.peer());
        return address != null && network.contains(address);
      };
    }
    byte[] wanted = Address.parse(part);
    if (wanted == null) {
      throw new IllegalArgumentException(
          "match \"" + part + "\" is not known; expecting an address, a network, input:NAME or *");
    }
    return origin -> Arrays.equals(wanted, Address.parse(origin.peer()));
  }
}
