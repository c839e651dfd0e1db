package org.marsad.collector.input;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.marsad.model.random.Seeds;

class JsonBytesTest {
  private final JsonMapper json = new JsonMapper();

  @Test
  void quotesWhateverTextThereIs() throws Exception {
    long seed = Seeds.next();
    var random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      var text = new StringBuilder();
      for (int left = random.nextInt(i % 50 == 0 ? 5_000 : 40); left > 0; left--) {
        int most = random.nextBoolean() ? 0x80 : random.nextBoolean() ? 0x2000 : 0x10ffff;
        int c = random.nextInt(most);
        text.appendCodePoint(c >= 0xd800 && c < 0xe000 ? '?' : c);
      }
      String quoted = new JsonBytes().quoted(text.toString()).toString();
      assertEquals(text.toString(), json.readTree(quoted).asText(), () -> "seed " + seed);
    }
  }

  @Test
  void makesSoundJsonOfAnyBytes() throws Exception {
    long seed = Seeds.next();
    var random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      var bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      JsonBytes quoted = new JsonBytes().quoted(bytes, 0, bytes.length);
      String strict =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(java.nio.ByteBuffer.wrap(quoted.bytes(), 0, quoted.length()))
              .toString();
      assertEquals(strict.length(), quoted.toString().length(), () -> "seed " + seed);
      json.readTree(strict);
    }
  }

  @Test
  void replacesWhatIsNoUtf8() {
    byte[] bytes = {'a', (byte) 0xc0, (byte) 0x80, (byte) 0xed, (byte) 0xa0, (byte) 0x80, 'b', -2};
    String quoted = new JsonBytes().quoted(bytes, 0, bytes.length).toString();
    assertEquals("\"a\ufffd\ufffd\ufffd\ufffd\ufffdb\ufffd\"", quoted);
  }

  @Test
  void leavesEscapesOfSoundJsonAlone() {
    byte[] bytes = "a\\\"b\\u0041\u0001".getBytes(StandardCharsets.UTF_8);
    String quoted = new JsonBytes().requoted(bytes, 0, bytes.length).toString();
    assertEquals("\"a\\\"b\\u0041\\u0001\"", quoted);
  }
}
