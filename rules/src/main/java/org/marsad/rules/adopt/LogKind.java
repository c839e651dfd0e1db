package org.marsad.rules.adopt;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of logs for which rules of Wazuh can be said in Sigma, and what its names are there.
 */
enum LogKind {
  /** Programs that write to syslog. */
  SYSLOG(Map.of("product", "linux", "service", "syslog")),
  /** The event log of Windows. */
  WINDOWS(Map.of("product", "windows")),
  /** Access logs of web servers. */
  WEB(Map.of("category", "webserver")),
  /** Objects of JSON that nothing else is known of. */
  JSON(Map.of("product", "wazuh", "service", "json"));

  /** Decoders that are for the lines of certain programs. */
  private static final Map<String, List<String>> PROGRAMS =
      Map.ofEntries(
          Map.entry("sshd", List.of("sshd", "sshd-session")),
          Map.entry("sudo", List.of("sudo")),
          Map.entry("su", List.of("su")),
          Map.entry("telnetd", List.of("telnetd", "in.telnetd")),
          Map.entry("named", List.of("named")),
          Map.entry("sendmail", List.of("sendmail", "sm-mta")),
          Map.entry("vsftpd", List.of("vsftpd")),
          Map.entry("proftpd", List.of("proftpd")),
          Map.entry("pure-ftpd", List.of("pure-ftpd")),
          Map.entry("dovecot", List.of("dovecot")),
          Map.entry("smbd", List.of("smbd")),
          Map.entry("ntpd", List.of("ntpd")),
          Map.entry("dhcpd", List.of("dhcpd")),
          Map.entry("crond", List.of("cron", "crond")),
          Map.entry("cron", List.of("cron", "crond")),
          Map.entry("xinetd", List.of("xinetd")),
          Map.entry("clamd", List.of("clamd")),
          Map.entry("freshclam", List.of("freshclam")),
          Map.entry("asterisk", List.of("asterisk")),
          Map.entry("groupadd", List.of("groupadd")),
          Map.entry("groupdel", List.of("groupdel")),
          Map.entry("useradd", List.of("useradd")),
          Map.entry("userdel", List.of("userdel")),
          Map.entry("usermod", List.of("usermod")),
          Map.entry("passwd", List.of("passwd")),
          Map.entry("unix_chkpwd", List.of("unix_chkpwd")),
          Map.entry("imapd", List.of("imapd")),
          Map.entry("ipop3d", List.of("ipop3d")),
          Map.entry("systemd", List.of("systemd")),
          Map.entry("dropbear", List.of("dropbear")),
          Map.entry("doas", List.of("doas")),
          Map.entry("polkitd", List.of("polkitd")));

  /** As the mapping of Wazuh's Windows events has them, where it is not the capital alone. */
  private static final Map<String, String> WINDOWS_NAMES =
      Map.of(
          "providerName", "Provider_Name",
          "providerGuid", "Provider_Guid",
          "eventSourceName", "Provider_EventSourceName",
          "systemTime", "TimeCreated",
          "processID", "Execution_ProcessID",
          "threadID", "Execution_ThreadID",
          "severityValue", "RenderingInfo_Level");

  private static final String SYSTEM = "win.system.";
  private static final String DATA = "win.eventdata.";

  @SuppressWarnings("ImmutableEnumChecker") // made by Map.of alone
  private final Map<String, String> source;

  LogKind(Map<String, String> source) {
    this.source = source;
  }

  /** The log source of the Sigma rule. */
  Map<String, String> source() {
    return source;
  }

  /** Whether its events say on which host they happened, however they come. */
  boolean namesHost() {
    return this == SYSLOG || this == WINDOWS;
  }

  /** The kind of the logs that a decoder reads; null if it is not among them. */
  static @Nullable LogKind ofDecoder(String decoder) {
    return switch (decoder) {
      case "windows_eventchannel" -> WINDOWS;
      case "web-accesslog" -> WEB;
      case "json" -> JSON;
      default -> PROGRAMS.containsKey(decoder.toLowerCase(Locale.ROOT)) ? SYSLOG : null;
    };
  }

  /** The programs whose lines a decoder reads; none where it reads a kind of logs as a whole. */
  static List<String> programs(String decoder) {
    return PROGRAMS.getOrDefault(decoder.toLowerCase(Locale.ROOT), List.of());
  }

  /** The name here of a field that Wazuh's decoders make; null if it has none. */
  @Nullable String field(String name) {
    return switch (this) {
      case WINDOWS -> windows(name);
      case JSON ->
          switch (name) {
            case "hostname", "program_name", "location" -> common(name);
            default -> name;
          };
      case SYSLOG -> common(name);
      case WEB ->
          switch (name) {
            case "url" -> "url.original";
            case "id" -> "http.response.status_code";
            default -> common(name);
          };
    };
  }

  private static @Nullable String windows(String name) {
    if (name.startsWith(SYSTEM)) {
      String own = name.substring(SYSTEM.length());
      return own.equals("message") ? null : WINDOWS_NAMES.getOrDefault(own, capital(own));
    }
    return name.startsWith(DATA) ? capital(name.substring(DATA.length())) : null;
  }

  private static String capital(String name) {
    return name.isEmpty() ? name : Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  private static @Nullable String common(String name) {
    return switch (name) {
      case "srcip" -> "source.ip";
      case "dstip" -> "destination.ip";
      case "srcport" -> "source.port";
      case "dstport" -> "destination.port";
      case "user", "srcuser", "dstuser" -> "user.name";
      case "hostname", "location", "system_name" -> "host.name";
      case "program_name" -> "process.name";
      default -> null;
    };
  }
}
