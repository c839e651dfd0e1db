package org.marsad.load;

import java.io.IOException;
import java.util.List;

/** {@code bench NAME [messages]}. */
public final class Main {
  private static final int DEFAULT_MESSAGES = 2_000_000;

  private Main() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> words = List.of(arguments);
    if (words.size() >= 2 && words.get(0).equals("bench") && words.get(1).equals("spine")) {
      new SpineBench(words.size() > 2 ? Integer.parseInt(words.get(2)) : DEFAULT_MESSAGES).run();
      return;
    }
    System.err.println("usage: ./dev bench spine [messages]");
    System.exit(2);
  }
}
