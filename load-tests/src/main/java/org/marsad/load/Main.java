package org.marsad.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/** {@code bench NAME [PART...] [MESSAGES]} and {@code load NAME [RATE] [SECONDS]}. */
public final class Main {
  private static final int DEFAULT_MESSAGES = 2_000_000;
  private static final int DEFAULT_BULK = 400_000;
  private static final int DEFAULT_RATE = 20_000;
  private static final int DEFAULT_SECONDS = 60;
  private static final int CONNECTIONS = 4;
  private static final List<String> SPINE = List.of("intake", "way");
  private static final List<String> INTAKE = List.of("tcp", "http", "searchable", "relp", "udp");
  private static final List<String> SEARCH =
      List.of("marsad", "opensearch", "intake", "restart", "busy", "loop");
  private static final int DEFAULT_EVENTS = 1_000_000;
  private static final List<String> STORE = List.of("store", "loop", "merge", "parts", "blocks");

  private Main() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> words = List.of(arguments);
    if (!words.isEmpty() && words.getFirst().equals("corpora")) {
      System.exit(CorporaGate.run(words.subList(1, words.size())));
    }
    if (words.size() > 1 && words.getFirst().equals("load") && words.get(1).equals("soak")) {
      int rate = words.size() > 2 ? Integer.parseInt(words.get(2)) : DEFAULT_RATE;
      int seconds = words.size() > 3 ? Integer.parseInt(words.get(3)) : DEFAULT_SECONDS;
      System.exit(new Soak(rate, Duration.ofSeconds(seconds)).run() ? 0 : 1);
    }
    if (words.size() > 1 && words.subList(0, 2).equals(List.of("bench", "detect"))) {
      DetectBench.run(words.subList(2, words.size()));
      return;
    }
    if (words.size() > 1 && words.subList(0, 2).equals(List.of("bench", "correlate"))) {
      new CorrelationBench().run(words.subList(2, words.size()));
      return;
    }
    if (words.size() > 1 && words.subList(0, 2).equals(List.of("bench", "replay"))) {
      ReplayBench.run(words.size() > 2 ? Integer.parseInt(words.get(2)) : DEFAULT_EVENTS);
      return;
    }
    String name = words.size() > 1 && words.getFirst().equals("bench") ? words.get(1) : "";
    List<String> parts =
        switch (name) {
          case "spine" -> SPINE;
          case "intake" -> INTAKE;
          case "search" -> SEARCH;
          case "store" -> STORE;
          default -> List.of();
        };
    if (parts.isEmpty()) {
      System.err.print(
          """
          usage: ./dev bench spine [intake|way] [MESSAGES]
                  ./dev bench intake [tcp|http|searchable|relp|udp] [MESSAGES]
                  ./dev bench search [marsad|opensearch] [intake] [restart] [busy] [loop] [EVENTS]
                  ./dev bench detect [ready|mixed|loop|drools|processes|packs|edited|indicators|terms|values|engine|latency]
                  ./dev bench correlate [types|values]
                  ./dev bench replay [EVENTS]
                 ./dev bench store [store|loop|merge|parts|blocks] [EVENTS]
                 ./dev load soak [MESSAGES A SECOND] [SECONDS]
          """);
      System.exit(2);
    }
    List<String> rest = words.subList(2, words.size());
    List<String> named = rest.stream().filter(parts::contains).toList();
    List<String> wanted = named.isEmpty() ? parts : named;
    OptionalInt given =
        rest.stream().filter(word -> !parts.contains(word)).mapToInt(Integer::parseInt).findFirst();
    int messages = given.orElse(name.equals("search") ? DEFAULT_EVENTS : DEFAULT_MESSAGES);
    if (name.equals("spine")) {
      new SpineBench(messages).run(wanted.contains("intake"), wanted.contains("way"));
    } else if (name.equals("search")) {
      search(named, messages);
    } else if (name.equals("store")) {
      if (wanted.contains("store") || wanted.contains("loop") || wanted.contains("parts")) {
        new StoreBench(messages)
            .run(wanted.contains("store"), wanted.contains("loop"), wanted.contains("parts"));
      }
      if (wanted.contains("merge")) {
        new MergeBench(messages).run();
      }
      if (wanted.contains("blocks")) {
        new BlockBench(messages).run();
      }
    } else {
      intake(wanted, messages, given.orElse(DEFAULT_BULK));
    }
  }

  /** What is not named is left out, but where neither server is named both are compared. */
  private static void search(List<String> named, int events)
      throws IOException, InterruptedException {
    boolean both = !named.contains("marsad") && !named.contains("opensearch");
    new SearchBench(
            events,
            !named.contains("intake"),
            named.isEmpty() || named.contains("restart"),
            named.isEmpty() || named.contains("busy"),
            named.isEmpty() || named.contains("loop"))
        .run(both || named.contains("marsad"), both || named.contains("opensearch"));
  }

  private static void intake(List<String> wanted, int count, int documents)
      throws IOException, InterruptedException {
    var messages = new Messages();
    Path folder = Files.createTempDirectory("marsad-bench-");
    try {
      var bench = new IntakeBench(messages, folder);
      if (wanted.contains("tcp")) {
        bench.tcp(CONNECTIONS, Math.max(1, count / (messages.distinct() * CONNECTIONS)));
      }
      if (wanted.contains("http")) {
        new BulkBench(folder, documents).durable();
      }
      if (wanted.contains("searchable")) {
        new BulkBench(folder, documents).searchable();
      }
      if (wanted.contains("relp")) {
        bench.relp(count / 2);
      }
      if (wanted.contains("udp")) {
        bench.udp();
      }
    } finally {
      Folders.delete(folder);
    }
  }
}
