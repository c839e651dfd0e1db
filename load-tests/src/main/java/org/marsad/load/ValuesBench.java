package org.marsad.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.PackLoader;
import org.marsad.rules.sigma.SigmaLoader;

/**
 * Failed logins of ten addresses through the whole engine, and one correlation that counts the
 * names each address tries within an hour: 10,000 different ones, or 10. Nothing crosses. What the
 * counting alone costs is measured by {@link CorrelationBench}.
 */
final class ValuesBench {
  private static final int ADDRESSES = 10;
  private static final int MANY = 10_000;
  private static final int FEW = 10;
  private static final int ROUNDS = 3;

  private ValuesBench() {}

  static void run() throws IOException, InterruptedException {
    double many = 0;
    double few = 0;
    for (int round = 0; round < ROUNDS; round++) {
      few = Math.max(few, rate(FEW));
      many = Math.max(many, rate(MANY));
    }
    System.out.printf(
        Locale.ROOT, "%-44s %10.2f times the rate of %d values%n", "", many / few, FEW);
  }

  private static double rate(int values) throws IOException, InterruptedException {
    String what = String.format(Locale.ROOT, "value_count in the engine, %,d values", values);
    return new EngineBench(lines(values)).rate(what, List.of(rules(values * 2)));
  }

  private static List<String> lines(int values) {
    var lines = new ArrayList<String>();
    for (int i = 0; i < ADDRESSES * MANY; i++) {
      lines.add(
          "<86>Mar 18 10:20:30 web-1 sshd[4242]: Failed password for invalid user u"
              + i / ADDRESSES % values
              + " from 192.0.2."
              + i % ADDRESSES
              + " port 41200 ssh2");
    }
    return lines;
  }

  private static Pack rules(int atLeast) throws IOException {
    String text =
        """
        title: Many names from one address
        id: 5d9c0a52-0000-4000-8000-0000000000c1
        correlation:
          type: value_count
          rules: [failure]
          group-by: [source.ip]
          timespan: 1h
          condition: {field: user.name, gte: %d}
        ---
        title: Failed login
        name: failure
        id: 5d9c0a52-0000-4000-8000-0000000000c2
        logsource: {product: linux}
        detection:
          failure: {event.outcome: failure}
          condition: failure
        level: low
        """
            .formatted(atLeast);
    PackLoader.Loaded loaded =
        PackLoader.ofSigma(new SigmaLoader().add("values.yml", text).loaded(), "values");
    if (loaded.packs().getFirst().grouped().isEmpty()) {
      throw new IOException("the rules do not load: " + loaded.problems());
    }
    return loaded.packs().getFirst();
  }
}
