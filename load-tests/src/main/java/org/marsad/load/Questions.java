package org.marsad.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.marsad.load.Question.Kind;
import org.marsad.load.Question.Window;

/** The questions of an analyst over {@link SecurityEvents}, in both languages side by side. */
final class Questions {
  private static final int LIST = 100;

  /** Of a list of indicators most are never seen. */
  private static final int SEEN = 3;

  private Questions() {}

  /** The mapping of OpenSearch: what one would choose who searches so. */
  static final String MAPPING =
      """
      {'settings':{'number_of_shards':1,'number_of_replicas':0,'refresh_interval':'5s'},
       'mappings':{
         'dynamic_templates':[{'texts':{'match_mapping_type':'string','mapping':{'type':'keyword','ignore_above':8191}}}],
         'properties':{
           '@timestamp':{'type':'date'},
           'message':{'type':'text'},
           'process':{'properties':{'command_line':{'type':'wildcard'}}},
           'host':{'properties':{'ip':{'type':'ip'}}},
           'source':{'properties':{'ip':{'type':'ip'},'bytes':{'type':'long'},'port':{'type':'integer'}}},
           'destination':{'properties':{'ip':{'type':'ip'},'bytes':{'type':'long'},'port':{'type':'integer'}}},
           'dns':{'properties':{'resolved_ip':{'type':'ip'}}},
           'url':{'properties':{'original':{'type':'wildcard'}}}}}}
      """;

  /** All of them, with lists of values that are in the events. */
  static List<Question> all(SecurityEvents events) {
    List<String> hashes = indicators(events, "\"sha256\":\"", 64, "e3b0c442");
    List<String> addresses = addresses(events);
    return List.of(
        Question.newest(
            "newest 100 of everything, 15 min", Window.QUARTER, "*", "{'match_all':{}}"),
        Question.newest(
            "newest 100 of a needle", Window.DAY, "message:1777", "{'match':{'message':'1777'}}"),
        Question.newest(
            "newest 100 of a common term",
            Window.DAY,
            "message:failed",
            "{'match':{'message':'failed'}}"),
        Question.total(
            "common term, exact total",
            Window.DAY,
            "message:failed",
            "{'match':{'message':'failed'}}"),
        Question.total(
            "phrase, total",
            Window.DAY,
            "message:\"unknown user name\"",
            "{'match_phrase':{'message':'unknown user name'}}"),
        Question.total(
            "AND of three fields, total",
            Window.DAY,
            "event.code:4624 winlog.logon.type:Network user.domain:CORP",
            "{'bool':{'filter':[{'term':{'event.code':'4624'}},{'term':{'winlog.logon.type':'Network'}},{'term':{'user.domain':'CORP'}}]}}"),
        Question.total(
            "substring, a needle (*mimikatz*)",
            Window.DAY,
            "process.command_line:*mimikatz*",
            "{'wildcard':{'process.command_line':{'value':'*mimikatz*','case_insensitive':true}}}"),
        Question.total(
            "substring, common (*-encodedcommand*)",
            Window.DAY,
            "process.command_line:*-encodedcommand*",
            "{'wildcard':{'process.command_line':{'value':'*-encodedcommand*','case_insensitive':true}}}"),
        Question.total(
            "prefix of a path, total",
            Window.DAY,
            "file.path:C\\:\\\\Users\\\\user1*",
            "{'prefix':{'file.path':{'value':'C:\\\\Users\\\\user1'}}}"),
        Question.total(
            "CIDR /16, total",
            Window.DAY,
            "source.ip:10.20.0.0/16",
            "{'term':{'source.ip':'10.20.0.0/16'}}"),
        Question.total(
            "numeric range, total",
            Window.DAY,
            "destination.bytes>=100000000",
            "{'range':{'destination.bytes':{'gte':100000000}}}"),
        Question.total(
            "list of 100 hashes",
            Window.DAY,
            "process.hash.sha256 IN (" + String.join(", ", hashes) + ")",
            "{'terms':{'process.hash.sha256':" + quoted(hashes) + "}}"),
        Question.total(
            "list of 100 addresses",
            Window.DAY,
            "destination.ip IN (" + String.join(", ", addresses) + ")",
            "{'terms':{'destination.ip':" + quoted(addresses) + "}}"),
        Question.total(
            "NOT, total",
            Window.DAY,
            "event.dataset:windows.sysmon NOT event.code:1 NOT user.name:SYSTEM",
            "{'bool':{'filter':[{'term':{'event.dataset':'windows.sysmon'}}],'must_not':[{'term':{'event.code':'1'}},{'term':{'user.name':'SYSTEM'}}]}}"),
        Question.total(
            "regex on a name, total",
            Window.DAY,
            "dns.question.name:/^n299[0-9]{2}\\.(cdn|app)/",
            "{'regexp':{'dns.question.name':'n299[0-9]{2}\\\\.(cdn|app).*'}}"),
        Question.total(
            "pivot: user, address or host, 1 h",
            Window.HOUR,
            "user.name:user77 OR source.ip:10.16.5.61 OR host.name:wks-77.corp.example.com",
            "{'bool':{'should':[{'term':{'user.name':'user77'}},{'term':{'source.ip':'10.16.5.61'}},{'term':{'host.name':'wks-77.corp.example.com'}}],'minimum_should_match':1}}"),
        groups(
            "histogram a minute, everything",
            List.of("* | timechart span=1m count"),
            "{'match_all':{}}",
            "{'a':{'date_histogram':{'field':'@timestamp','fixed_interval':'1m'}}}"),
        groups(
            "top 10 users of failed logons",
            List.of("event.code:4625 | top 10 user.name"),
            "{'term':{'event.code':'4625'}}",
            "{'a':{'terms':{'field':'user.name','size':10}}}"),
        new Question(
            "distinct source addresses",
            Kind.ESTIMATE,
            Window.DAY,
            List.of("* | stats dc(source.ip)"),
            "{'match_all':{}}",
            "{'a':{'cardinality':{'field':'source.ip'}}}"),
        groups(
            "dashboard of five aggregations",
            List.of(
                "* | timechart span=10m count by event.dataset",
                "* | top 10 host.name",
                "* | top 10 user.name",
                "* | top 10 destination.port",
                "* | top 10 event.action"),
            "{'match_all':{}}",
            "{'a':{'date_histogram':{'field':'@timestamp','fixed_interval':'10m'},'aggs':{'b':{'terms':{'field':'event.dataset'}}}},"
                + "'c':{'terms':{'field':'host.name'}},'d':{'terms':{'field':'user.name'}},"
                + "'e':{'terms':{'field':'destination.port'}},'f':{'terms':{'field':'event.action'}}}"));
  }

