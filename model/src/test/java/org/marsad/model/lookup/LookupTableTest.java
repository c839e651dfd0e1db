package org.marsad.model.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.marsad.model.expr.Value;
import org.marsad.model.expr.Values;
import org.marsad.model.query.Address;
import org.marsad.model.query.Network;
import org.marsad.model.random.Seeds;

class LookupTableTest {
  private static LookupTable table(LookupRules rules, String columns, String... rows) {
    var list = new ArrayList<String[]>();
    for (String row : rows) {
      list.add(row.split(",", -1));
    }
    return new LookupTable("t", List.of(columns.split(",")), list, rules);
  }

  private static String found(LookupTable table, String keys, String column, Object... values) {
    List<Value> wanted = new ArrayList<>();
    for (Object value : values) {
      wanted.add(value instanceof Value v ? v : Value.of(String.valueOf(value)));
    }
    int[] rows = table.by(List.of(keys.split(","))).find(wanted);
    return table.value(rows, table.column(column)).text();
  }

  @Test
  void comparesWholeValuesWithoutCase() {
    LookupTable table = table(LookupRules.DEFAULT, "user,role", "Alice,admin", "bob,", "alice,dev");
    assertEquals("admin; dev", found(table, "user", "role", "ALICE"));
    assertEquals("", found(table, "user", "role", "bob"));
    assertEquals("", found(table, "user", "role", "al"));
    assertEquals("", found(table, "user", "role", Values.NULL));
    LookupTable strict =
        table(new LookupRules(Map.of(), true, 100), "user,role", "Alice,admin", "alice,dev");
    assertEquals("dev", found(strict, "user", "role", "alice"));
  }

  @Test
  void givesAtMostAsManyRowsAsItsRulesSay() {
    LookupTable one = table(new LookupRules(Map.of(), false, 1), "a,b", "x,1", "x,2");
    assertEquals("1", found(one, "a", "b", "x"));
  }

  @Test
  void looksUpSeveralColumnsAndEachElementOfAList() {
    LookupTable table = table(LookupRules.DEFAULT, "a,b,c", "x,1,xa", "x,2,xb", "y,1,ya");
    assertEquals("xb", found(table, "a,b", "c", "x", "2"));
    Value both = Value.of(List.of(Value.of("y"), Value.of("x")));
    assertEquals("xa; ya", found(table, "a,b", "c", both, "1"));
  }

  @Test
  void findsTheNarrowestNetwork() {
    LookupTable table =
        table(
            new LookupRules(Map.of("net", LookupMatch.CIDR), false, 10),
            "net,site",
            "10.0.0.0/8,all",
            "10.1.0.0/16,one",
            "10.1.2.3,host",
            "2001:db8::/32,six",
            "nonsense,none");
    assertEquals("all", found(table, "net", "site", "10.9.9.9"));
    assertEquals("one", found(table, "net", "site", "10.1.9.9"));
    assertEquals("host", found(table, "net", "site", "10.1.2.3"));
    assertEquals("six", found(table, "net", "site", "2001:DB8:0::7"));
    assertEquals("", found(table, "net", "site", "192.0.2.1"));
    assertEquals("", found(table, "net", "site", "nonsense"));
  }

  @Test
  void agreesWithLookingAtEveryNetwork() {
    long seed = Seeds.next();
    var random = new Random(seed);
    var rows = new ArrayList<String>();
    for (int i = 0; i < 300; i++) {
      rows.add(
          "192.0."
              + random.nextInt(4)
              + "."
              + random.nextInt(256)
              + "/"
              + random.nextInt(33)
              + ","
              + i);
    }
    LookupTable table =
        table(
            new LookupRules(Map.of("net", LookupMatch.CIDR), false, 1_000),
            "net,n",
            rows.toArray(String[]::new));
    for (int i = 0; i < 200; i++) {
      String address = "192.0." + random.nextInt(4) + "." + random.nextInt(256);
      byte[] bytes = Address.parse(address);
      var expected = new ArrayList<String>();
      int longest = -1;
      for (String row : rows) {
        Network net = Network.parse(row.substring(0, row.indexOf(',')));
        if (net != null && bytes != null && net.contains(bytes) && net.bits() >= longest) {
          if (net.bits() > longest) {
            expected.clear();
          }
          longest = net.bits();
          expected.add(row.substring(row.indexOf(',') + 1));
        }
      }
      assertEquals(
          String.join("; ", expected), found(table, "net", "n", address), () -> "seed " + seed);
    }
  }

  @Test
  void triesPatternsAndNetworksTogether() {
    LookupTable table =
        table(
            new LookupRules(
                Map.of("host", LookupMatch.WILDCARD, "net", LookupMatch.CIDR), false, 10),
            "host,net,owner",
            "web-*,10.0.0.0/8,web",
            "*-prod-??,10.0.0.0/8,prod",
            "db\\*,10.0.0.0/8,star");
    assertEquals("web", found(table, "host,net", "owner", "WEB-1", "10.1.1.1"));
    assertEquals("web; prod", found(table, "host,net", "owner", "web-prod-01", "10.1.1.1"));
    assertEquals("", found(table, "host,net", "owner", "web-1", "192.0.2.1"));
    assertEquals("star", found(table, "host,net", "owner", "db*", "10.1.1.1"));
    assertEquals("", found(table, "host,net", "owner", "db1", "10.1.1.1"));
  }

  @Test
  void readsNumbersThatPrintAsTheyStand() {
    LookupTable table = table(LookupRules.DEFAULT, "a,b,c", "x,007,7");
    int[] rows = table.by(List.of("a")).find(List.of(Value.of("x")));
    assertEquals(Value.of("007"), table.value(rows, 1));
    assertEquals(Value.of(7), table.value(rows, 2));
  }

  @Test
  void refusesRulesForColumnsThereAreNot() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> table(new LookupRules(Map.of("n", LookupMatch.CIDR), false, 1), "a", "x"));
    assertTrue(String.valueOf(e.getMessage()).contains("\"n\""));
  }
}
