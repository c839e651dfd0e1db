package org.marsad.rules.pack;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The tactics of MITRE ATT&CK (enterprise) in the order in which an attack goes on, and the
 * techniques that serve them. Stateless.
 */
public final class Tactics {
  private static final Map<String, Integer> ORDER = new HashMap<>();
  private static final Map<String, String> NAMES = new HashMap<>();
  private static final Map<String, List<String>> OF_TECHNIQUE = new HashMap<>();

  private static final String TABLE =
      """
      TA0043 reconnaissance: T1595 T1592 T1589 T1590 T1591 T1598 T1597 T1596 T1593 T1594
      TA0042 resource development: T1583 T1586 T1584 T1587 T1585 T1588 T1608 T1650
      TA0001 initial access: T1189 T1190 T1133 T1200 T1566 T1091 T1195 T1199 T1078 T1659
      TA0002 execution: T1059 T1203 T1559 T1106 T1053 T1129 T1072 T1569 T1204 T1047 T1609 T1610 T1648 T1651
      TA0003 persistence: T1098 T1197 T1547 T1037 T1176 T1554 T1136 T1543 T1546 T1133 T1574 T1525 T1556       T1137 T1542 T1053 T1505 T1205 T1078 T1653
      TA0004 privilege escalation: T1548 T1134 T1547 T1037 T1543 T1484 T1611 T1546 T1068 T1574 T1055 T1053 T1078 T1098
      TA0005 defense evasion: T1548 T1134 T1197 T1140 T1006 T1484 T1480 T1211 T1222 T1564 T1574 T1562 T1070       T1202 T1036 T1556 T1578 T1112 T1601 T1599 T1027 T1542 T1055 T1620 T1207 T1014 T1218 T1216 T1553 T1221       T1205 T1127 T1535 T1550 T1078 T1497 T1600 T1220 T1622 T1612 T1647
      TA0006 credential access: T1557 T1110 T1555 T1212 T1187 T1606 T1056 T1556 T1111 T1621 T1040 T1003 T1528       T1558 T1539 T1552 T1649
      TA0007 discovery: T1087 T1010 T1217 T1580 T1538 T1526 T1482 T1083 T1046 T1135 T1040 T1201 T1120 T1069       T1057 T1012 T1018 T1518 T1082 T1016 T1049 T1033 T1007 T1124 T1497 T1613 T1614 T1615 T1619 T1622 T1652 T1654
      TA0008 lateral movement: T1210 T1534 T1570 T1563 T1021 T1091 T1072 T1080 T1550
      TA0009 collection: T1557 T1560 T1123 T1119 T1115 T1530 T1213 T1005 T1039 T1025 T1074 T1114 T1056 T1113 T1125 T1602
      TA0011 command and control: T1071 T1092 T1132 T1001 T1568 T1573 T1008 T1105 T1104 T1095 T1571 T1572 T1090       T1219 T1205 T1102 T1659
      TA0010 exfiltration: T1020 T1030 T1048 T1041 T1011 T1052 T1567 T1029 T1537
      TA0040 impact: T1531 T1485 T1486 T1565 T1491 T1561 T1499 T1495 T1490 T1498 T1496 T1489 T1529 T1657
      """;

  static {
    int order = 0;
    for (String line : TABLE.strip().split("\n", -1)) {
      int colon = line.indexOf(':');
      String tactic = line.substring(0, 6);
      ORDER.put(tactic, order++);
      NAMES.put(tactic, line.substring(7, colon));
      for (String technique : line.substring(colon + 1).strip().split(" +", -1)) {
        OF_TECHNIQUE.computeIfAbsent(technique, _ -> new ArrayList<>()).add(tactic);
      }
    }
  }

  private Tactics() {}

  /**
   * The tactics that ATT&CK ids stand for, in the order of an attack: those that are told, and
   * those of the techniques where no tactic is.
   */
  public static List<String> of(Collection<String> attack) {
    var tactics = new TreeSet<String>(Comparator.comparingInt(Tactics::order));
    for (String id : attack) {
      if (ORDER.containsKey(id)) {
        tactics.add(id);
      }
    }
    if (tactics.isEmpty()) {
      for (String id : attack) {
        int dot = id.indexOf('.');
        List<String> served = OF_TECHNIQUE.get(dot < 0 ? id : id.substring(0, dot));
        if (served != null) {
          // A technique that serves several is taken for the first of them.
          tactics.add(served.getFirst());
        }
      }
    }
    return List.copyOf(tactics);
  }

  /** The id of a tactic by its name, in whichever way it joins its words; empty if none has it. */
  static Optional<String> id(String name) {
    String words = name.replace('-', ' ').replace('_', ' ').toLowerCase(Locale.ROOT);
    for (Map.Entry<String, String> each : NAMES.entrySet()) {
      if (each.getValue().equals(words)) {
        return Optional.of(each.getKey());
      }
    }
    return Optional.empty();
  }

  /** The place of a tactic in an attack, from 0. */
  public static int order(String tactic) {
    return ORDER.getOrDefault(tactic, -1);
  }

  /** The tactic in words. */
  public static String name(String tactic) {
    return NAMES.getOrDefault(tactic, tactic);
  }
}