  private static Question groups(
      String name, List<String> marsad, String filter, String aggregations) {
    return new Question(name, Kind.GROUPS, Window.DAY, marsad, filter, aggregations);
  }

  /** Some values that the events have, and others to fill the list. */
  private static List<String> indicators(
      SecurityEvents events, String before, int length, String begin) {
    Set<String> found = new TreeSet<>();
    for (long i = 0; found.size() < SEEN; i++) {
      String event = new String(events.event(i), UTF_8);
      int at = event.indexOf(before);
      if (at > 0) {
        int from = at + before.length();
        found.add(event.substring(from, from + length));
      }
    }
    for (int i = 0; found.size() < LIST; i++) {
      String tail = Integer.toHexString(i);
      found.add(begin + "0".repeat(length - begin.length() - tail.length()) + tail);
    }
    return List.copyOf(found);
  }

  /** Addresses of which few are ever seen, and those seldom. */
  private static List<String> addresses(SecurityEvents events) {
    String before = "\"destination\":{\"ip\":\"";
    Set<String> found = new TreeSet<>();
    for (long i = 0; found.size() < SEEN; i++) {
      String event = new String(events.event(i), UTF_8);
      int at = event.indexOf(before);
      if (at > 0) {
        int from = at + before.length();
        String address = event.substring(from, event.indexOf('"', from));
        if (!address.startsWith("10.16.")) {
          found.add(address);
        }
      }
    }
    for (int i = 0; found.size() < LIST; i++) {
      found.add("198.51.100." + i);
    }
    return List.copyOf(found);
  }

  private static String quoted(List<String> values) {
    return values.stream().collect(Collectors.joining("','", "['", "']"));
  }

  /**
   * The whole request of OpenSearch.
   *
   * @param from where the window begins; it ends before {@code to}
   */
  static String openSearch(Question question, Instant from, Instant to) {
    String range = "{'range':{'@timestamp':{'gte':'" + from + "','lt':'" + to + "'}}}";
    String query = "'query':{'bool':{'filter':[" + range + "," + question.filter() + "]}}";
    String text =
        switch (question.kind()) {
          case NEWEST ->
              "{'size':100,'track_total_hits':false,'sort':[{'@timestamp':'desc'}]," + query + "}";
          case TOTAL ->
              "{'size':100,'track_total_hits':true,'sort':[{'@timestamp':'desc'}]," + query + "}";
          case GROUPS, ESTIMATE ->
              "{'size':0,'track_total_hits':false,'aggs':"
                  + question.aggregations()
                  + ","
                  + query
                  + "}";
        };
    return text.replace('\'', '"');
  }
}
