package org.marsad.collector.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.marsad.model.config.ByteSize;
import org.marsad.model.event.FrameFlag;
import org.marsad.model.event.Transport;

class RelpInputTest extends InputContract {
  private static final Charset UTF = StandardCharsets.UTF_8;
  private static final int WINDOW = 500;

  @Override
  protected Input open(InputContext context, EventLoops loops) {
    RelpConfig config =
        RelpConfig.defaults()
            .withPort(0)
            .withLimits(new ByteSize(MAX_FRAME), WINDOW, MAX_CONNECTIONS);
    return RelpInput.open(config, loops, context);
  }

  @Override
  protected TestSender connect(Input opened) throws IOException {
    return RelpSender.connect(opened.address());
  }

  @Override
  protected Transport transport() {
    return Transport.RELP;
  }

  @Override
  protected boolean acknowledges() {
    return true;
  }

  @Override
  protected boolean keepsGarbage() {
    return false;
  }

  @Test
  void talksAsLibrelpDoes() throws Exception {
    try (var sender = RelpSender.connect(input().address())) {
      String offers =
          "relp_version=0\n"
              + "relp_software=librelp,1.11.0,http://librelp.example.com\n"
              + "commands=syslog";
      String dialogue =
          "1 open "
              + offers.length()
              + " "
              + offers
              + "\n2 syslog 28 <14>Feb  3 12:34:57 h b: two\n"
              + "3 syslog 6 <13>a\n\n"
              + "4 syslog 0\n"
              + "5 close 0\n";
      write(sender, dialogue);
      String answers = sender.allAnswers();
      assertTrue(
          answers.startsWith(
              "1 rsp 58 200 OK\nrelp_version=0\nrelp_software=marsad\ncommands=syslog\n"),
          answers);
      assertEquals(
          "2 rsp 6 200 OK\n3 rsp 6 200 OK\n4 rsp 6 200 OK\n5 rsp 0\n0 serverclose 0\n",
          answers.substring(answers.indexOf("2 rsp")));
    }
    assertEquals(
        List.of("<14>Feb  3 12:34:57 h b: two", "<13>a"),
        log().frames().stream().map(MemoryLog.Frame::text).toList());
  }

  @Test
  void acknowledgesALongMessageWhenItsEndIsThere() throws Exception {
    try (var sender = RelpSender.connect(input().address())) {
      byte[] whole = sender.command("syslog", "z".repeat(MAX_FRAME + 10_000).getBytes(UTF));
      sender.write(whole, 0, whole.length - 2);
      log().awaitSize(1, PATIENCE);
      assertEquals(0, sender.acknowledged());
      sender.write(whole, whole.length - 2, 2);
      MemoryLog.await(() -> answered(sender) == 1, PATIENCE, () -> "no answer");
    }
    assertEquals(FrameFlag.OVERSIZE, log().frames().getFirst().flags());
    assertEquals(MAX_FRAME, log().frames().getFirst().bytes().length);
  }

  @Test
  void acknowledgesWithOneWriteWhatCameWithOneRead() throws Exception {
    try (var sender = RelpSender.connect(input().address())) {
      log().stick();
      var frames = new ArrayList<byte[]>();
      for (int i = 0; i < 128; i++) {
        frames.add(("<13>" + i).getBytes(UTF));
      }
      send(sender, frames);
      assertEquals(0, sender.acknowledged());
      log().relieve();
      MemoryLog.await(() -> answered(sender) == 128, PATIENCE, () -> "not all answered");
    }
  }

  @Test
  void doesNotReadASenderThatIgnoresTheWindow() throws Exception {
    log().stick();
    try (var sender = RelpSender.connect(input().address())) {
      int sent = 20 * WINDOW;
      var written =
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    try {
                      for (int i = 0; i < sent; i++) {
                        send(sender, List.of(("<13>" + "w".repeat(100) + i).getBytes(UTF)));
                      }
                    } catch (IOException e) {
                      throw new AssertionError(e);
                    }
                  });
      MemoryLog.await(
          () -> metricSum("marsad_collector_window_full_total") > 0,
          PATIENCE,
          () -> "the window was never full");
      assertTrue(log().peak() <= WINDOW * 130 + (256 << 10), () -> "peak " + log().peak());
      log().relieve();
      MemoryLog.await(
          () -> answered(sender) == sent, PATIENCE, () -> answered(sender) + " answered");
      written.join();
      assertEquals(sent, log().size());
    }
  }

  @Test
  void closesWithoutAnAnswerWhatTheLogRefuses() throws Exception {
    try (var sender = RelpSender.connect(input().address())) {
      log().fail();
      send(sender, List.of("<13>lost?".getBytes(UTF)));
      String answers = sender.allAnswers();
      assertTrue(answers.endsWith("commands=syslog\n0 serverclose 0\n"), answers);
    }
  }

  @Test
  void refusesNumbersThatAreTooLarge() throws Exception {
    for (String bad :
        List.of(
            "1234567890 syslog 3 abc\n",
            "1 syslog 1234567890 abc\n",
            "1 syslog 3 abcd\n",
            "1 open 99999 ",
            "x\n",
            "1  syslog 3 abc\n",
            "1 " + "y".repeat(33) + " 0\n",
            "1 syslog -1 x\n")) {
      long before = rejected();
      try (var sender = RelpSender.connect(input().address())) {
        write(sender, bad);
        assertEquals("0 serverclose 0\n", sender.allAnswers(), bad);
      }
      assertEquals(before + 1, rejected(), bad);
    }
    assertEquals(0, log().size());
  }

  @Test
  void keepsWhatCameBeforeTheGarbage() throws Exception {
    try (var sender = RelpSender.connect(input().address())) {
      write(sender, "1 syslog 5 first\ngarbage");
      assertEquals("1 rsp 6 200 OK\n0 serverclose 0\n", sender.allAnswers());
    }
    assertEquals(1, log().size());
  }

  private static int answered(RelpSender sender) {
    try {
      return sender.acknowledged();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void write(RelpSender sender, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF);
    sender.write(bytes, 0, bytes.length);
  }
}
