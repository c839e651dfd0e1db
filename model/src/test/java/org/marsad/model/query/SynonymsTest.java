package org.marsad.model.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SynonymsTest {
  @ParameterizedTest
  @CsvSource({
    "winlog.channel, Channel",
    "winlog.event_id, EventID",
    "winlog.event_data.TargetUserName, TargetUserName",
    "winlog.user_data.Param1, Param1",
    "winlog.event_data., ",
    "winlog.logon.type, ",
    "Channel, ",
  })
  void knowsTheNamesOfWinlogbeat(String name, String other) {
    if (other == null) {
      assertNull(Synonyms.of(name));
    } else {
      assertEquals(other, Synonyms.of(name));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "winlog.channel:Security | winlog.channel:Security OR Channel:Security",
        "_exists_:winlog.task | _exists_:winlog.task OR _exists_:Task",
        "a:1 NOT winlog.event_data.X:b* | a:1 NOT (winlog.event_data.X:b* OR X:b*)",
        "winlog.event_data.X:/y+/ OR b:2 | (winlog.event_data.X:/y+/ OR X:/y+/) OR b:2",
        "winlog.record_id:[1 TO 5] | winlog.record_id:[1 TO 5] OR EventRecordID:[1 TO 5]",
        "winlog.event_data.X IN (a, b) | winlog.event_data.X IN (a, b) OR X IN (a, b)",
        "winlog.event_data.X:10.0.0.0/8 | winlog.event_data.X:10.0.0.0/8 OR X:10.0.0.0/8",
        "winlog.event_data.X:\"a b\" | winlog.event_data.X:\"a b\" OR X:\"a b\"",
      })
  void asksBothNames(String query, String expanded) {
    Query wanted = QueryParser.parse(expanded);
    assertEquals(wanted.toString(), Synonyms.expand(QueryParser.parse(query)).toString());
  }

  @Test
  void leavesOtherNamesAsTheyAre() {
    Query query = QueryParser.parse("user.name:alice");
    assertSame(query, Synonyms.expand(query));
  }
}
