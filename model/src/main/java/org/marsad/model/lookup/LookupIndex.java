package org.marsad.model.lookup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.marsad.model.expr.Value;
import org.marsad.model.query.Address;
import org.marsad.model.query.Fold;
import org.marsad.model.query.Glob;
import org.marsad.model.query.Network;

/**
 * The rows of a table by some of its columns. Whole values and the first column of networks make
 * the key of a hash table: a network under its own address, so that an address is looked up once
 * for each length of prefix there is, the longest first. Patterns, and further networks, are tried
 * one by one among the rows that are left. Immutable; thread-safe.
 */
public final class LookupIndex {
  private static final int[] NOTHING = {};
  private static final int NO_NETWORK = -1;
  private static final int MAX_COMBINATIONS = 100;
  private static final char SEPARATOR = 0;

  private final LookupTable table;
  private final int[] columns;
  private final LookupMatch[] matches;
  private final int network;
  private final NavigableSet<Integer> prefixes = new TreeSet<>();
  private final Map<String, int[]> buckets = new HashMap<>();
  private final @Nullable Tried[] tried;

  private LookupIndex(LookupTable table, List<String> keys) {
    this.table = table;
    columns = keys.stream().mapToInt(table::column).toArray();
    matches = keys.stream().map(table.rules()::of).toArray(LookupMatch[]::new);
    network = Arrays.asList(matches).indexOf(LookupMatch.CIDR);
    boolean trying = false;
    for (int key = 0; key < matches.length; key++) {
      trying |= matches[key] == LookupMatch.WILDCARD;
      trying |= matches[key] == LookupMatch.CIDR && key != network;
    }
    tried = new Tried[trying ? table.size() : 0];
    fill();
  }

  static LookupIndex of(LookupTable table, List<String> keys) {
    return new LookupIndex(table, keys);
  }

  private void fill() {
    var lists = new HashMap<String, List<Integer>>();
    var key = new StringBuilder();
    for (int row = 0; row < table.size(); row++) {
      Network net = null;
      if (network >= 0) {
        net = network(table.text(row, columns[network]));
        if (net == null) {
          continue;
        }
        prefixes.add(net.bits());
      }
      key.setLength(0);
      for (int i = 0; i < columns.length; i++) {
        if (matches[i] == LookupMatch.EXACT) {
          exact(table.text(row, columns[i]), key);
        }
      }
      if (net != null) {
        masked(net.first(), net.bits(), key);
      }
      lists.computeIfAbsent(key.toString(), _ -> new ArrayList<>()).add(row);
      if (tried.length > 0) {
        tried[row] = tried(row);
      }
    }
    lists.forEach((k, list) -> buckets.put(k, list.stream().mapToInt(i -> i).toArray()));
  }

  private Tried tried(int row) {
    var globs = new @Nullable Glob[columns.length];
    var networks = new @Nullable Network[columns.length];
    for (int i = 0; i < columns.length; i++) {
      String text = table.text(row, columns[i]);
      if (matches[i] == LookupMatch.WILDCARD) {
        globs[i] = new Glob(Patterns.of(text));
      } else if (matches[i] == LookupMatch.CIDR && i != network) {
        networks[i] = network(text);
      }
    }
    return new Tried(globs, networks);
  }

  /** What is tried for a row, by the number of the key. */
  private static final class Tried {
    final @Nullable Glob[] globs;
    final @Nullable Network[] networks;

    Tried(@Nullable Glob[] globs, @Nullable Network[] networks) {
      this.globs = globs;
      this.networks = networks;
    }
  }

  private static @Nullable Network network(String text) {
    Network net = Network.parse(text);
    return net != null || Address.parse(text) == null
        ? net
        : Network.parse(text + (text.indexOf(':') < 0 ? "/32" : "/128"));
  }

  private void exact(String text, StringBuilder key) {
    String folded = table.rules().caseSensitive() ? text : Fold.text(text);
    key.append(folded.length()).append(':').append(folded);
  }

  private static void masked(byte[] address, int bits, StringBuilder key) {
    key.append(SEPARATOR).append(bits).append(SEPARATOR);
    for (int i = 0; i < (bits + 7) / 8; i++) {
      int over = Math.max(0, (i + 1) * 8 - bits);
      key.append((char) (address[i] & 0xff & -1 << over));
    }
  }

  /**
   * The rows for these values, one for each key column, in the order of the table; at most as many
   * as its rules say. A missing value finds nothing; a list finds what each of its elements does.
   */
  public int[] find(List<Value> values) {
    var found = new LinkedHashSet<Integer>();
    var texts = new String[columns.length];
    combine(values, 0, texts, found, new int[] {MAX_COMBINATIONS});
    int most = table.rules().maxMatches();
    return found.isEmpty()
        ? NOTHING
        : found.stream().sorted().limit(most).mapToInt(i -> i).toArray();
  }

  private void combine(
      List<Value> values, int key, String[] texts, Set<Integer> found, int[] left) {
    if (key == texts.length) {
      if (left[0]-- > 0) {
        one(texts, found);
      }
      return;
    }
    for (Value value : values.get(key).list()) {
      texts[key] = value.text();
      combine(values, key + 1, texts, found, left);
    }
  }

  private void one(String[] texts, Set<Integer> found) {
    var key = new StringBuilder();
    for (int i = 0; i < columns.length; i++) {
      if (matches[i] == LookupMatch.EXACT) {
        exact(texts[i], key);
      }
    }
    if (network == NO_NETWORK) {
      collect(key.toString(), texts, found);
      return;
    }
    byte[] address = Address.parse(texts[network]);
    if (address == null) {
      return;
    }
    int exact = key.length();
    for (int bits : prefixes.descendingSet()) {
      key.setLength(exact);
      masked(address, bits, key);
      if (collect(key.toString(), texts, found)) {
        return;
      }
    }
  }

  private boolean collect(String key, String[] texts, Set<Integer> found) {
    int[] rows = buckets.getOrDefault(key, NOTHING);
    boolean any = false;
    for (int row : rows) {
      if (tried.length == 0 || passes(tried[row], texts)) {
        found.add(row);
        any = true;
      }
    }
    return any;
  }

  private boolean passes(@Nullable Tried tests, String[] texts) {
    if (tests == null) {
      return false;
    }
    for (int i = 0; i < columns.length; i++) {
      Glob glob = tests.globs[i];
      if (glob != null && !Patterns.matches(glob, texts[i])) {
        return false;
      }
      if (matches[i] == LookupMatch.CIDR && i != network) {
        Network net = tests.networks[i];
        byte[] address = Address.parse(texts[i]);
        if (net == null || address == null || !net.contains(address)) {
          return false;
        }
      }
    }
    return true;
  }
}
