package org.marsad.model.event;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** One cast of characters for the tests of every module. */
public final class Samples {
  /** 2026-03-18T10:20:30Z. */
  public static final long NOW = 1_773_829_230_000_000_000L;

  public static final long SECOND = 1_000_000_000L;

  public static final Origin TCP = Origin.of("syslog-tcp", Transport.TCP, "192.0.2.1");
  public static final Origin HTTP = new Origin("events-http", Transport.HTTP, "192.0.2.2", "json");

  private static final List<String> TEXTS =
      List.of(
          "Failed password for root from 192.0.2.7 port 22",
          "Accepted publickey for alice",
          "SSHD says: x/y (100%)",
          "\u00c9t\u00e9 a b",
          "C:\\Windows\\x and 22",
          "",
          "failed PASSWORD_failed password");
  private static final List<String> WORDS =
      List.of("sshd", "SSHD", "root", "Alice", "web-1", "WEB-1", "\u00c9t\u00e9", "a b", "x/y", "");
  private static final List<String> ADDRESSES =
      List.of("192.0.2.7", "2001:db8::1", "2001:DB8:0::1", "198.51.100.9", "not an address");
  private static final List<String> NUMBERS = List.of("22", "22.0", "443", "-5", "0", "007", "1e3");

  private Samples() {}

  /** A batch of these lines, without ids. */
  public static RawBatch raw(String... lines) {
    RawBatch.Builder builder = RawBatch.builder(TCP, NOW);
    for (String line : lines) {
      builder.add(line.getBytes(StandardCharsets.UTF_8));
    }
    return builder.build();
  }

  /** Opens a row whose original is this line, a second after the row with the id before it. */
  public static EventBatch.Builder begin(EventBatch.Builder batch, long id, String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    int at = batch.append(bytes, 0, bytes.length);
    return batch.begin(id, NOW + id * SECOND, TCP, at, bytes.length);
  }

  /** One event with a message and these fields, names and values in turn. */
  public static EventBatch event(Schema schema, long id, String message, String... fields) {
    EventBatch.Builder batch = EventBatch.builder(schema);
    begin(batch, id, message).add(Fields.MESSAGE, message);
    for (int i = 0; i < fields.length; i += 2) {
      batch.add(fields[i], fields[i + 1]);
    }
    return batch.end().build();
  }

  /** Events of every shape: any field may be missing, doubled, or of an unexpected kind. */
  public static EventBatch random(Schema schema, Random random, long firstId, int count) {
    EventBatch.Builder batch = EventBatch.builder(schema);
    for (int i = 0; i < count; i++) {
      String message = pick(random, TEXTS);
      String line = random.nextInt(4) == 0 ? "<13>x" + message + "tail" : "<13>" + message;
      begin(batch, firstId + i, line);
      batch.timestamp(NOW + random.nextInt(2_000) * SECOND - 1_000 * SECOND);
      int start = batch.length() - line.getBytes(StandardCharsets.UTF_8).length;
      int from = line.indexOf(message);
      int prefix = line.substring(0, from).getBytes(StandardCharsets.UTF_8).length;
      if (random.nextInt(8) > 0) {
        batch.add(Fields.MESSAGE, start + prefix, message.getBytes(StandardCharsets.UTF_8).length);
      } else {
        batch.add(Fields.MESSAGE, "elsewhere " + pick(random, TEXTS));
      }
      fields(batch, random);
      batch.end();
    }
    return batch.build();
  }

  private static void fields(EventBatch.Builder batch, Random random) {
    for (int i = random.nextInt(7); i > 0; i--) {
      switch (random.nextInt(8)) {
        case 0 -> batch.add(Fields.HOST_NAME, pick(random, WORDS));
        case 1 -> batch.add(Fields.USER_NAME, pick(random, WORDS));
        case 2 -> batch.add(Fields.SOURCE_IP, pick(random, ADDRESSES));
        case 3 -> number(batch, Fields.SOURCE_PORT.name(), random);
        case 4 -> batch.add(Fields.PROCESS_NAME, pick(random, WORDS));
        case 5 -> batch.add(Fields.TAGS, pick(random, WORDS));
        case 6 ->
            batch.add("note", random.nextInt(3) == 0 ? pick(random, NUMBERS) : pick(random, WORDS));
        default -> number(batch, "size", random);
      }
    }
  }

  private static void number(EventBatch.Builder batch, String name, Random random) {
    byte[] digits = pick(random, NUMBERS).getBytes(StandardCharsets.US_ASCII);
    int at = batch.append(digits, 0, digits.length);
    batch.add(batch.schema().id(name), ValueKind.NUMBER, at, digits.length);
  }

  private static String pick(Random random, List<String> list) {
    return list.get(random.nextInt(list.size()));
  }
}
