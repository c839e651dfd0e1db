package org.marsad.rules.adopt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.marsad.rules.sigma.SigmaLoader;

/**
 * Every element and attribute that the manual of Wazuh 4 lists for rules: what becomes of it in
 * Sigma, or why the rule is left out.
 */
class WazuhSyntaxTest {
  private static final String BASE =
      """
      <group name="own,">
        <rule id="100100" level="5">
          <program_name>^doord$</program_name>
        </rule>
        <rule id="100101" level="5">
          <decoded_as>json</decoded_as>
          <field name="app">door</field>
        </rule>
        <rule id="100102" level="5">
          <decoded_as>web-accesslog</decoded_as>
          <url>/door</url>
        </rule>
        %s
      </group>
      """;

  private static WazuhIntake.Taken taken(String rules) {
    var intake = new WazuhIntake("");
    intake.add("own.xml", BASE.formatted(rules));
    WazuhIntake.Taken taken = intake.taken();
    var loader = new SigmaLoader();
    taken.files().forEach(loader::add);
    assertEquals(List.of(), loader.loaded().problems(), taken.files().toString());
    return taken;
  }

  /** The document of rule 7 on one line, or why it is left out, and what is noted about it. */
  private static String told(WazuhIntake.Taken taken) {
    var told = new StringBuilder();
    for (String document : String.join("", taken.files().values()).split("---\n", -1)) {
      if (document.contains("\"wazuh-7\"")) {
        told.append(document.replace("\"", "").replaceAll("\\s+", " "));
      }
    }
    taken.skipped().stream()
        .map(Object::toString)
        .filter(each -> each.contains("rule 7: "))
        .forEach(each -> told.append("left out: ").append(each.replaceAll(".*rule 7: ", "")));
    taken.notes().stream()
        .map(Object::toString)
        .filter(each -> each.contains("rule 7: "))
        .forEach(each -> told.append(" note: ").append(each.replaceAll(".*rule 7: ", "")));
    return told.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "<match>open</match> ~ message|contains: - open",
        "<match>ab</match><match>cd</match> ~ message|contains: - abcd",
        "<match negate='yes'>open</match> ~ condition: r100100 and not r7_not_1",
        "<match type='osregex'>^a\\d</match> ~ message|re|i: - ^a[0-9]",
        "<regex>shut at \\d+</regex> ~ message|re|i: - shut at [0-9]+",
        "<regex type='pcre2'>(?i)shut</regex> ~ message|re: - (?i)shut",
        "<decoded_as>sshd</decoded_as> ~ process.name: - sshd - sshd-session",
        "<decoded_as>ids</decoded_as> ~ left out: what the decoder ids reads has no fields",
        "<category>syslog</category><match>x</match> ~ message|contains: - x",
        "<category>firewall</category> ~ left out: what is of the category firewall is not known",
        "<field name='app'>x</field> ~ left out: app is a field that Wazuh's own decoder makes",
        "<srcip>192.0.2.7</srcip> ~ source.ip|cidr: - 192.0.2.7/32",
        "<srcip>192.0.2.0/24</srcip><srcip>2001:db8::/32</srcip>"
            + " ~ source.ip|cidr: - 192.0.2.0/24 - 2001:db8::/32",
        "<srcip>!192.0.2.0/24</srcip> ~ condition: r100100 and not r7_not_1",
        "<dstip>192.0.2.7</dstip> ~ destination.ip|cidr: - 192.0.2.7/32",
        "<srcport>^22$</srcport> ~ source.port: - 22",
        "<dstport>^22$</dstport> ~ destination.port: - 22",
        "<user>alice</user> ~ user.name|contains: - alice",
        "<hostname>^web</hostname> ~ host.name|startswith: - web",
        "<system_name>^web</system_name> ~ host.name|startswith: - web",
        "<program_name>^x$</program_name> ~ process.name: - x",
        "<data>x</data> ~ left out: <data> has no counterpart",
        "<extra_data>x</extra_data> ~ left out: <extra_data> has no counterpart",
        "<protocol>tcp</protocol> ~ left out: <protocol> has no counterpart",
        "<action>deny</action> ~ left out: <action> has no counterpart",
        "<status>open</status> ~ left out: <status> has no counterpart",
        "<srcgeoip>DE</srcgeoip> ~ left out: <srcgeoip> has no counterpart",
        "<dstgeoip>DE</dstgeoip> ~ left out: <dstgeoip> has no counterpart",
        "<time>6 pm - 8 am</time> ~ left out: <time> has no counterpart: hours are those",
        "<weekday>weekends</weekday> ~ left out: <weekday> has no counterpart: days are those",
        "<location>/var/log</location> ~ left out: <location> has no counterpart: files and agents",
        "<id>404</id> ~ left out: id is a field that Wazuh's own decoder makes",
        "<url>/x</url> ~ left out: url is a field that Wazuh's own decoder makes",
        "<if_level>5</if_level> ~ left out: <if_level> has no counterpart: it holds under all",
        "<if_fts /> ~ left out: <if_fts> has no counterpart: a native rule with new_terms",
        "<check_diff /> ~ left out: <check_diff> has no counterpart: the output before",
        "<list field='user' lookup='match_key'>etc/lists/a</list> ~ left out: <list> has no",
        "<match>x</match><description>Of $(user)</description> ~ title: Of <user>",
        "<match>x</match><info type='link'>https://www.example.com/</info>"
            + " ~ references: - https://www.example.com/",
        "<match>x</match><info type='cve'>2026-1</info> ~ title: Wazuh rule 7",
        "<match>x</match><options>no_full_log,no_email_alert</options> ~ title: Wazuh rule 7",
        "<match>x</match><group>pci_dss_10,</group> ~ groups own, pci_dss_10",
        "<match>x</match><mitre><id>T1110</id><id>T1021.004</id></mitre>"
            + " ~ tags: - attack.t1110 - attack.t1021.004",
        "<compiled_rule>is_simple_http_request</compiled_rule> ~ left out: <compiled_rule> has no",
      })
  void saysEachElementOrNamesIt(String element, String expected) {
    String rule = "<rule id='7' level='5'><if_sid>100100</if_sid>" + element + "</rule>";
    String told = told(taken(rule)).replace("\"", "");
    assertTrue(told.contains(expected), told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "<field name='user.id' negate='yes'>^0$</field> ~ r7_not_1: user.id|re|i: - ^0$ condition:"
            + " r100101 and not r7_not_1",
        "<srcip>192.0.2.7</srcip> ~ srcip|cidr: - 192.0.2.7/32",
        "<hostname>^web</hostname> ~ host.name|startswith: - web",
        "<match>x</match> ~ left out: <match> looks at a text that such events do not have",
      })
  void saysEachElementOfJsonOrNamesIt(String element, String expected) {
    String rule = "<rule id='7' level='5'><if_sid>100101</if_sid>" + element + "</rule>";
    String told = told(taken(rule)).replace("\"", "");
    assertTrue(told.contains(expected), told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "<id>^4</id> ~ http.response.status_code|startswith: - 4",
        "<url>.env</url> ~ url.original|contains: - .env",
        "<srcip>192.0.2.7</srcip> ~ source.ip|cidr: - 192.0.2.7/32",
      })
  void saysEachElementOfAccessLogs(String element, String expected) {
    String rule = "<rule id='7' level='5'><if_sid>100102</if_sid>" + element + "</rule>";
    String told = told(taken(rule)).replace("\"", "");
    assertTrue(told.contains(expected), told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "noalert='1' ~ <match>x</match> ~ ''",
        "maxsize='1025' ~ <match>x</match> ~ left out: how long a line is (maxsize) is not asked",
        "ignore='60' ~ <match>x</match> ~ note: ignore is not taken over",
        "accuracy='0' ~ <match>x</match> ~ note: the attribute accuracy is not known",
        "frequency='4' ~ <match>x</match> ~ left out: it has a frequency and no <if_matched_sid>",
        "level='0' ~ <match>x</match> ~ ''",
        "level='x' ~ <match>x</match> ~ left out: the level x is no number",
      })
  void saysEachAttributeOrNamesIt(String attribute, String element, String expected) {
    String level = attribute.startsWith("level") ? "" : " level='5'";
    String rule =
        "<rule id='7'%s %s><if_sid>100100</if_sid>%s</rule>".formatted(level, attribute, element);
    String told = told(taken(rule)).replace("\"", "");
    assertTrue(expected.isEmpty() ? told.isEmpty() : told.contains(expected), told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "<same_srcip /> ~ group-by: - source.ip - host.name timespan: 60s condition: gte: 4",
        "<same_source_ip /> ~ group-by: - source.ip - host.name",
        "<same_dstip /> ~ group-by: - destination.ip - host.name",
        "<same_srcport /> ~ group-by: - source.port - host.name",
        "<same_dst_port /> ~ group-by: - destination.port - host.name",
        "<same_user /> ~ group-by: - user.name - host.name",
        "<same_srcuser /> ~ group-by: - user.name - host.name",
        "<same_location /> ~ group-by: - host.name timespan",
        "<same_system_name /> ~ group-by: - host.name timespan",
        "<same_id /> ~ left out: id is a field that Wazuh's own decoder makes",
        "<same_protocol /> ~ left out: protocol is a field that Wazuh's own decoder makes",
        "<same_action /> ~ left out: action is a field that Wazuh's own decoder makes",
        "<same_data /> ~ left out: data is a field that Wazuh's own decoder makes",
        "<same_extra_data /> ~ left out: extra_data is a field that Wazuh's own decoder makes",
        "<same_status /> ~ left out: status is a field that Wazuh's own decoder makes",
        "<same_url /> ~ left out: url is a field that Wazuh's own decoder makes",
        "<same_srcgeoip /> ~ left out: srcgeoip is a field that Wazuh's own decoder makes",
        "<same_dstgeoip /> ~ left out: dstgeoip is a field that Wazuh's own decoder makes",
        "<same_field>app</same_field> ~ left out: app is a field that Wazuh's own decoder makes",
        "<different_srcip /> ~ group-by: - host.name timespan: 60s condition: field: source.ip",
        "<different_dstip /> ~ condition: field: destination.ip gte: 4",
        "<different_srcport /> ~ condition: field: source.port gte: 4",
        "<different_dstport /> ~ condition: field: destination.port gte: 4",
        "<different_user /> ~ condition: field: user.name gte: 4",
        "<different_srcuser /> ~ condition: field: user.name gte: 4",
        "<different_location /> ~ rules: - wazuh-100100 timespan: 60s condition: field: host.name",
        "<different_url /> ~ left out: url is a field that Wazuh's own decoder makes",
        "<different_field>app</different_field> ~ left out: app is a field that Wazuh's own",
        "<not_same_field>app</not_same_field> ~ left out: app is a field that Wazuh's own decoder",
        "<different_user /><different_srcip /> ~ left out: several fields must differ",
        "<global_frequency /> ~ rules: - wazuh-100100 timespan: 60s",
        "<if_sid>100100</if_sid> ~ type: event_count",
        "<if_sid>100101</if_sid> ~ left out: <if_sid> beside a count is about the last event",
        "<match>x</match> ~ left out: <match> beside a count is about the last event alone",
      })
  void saysHowItCountsOrNamesIt(String element, String expected) {
    String rule =
        "<rule id='7' level='10' frequency='4' timeframe='60'>"
            + "<if_matched_sid>100100</if_matched_sid>"
            + element
            + "</rule>";
    String told = told(taken(rule)).replace("\"", "");
    assertTrue(told.contains(expected), told);
  }

  @Test
  void countsWhatAGroupFindsAndFieldsOfJson() {
    String told =
        told(
            taken(
                """
                <rule id='7' level='10' frequency='3'>
                  <if_matched_sid>100101</if_matched_sid>
                  <same_field>user.id</same_field>
                  <not_same_field>host</not_same_field>
                </rule>
                """));
    assertTrue(told.contains("group-by: - user.id timespan: 360s"), told);
    assertTrue(told.contains("condition: field: host gte: 3"), told);
    assertTrue(told.contains("note: it counts what all hosts send together"), told);
    told =
        told(
            taken(
                "<rule id='7' level='10' frequency='3'>"
                    + "<if_matched_group>own</if_matched_group></rule>"));
    assertTrue(told.contains("rules: - wazuh-100100 - wazuh-100101 - wazuh-100102"), told);
  }

  @Test
  void aRuleThatOverwritesAnotherStaysUnderItsParents() {
    String told =
        told(
            taken(
                """
                <rule id='7' level='3'><if_sid>100100</if_sid><match>shut</match></rule>
                <rule id='7' level='12' overwrite='yes'>
                  <if_sid>100101</if_sid><match>open</match>
                </rule>
                """));
    assertTrue(told.contains("condition: r100100 and r7"), told);
    assertTrue(told.contains("message|contains: - open"), told);
    assertTrue(told.contains("level: high"), told);
    told = told(taken("<rule id='7' level='3'/><rule id='7' level='4'/>"));
    assertTrue(told.contains("left out: its id is that of a rule in own.xml"), told);
  }

  @Test
  void aVariableIsNotFoundInALongerName() {
    var intake = new WazuhIntake("");
    intake.add(
        "own.xml",
        """
        <var name="DOOR">front</var>
        <var name="DOOR_SIDE">side</var>
        <group name="own,">
          <rule id="7" level="5">
            <program_name>^doord$</program_name>
            <match>$DOOR_SIDE $DOOR</match>
          </rule>
        </group>
        """);
    String told = told(intake.taken());
    assertTrue(told.contains("message|contains: - side front"), told);
  }

  @Test
  void whatIsNotLoggedRaisesNothing() {
    var taken =
        taken(
            "<rule id='7' level='5'><if_sid>100100</if_sid><match>x</match>"
                + "<options>no_log</options></rule>");
    assertEquals("", told(taken));
    assertEquals(1, taken.sorting());
  }
}
