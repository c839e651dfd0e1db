package org.marsad.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ExportedTest {
  private static String sum(String text) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
  }

  private static Exported copy(String text, boolean csv) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    var out = new ByteArrayOutputStream();
    Exported exported = Exported.copy(new ByteArrayInputStream(bytes), out, csv);
    assertArrayEquals(bytes, out.toByteArray());
    return exported;
  }

  private static String json(String rows) throws Exception {
    return rows
        + "{\"type\":\"end\",\"count\":2,\"sha256\":\""
        + sum(rows)
        + "\",\"complete\":true,\"reasons\":[]}\n";
  }

  @Test
  void acceptsWhatFitsItsLastLine() throws Exception {
    Exported exported = copy(json("{\"a\":1}\n{\"a\":2}\n"), false);
    assertEquals(2, exported.count());
    assertTrue(exported.complete());
    String rows = "a\r\n" + "x,\"y\r\nz\"\r\n".repeat(20_000);
    Exported csv =
        copy(rows + "#end,count=20000,sha256=" + sum(rows) + ",complete=false\r\n", true);
    assertEquals(20_000, csv.count());
    assertFalse(csv.complete());
  }

  @Test
  void refusesWhatWasCutOrChanged() throws Exception {
    String whole = json("{\"a\":1}\n{\"a\":2}\n");
    for (int end = 0; end < whole.length(); end++) {
      String cut = whole.substring(0, end);
      assertThrows(CommandException.class, () -> copy(cut, false), cut);
    }
    String changed = whole.replace("{\"a\":1}", "{\"a\":7}");
    assertThrows(CommandException.class, () -> copy(changed, false));
  }
}
