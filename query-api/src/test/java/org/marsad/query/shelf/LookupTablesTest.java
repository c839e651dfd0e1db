package org.marsad.query.shelf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.marsad.model.expr.Value;
import org.marsad.model.lookup.LookupMatch;
import org.marsad.model.lookup.LookupRules;
import org.marsad.model.lookup.LookupTable;

class LookupTablesTest {
  @TempDir private Path folder;
  private LookupTables tables;

  @BeforeEach
  void open() throws IOException {
    tables = LookupTables.open(folder);
  }

  private LookupTable put(String name, boolean lines, String text) throws IOException {
    return tables.put(name, lines, text.getBytes(UTF_8), LookupRules.DEFAULT);
  }

  private String found(String name, String key, String value, String column) throws IOException {
    LookupTable table = tables.table(name);
    assertNotNull(table);
    int[] rows = table.by(List.of(key)).find(List.of(Value.of(value)));
    return table.value(rows, table.column(column)).text();
  }

  @Test
  void readsCsvAsSpreadsheetsWriteIt() throws Exception {
    put("t", false, "\uFEFFkey,\"a \"\"b\"\"\"\r\nx,\"1,\n2\"\r\n\r\ny\n");
    assertEquals("1,\n2", found("t", "key", "X", "a \"b\""));
    assertEquals("", found("t", "key", "y", "a \"b\""));
  }

  @Test
  void readsObjectsOfJson() throws Exception {
    put("t", true, "{\"k\":\"x\",\"a\":{\"b\":1}}\n\n{\"k\":\"y\",\"c\":[1,\"z\"],\"a\":null}\n");
    LookupTable table = tables.table("t");
    assertNotNull(table);
    assertEquals(List.of("k", "a.b", "c"), table.columns());
    assertEquals("1", found("t", "k", "x", "a.b"));
    assertEquals("1; z", found("t", "k", "y", "c"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " ^ ",
      value = {
        "a,b|1,2,3 ^ line 2: 3 cells for 2 columns",
        "a,a|1,2 ^ a column is named twice",
        "a,|1,2 ^ the name of each column",
        "a|\"x ^ line 2: the quote is never closed",
      })
  void saysWhichLineIsNone(String text, String why) {
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> put("t", false, text.replace('|', '\n')));
    assertTrue(String.valueOf(e.getMessage()).contains(why), e.getMessage());
  }

  @Test
  void saysWhichLineIsNoObject() {
    var e = assertThrows(IllegalArgumentException.class, () -> put("t", true, "{\"a\":1}\n[1]\n"));
    assertEquals("line 2 is no JSON object", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> put("../t", true, "{\"a\":1}"));
    assertThrows(IllegalArgumentException.class, () -> put("", true, "{\"a\":1}"));
  }

  @Test
  void keepsItsRulesAndSeesFilesThatChange() throws Exception {
    var rules = new LookupRules(Map.of("net", LookupMatch.CIDR), true, 3);
    tables.put("nets", false, "net,who\n192.0.2.0/24,a\n".getBytes(UTF_8), rules);
    tables = LookupTables.open(folder);
    assertEquals("a", found("nets", "net", "192.0.2.9", "who"));
    assertEquals(rules, tables.list().getFirst().rules());
    Files.writeString(folder.resolve("nets.csv"), "net,who\n192.0.2.0/24,someone else\n");
    assertEquals("someone else", found("nets", "net", "192.0.2.9", "who"));
    // Of the same name in the other form, the later one is the table.
    put("nets", true, "{\"net\":\"192.0.2.9\",\"who\":\"c\"}");
    assertEquals("c", found("nets", "net", "192.0.2.9", "who"));
    assertEquals(1, tables.list().size());
    assertTrue(tables.delete("nets"));
    assertFalse(tables.delete("nets"));
    assertNull(tables.table("nets"));
    try (var left = Files.list(folder)) {
      assertEquals(0, left.count());
    }
  }
}
