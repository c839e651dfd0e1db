package org.marsad.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;

/**
 * RFC 5424 messages of about 250 bytes, the same for the same seed: what web servers, sshd and sudo
 * write, with addresses and names from a few thousand. Cut as a stream with octet counting.
 */
final class Messages {
  private static final int DISTINCT = 8192;
  private static final long SEED = 42;

  private final byte[][] messages = new byte[DISTINCT][];
  private final byte[] stream;

  Messages() {
    var random = new Random(SEED);
    // As rsyslog writes it: RFC 5424 allows no more digits.
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    var all = new StringBuilder();
    for (int i = 0; i < DISTINCT; i++) {
      String text = message(random, now.minusMillis(DISTINCT - i));
      messages[i] = text.getBytes(UTF_8);
      all.append(messages[i].length).append(' ').append(text);
    }
    stream = all.toString().getBytes(UTF_8);
  }

  private static String message(Random random, Instant time) {
    String host = "host-" + random.nextInt(500) + ".example.com";
    String address = "198.51.100." + random.nextInt(254);
    int kind = random.nextInt(20);
    String body;
    if (kind == 0) {
      body =
          "sshd %d - - Accepted publickey for user%d from %s port %d ssh2: ED25519 SHA256:%016x%016x"
              .formatted(
                  random.nextInt(60_000),
                  random.nextInt(800),
                  address,
                  random.nextInt(65_000),
                  random.nextLong(),
                  random.nextLong());
    } else if (kind == 1) {
      body =
          "sudo - - - user%d : TTY=pts/%d ; PWD=/home/user ; USER=root ; COMMAND=/usr/bin/systemctl reload nginx"
              .formatted(random.nextInt(800), random.nextInt(9));
    } else {
      body =
          "nginx %d - - %s - - \"GET /api/v2/items/%d?session=%016x HTTP/1.1\" %d %d \"https://www.example.com/a\" \"Mozilla/5.0 (X11; Linux x86_64)\" rt=0.%03d"
              .formatted(
                  random.nextInt(60_000),
                  address,
                  random.nextInt(100_000),
                  random.nextLong(),
                  random.nextInt(10) == 0 ? 404 : 200,
                  random.nextInt(50_000),
                  random.nextInt(1000));
    }
    String text = "<134>1 " + time.toString() + " " + host + " " + body;
    return text.length() >= 250 ? text : text + " pad=" + "x".repeat(250 - text.length() - 5);
  }

  /** All of them once, as a stream of counted frames. */
  byte[] stream() {
    return stream;
  }

  /** How many there are. */
  int distinct() {
    return DISTINCT;
  }

  byte[] message(long number) {
    return messages[(int) (number % DISTINCT)];
  }
}
