package org.marsad.load;

import java.io.IOException;
import java.util.List;

/** {@code bench NAME [PART] [MESSAGES]}. */
public final class Main {
  private static final int DEFAULT_MESSAGES = 2_000_000;
  private static final List<String> PARTS = List.of("intake", "way");

  private Main() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> words = List.of(arguments);
    if (words.size() < 2 || !words.get(0).equals("bench") || !words.get(1).equals("spine")) {
      System.err.println("usage: ./dev bench spine [intake|way] [MESSAGES]");
      System.exit(2);
    }
    List<String> parts = words.stream().skip(2).filter(PARTS::contains).toList();
    int messages =
        words.stream()
            .skip(2)
            .filter(word -> !PARTS.contains(word))
            .mapToInt(Integer::parseInt)
            .findFirst()
            .orElse(DEFAULT_MESSAGES);
    new SpineBench(messages)
        .run(parts.isEmpty() || parts.contains("intake"), parts.isEmpty() || parts.contains("way"));
  }
}
