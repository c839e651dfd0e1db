package org.marsad.model.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.marsad.model.query.WildcardPattern.Literal;
import org.marsad.model.query.WildcardPattern.One;
import org.marsad.model.query.WildcardPattern.Part;
import org.marsad.model.query.WildcardPattern.Run;

/** Trees of every shape over a small world of fields and values. */
public final class RandomQueries {
  private static final List<String> FIELDS =
      List.of(
          "message",
          "host.name",
          "user.name",
          "source.ip",
          "source.port",
          "process.name",
          "tags",
          "note",
          "size",
          "nobody.has.this",
          "event.original");
  private static final List<String> VALUES =
      List.of(
          "sshd",
          "SSHD",
          "root",
          "alice",
          "Failed",
          "password",
          "web-1",
          "192.0.2.7",
          "2001:DB8::1",
          "22",
          "22.0",
          "443",
          "a b",
          "and",
          "\u00e9t\u00e9",
          "C:\\Windows\\x",
          "100%",
          "(",
          "failed password",
          "-5",
          "x/y");

  private RandomQueries() {}

  /** A tree of at most this depth. */
  public static Query query(Random random, int depth) {
    int kinds = depth == 0 ? 9 : 12;
    return switch (random.nextInt(kinds)) {
      case 0 -> new Query.Exists(pick(random, FIELDS));
      case 1, 2 -> new Query.Term(field(random), pick(random, VALUES), false);
      case 3 -> new Query.Term(pick(random, FIELDS), pick(random, VALUES), true);
      case 4 -> phrase(random);
      case 5 -> new Query.Wildcard(field(random), pattern(random));
      case 6 -> range(random);
      case 7 -> in(random);
      case 8 -> leaf(random);
      case 9 -> new Query.Not(query(random, depth - 1));
      case 10 -> new Query.And(some(random, () -> query(random, depth - 1)));
      default -> new Query.Or(some(random, () -> query(random, depth - 1)));
    };
  }

  private static Query range(Random random) {
    Query.Bound lower = bound(random);
    Query.Bound upper = bound(random);
    return new Query.Range(
        pick(random, FIELDS), Bounds.isEmpty(lower, upper) ? null : lower, upper);
  }

  private static Query leaf(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> new Query.All();
      case 1 ->
          new Query.Regex(field(random), pick(random, List.of("^s", "oot$", "a.*d", "[0-9]+")));
      case 2 -> cidr(random);
      default -> new Query.Time(random.nextInt(1000) * 1_000_000_000L, Long.MAX_VALUE);
    };
  }

  private static Query cidr(Random random) {
    Network network =
        Network.parse(pick(random, List.of("192.0.2.0/24", "2001:db8::/32", "0.0.0.0/0")));
    if (network == null) {
      throw new AssertionError();
    }
    return new Query.Cidr(field(random), network);
  }

  private static Query in(Random random) {
    return new Query.In(pick(random, FIELDS), some(random, () -> pick(random, VALUES)));
  }

  private static Query phrase(Random random) {
    return new Query.Phrase(
        field(random), pick(random, VALUES), random.nextInt(3) / 2 * 2, random.nextInt(4) == 0);
  }

  private static WildcardPattern pattern(Random random) {
    var parts = new ArrayList<Part>();
    Part last = new Run();
    for (int i = random.nextInt(4) + 1; i > 0; i--) {
      Part next =
          switch (random.nextInt(3)) {
            case 0 -> new Run();
            case 1 -> new One();
            default -> new Literal(pick(random, VALUES));
          };
      if (!(next instanceof Literal && last instanceof Literal)) {
        parts.add(next);
        last = next;
      }
    }
    // Literals alone are a term and runs alone are existence: one of each makes it a pattern.
    parts.add(last instanceof Literal ? new Run() : new Literal("d"));
    boolean hasWildcard = parts.stream().anyMatch(part -> !(part instanceof Literal));
    return new WildcardPattern(hasWildcard ? parts : List.of(new Literal("r"), new Run()));
  }

  private static Query.Bound bound(Random random) {
    return new Query.Bound(pick(random, VALUES), random.nextBoolean());
  }

  private static String field(Random random) {
    return random.nextInt(4) == 0 ? Query.ANY_FIELD : pick(random, FIELDS);
  }

  private static <T> T pick(Random random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private static <T> List<T> some(Random random, Supplier<T> one) {
    var list = new ArrayList<T>();
    for (int i = 2 + random.nextInt(2); i > 0; i--) {
      list.add(one.get());
    }
    return list;
  }
}
