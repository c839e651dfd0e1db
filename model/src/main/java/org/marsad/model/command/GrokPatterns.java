package org.marsad.model.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The patterns of grok by the names that people know. Written for RE2: without look-around, so that
 * a word or a number ends where the pattern lets it.
 */
final class GrokPatterns {
  private static final Map<String, String> ALL = new LinkedHashMap<>();

  static {
    for (String line : text().lines().toList()) {
      int blank = line.indexOf(' ');
      ALL.put(line.substring(0, blank), line.substring(blank + 1));
    }
  }

  private GrokPatterns() {}

  static @Nullable String find(String name) {
    return ALL.get(name);
  }

  static List<String> names() {
    return new ArrayList<>(ALL.keySet());
  }

  private static String text() {
    return """
    WORD \\b\\w+\\b
    NOTSPACE \\S+
    SPACE \\s*
    DATA .*?
    GREEDYDATA .*
    GREEDYMULTILINE (?s:.*)
    QUOTEDSTRING "(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*'
    QS %{QUOTEDSTRING}
    UUID [0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}
    INT [+-]?[0-9]+
    BASE10NUM [+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)
    NUMBER %{BASE10NUM}
    BASE16NUM (?:0[xX])?[0-9A-Fa-f]+
    HEXNUM %{BASE16NUM}
    BASE16FLOAT [+-]?(?:0[xX])?[0-9A-Fa-f]+(?:\\.[0-9A-Fa-f]*)?
    POSINT \\b[1-9][0-9]*\\b
    NONNEGINT \\b[0-9]+\\b
    BOOL (?i:true|false)
    USERNAME [a-zA-Z0-9._-]+
    USER %{USERNAME}
    EMAILLOCALPART [a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+)*
    EMAILADDRESS %{EMAILLOCALPART}@%{HOSTNAME}
    HASH_MD5 \\b[0-9A-Fa-f]{32}\\b
    HASH_SHA1 \\b[0-9A-Fa-f]{40}\\b
    HASH_SHA256 \\b[0-9A-Fa-f]{64}\\b
    CISCOMAC (?:[0-9A-Fa-f]{4}\\.){2}[0-9A-Fa-f]{4}
    WINDOWSMAC (?:[0-9A-Fa-f]{2}-){5}[0-9A-Fa-f]{2}
    COMMONMAC (?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}
    MAC %{CISCOMAC}|%{WINDOWSMAC}|%{COMMONMAC}
    IPV4 (?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])
    IPV6 (?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}|(?:[0-9A-Fa-f]{1,4}:){1,6}(?::[0-9A-Fa-f]{1,4}){1,6}|::(?:[fF]{4}:)?%{IPV4}|(?:[0-9A-Fa-f]{1,4}:){1,7}:|:(?::[0-9A-Fa-f]{1,4}){1,7}|::
    IP %{IPV6}|%{IPV4}
    HOSTNAME \\b[0-9A-Za-z](?:[0-9A-Za-z_-]{0,62})(?:\\.[0-9A-Za-z](?:[0-9A-Za-z_-]{0,62}))*\\.?
    HOST %{HOSTNAME}
    IPORHOST %{IP}|%{HOSTNAME}
    HOSTPORT %{IPORHOST}:%{POSINT}
    UNIXPATH (?:/[\\w_%!$@:.,+~-]*)+
    WINPATH (?:[A-Za-z]:|\\\\)(?:\\\\[^\\\\?*"<>|\\r\\n]*)+
    PATH %{UNIXPATH}|%{WINPATH}
    TTY /dev/(?:pts|tty[pq]?)/?\\w*
    URIPROTO [A-Za-z][A-Za-z0-9+.-]*
    URIHOST %{IPORHOST}(?::%{POSINT})?
    URIPATH (?:/[A-Za-z0-9$.+!*'(){},~:;=@#%&_-]*)+
    URIQUERY [A-Za-z0-9$.+!*'|(){},~@#%&/=:;_?\\[\\]<>-]*
    URIPARAM \\?%{URIQUERY}
    URIPATHPARAM %{URIPATH}(?:%{URIPARAM})?
    URI %{URIPROTO}://(?:%{USER}(?::[^@]*)?@)?(?:%{URIHOST})?(?:%{URIPATHPARAM})?
    MONTH \\b(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\\b
    MONTHNUM 0?[1-9]|1[0-2]
    MONTHNUM2 0[1-9]|1[0-2]
    MONTHDAY 0[1-9]|[12][0-9]|3[01]|[1-9]
    DAY (?:Mon(?:day)?|Tue(?:sday)?|Wed(?:nesday)?|Thu(?:rsday)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?)
    YEAR [0-9]{4}|[0-9]{2}
    HOUR 2[0-3]|[01]?[0-9]
    MINUTE [0-5][0-9]
    SECOND (?:[0-5]?[0-9]|60)(?:[:.,][0-9]+)?
    TIME %{HOUR}:%{MINUTE}(?::%{SECOND})?
    DATE_US %{MONTHNUM}[/-]%{MONTHDAY}[/-]%{YEAR}
    DATE_EU %{MONTHDAY}[./-]%{MONTHNUM}[./-]%{YEAR}
    DATE %{DATE_US}|%{DATE_EU}
    ISO8601_TIMEZONE Z|[+-]%{HOUR}(?::?%{MINUTE})
    ISO8601_SECOND %{SECOND}
    TIMESTAMP_ISO8601 [0-9]{4}-(?:%{MONTHNUM})-(?:%{MONTHDAY})[T ](?:%{HOUR}):?%{MINUTE}(?::?%{SECOND})?(?:%{ISO8601_TIMEZONE})?
    DATESTAMP %{DATE}[- ]%{TIME}
    TZ [A-Z]{3,4}
    DATESTAMP_RFC822 %{DAY} %{MONTH} %{MONTHDAY} %{YEAR} %{TIME} %{TZ}
    DATESTAMP_RFC2822 %{DAY}, %{MONTHDAY} %{MONTH} [0-9]{4} %{TIME} %{ISO8601_TIMEZONE}
    DATESTAMP_OTHER %{DAY} %{MONTH} %{MONTHDAY} %{TIME} %{TZ} [0-9]{4}
    DATESTAMP_EVENTLOG [0-9]{4}(?:%{MONTHNUM2})(?:%{MONTHDAY})(?:%{HOUR})%{MINUTE}%{SECOND}
    SYSLOGTIMESTAMP %{MONTH} +%{MONTHDAY} %{TIME}
    HTTPDATE %{MONTHDAY}/%{MONTH}/[0-9]{4}:%{TIME} %{INT}
    PROG [!-Z\\\\^-~]+
    SYSLOGPROG %{PROG:process.name}(?:\\[%{POSINT:process.pid:int}\\])?
    SYSLOGHOST %{IPORHOST}
    SYSLOGFACILITY <%{NONNEGINT:log.syslog.facility.code:int}.%{NONNEGINT:log.syslog.priority:int}>
    SYSLOGBASE %{SYSLOGTIMESTAMP:timestamp} (?:%{SYSLOGFACILITY} )?%{SYSLOGHOST:host.name} %{SYSLOGPROG}:
    SYSLOGLINE %{SYSLOGBASE} %{GREEDYDATA:message}
    LOGLEVEL (?i:alert|trace|debug|notice|info(?:rmation)?|warn(?:ing)?|err(?:or)?|crit(?:ical)?|fatal|severe|emerg(?:ency)?)
    HTTPDUSER %{EMAILADDRESS}|%{USER}
    COMMONAPACHELOG %{IPORHOST:source.address} %{HTTPDUSER:apache.access.user.identity} %{HTTPDUSER:user.name} \\[%{HTTPDATE:timestamp}\\] "(?:%{WORD:http.request.method} %{NOTSPACE:url.original}(?: HTTP/%{NUMBER:http.version})?|%{DATA})" (?:-|%{INT:http.response.status_code:int}) (?:-|%{INT:http.response.body.bytes:int})
    COMBINEDAPACHELOG %{COMMONAPACHELOG} "(?:-|%{DATA:http.request.referrer})" "(?:-|%{DATA:user_agent.original})"
    HTTPD_COMMONLOG %{COMMONAPACHELOG}
    HTTPD_COMBINEDLOG %{COMBINEDAPACHELOG}
    """;
  }
}
