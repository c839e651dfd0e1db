package org.marsad.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.SplittableRandom;

/**
 * JSON events of about 730 bytes in nine kinds, as agents of hosts and network sensors send them:
 * process starts, connections, logons, name look-ups, web requests, files, registry values. An
 * event is a function of its number alone, so any part of the stream can be made anew. Names,
 * addresses and programs are drawn by Zipf's law; every eighth event is up to eight seconds late.
 * Addresses are of private networks, names end in example.com.
 */
public final class SecurityEvents {
  /** A needle that the command line of one process start in 50,000 has. */
  public static final String NEEDLE = "mimikatz";

  private static final int HOSTS = 3_000;
  private static final int USERS = 8_000;
  private static final int ADDRESSES = 120_000;
  private static final int DOMAINS = 30_000;
  private static final long SEED = 0x5eed_2026L;
  private static final long MILLIS_LATE = 8_000;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final String[] PROGRAMS = {
    "C:\\\\Windows\\\\System32\\\\svchost.exe",
    "C:\\\\Windows\\\\System32\\\\cmd.exe",
    "C:\\\\Windows\\\\System32\\\\WindowsPowerShell\\\\v1.0\\\\powershell.exe",
    "C:\\\\Program Files\\\\Google\\\\Chrome\\\\Application\\\\chrome.exe",
    "C:\\\\Windows\\\\explorer.exe",
    "C:\\\\Windows\\\\System32\\\\conhost.exe",
    "C:\\\\Windows\\\\System32\\\\taskhostw.exe",
    "C:\\\\Program Files\\\\Microsoft Office\\\\root\\\\Office16\\\\WINWORD.EXE",
    "C:\\\\Windows\\\\System32\\\\rundll32.exe",
    "C:\\\\Windows\\\\System32\\\\wbem\\\\WmiPrvSE.exe",
    "C:\\\\Windows\\\\System32\\\\reg.exe",
    "C:\\\\Windows\\\\System32\\\\net.exe",
    "C:\\\\Windows\\\\System32\\\\schtasks.exe",
    "C:\\\\Windows\\\\Microsoft.NET\\\\Framework64\\\\v4.0.30319\\\\csc.exe"
  };
  private static final String[] METHODS = {"GET", "GET", "GET", "POST", "HEAD", "PUT"};
  private static final int[] STATUSES = {200, 200, 200, 200, 304, 404, 302, 500, 403};
  private static final int[] PORTS = {443, 443, 80, 53, 445, 389, 3389, 22, 8080, 135, 5985};
  private static final String BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  private final long start;
  private final double perMilli;
  private final Zipf hosts = new Zipf(HOSTS);
  private final Zipf users = new Zipf(USERS);
  private final Zipf addresses = new Zipf(ADDRESSES);
  private final Zipf domains = new Zipf(DOMAINS);
  private final Zipf programs = new Zipf(PROGRAMS.length);
  private final StringBuilder text = new StringBuilder(1024);
  private SplittableRandom random = new SplittableRandom(SEED);

  /**
   * A stream.
   *
   * @param start when it begins
   * @param count events in a day of it
   */
  public SecurityEvents(Instant start, long count) {
    this.start = start.toEpochMilli();
    this.perMilli = 86_400_000.0 / Math.max(1, count);
  }

  /** The event of a number, without a line end. */
  public byte[] event(long number) {
    random = new SplittableRandom(SEED ^ number * 0x9e3779b97f4a7c15L);
    text.setLength(0);
    long millis = start + (long) (number * perMilli);
    if (random.nextInt(8) == 0) {
      millis -= random.nextLong(MILLIS_LATE);
    }
    int host = hosts.draw(random);
    begin(millis, number, host);
    int kind = random.nextInt(100);
    if (kind < 40) {
      process();
    } else if (kind < 64) {
      connection(host);
    } else if (kind < 70) {
      flow();
    } else if (kind < 79) {
      logon(true);
    } else if (kind < 82) {
      logon(false);
    } else if (kind < 89) {
      question();
    } else if (kind < 95) {
      web();
    } else if (kind < 98) {
      file();
    } else {
      registry();
    }
    return text.append('}').toString().getBytes(UTF_8);
  }

  private void begin(long millis, long number, int host) {
    text.append("{\"@timestamp\":\"");
    TIME.formatTo(Instant.ofEpochMilli(millis), text);
    text.append("\",\"host\":{\"name\":\"").append(hostName(host));
    text.append("\",\"ip\":\"10.1.").append(host >> 8).append('.').append(host & 255);
    text.append("\"},\"record_id\":").append(1_000_000 + number / 7).append(',');
  }

  private static String hostName(int host) {
    return (host % 5 == 0 ? "srv-" : "wks-") + host + ".corp.example.com";
  }

  private void header(String dataset, String category, String action, int code) {
    text.append("\"event\":{\"kind\":\"event\",\"dataset\":\"").append(dataset);
    text.append("\",\"category\":\"").append(category).append("\",\"action\":\"").append(action);
    text.append("\",\"code\":\"").append(code).append("\"},");
  }

  private void user() {
    int user = users.draw(random);
    text.append("\"user\":{\"name\":\"").append(userName(user));
    text.append("\",\"domain\":\"CORP\",\"id\":\"S-1-5-21-1004336348-1177238915-682003330-");
    text.append(1_000 + user).append("\"},");
  }

  private static String userName(int user) {
    return user == 0 ? "SYSTEM" : user < 40 ? "svc_app" + user : "user" + user;
  }

  private void process() {
    header("windows.sysmon", "process", "Process Create", 1);
    user();
    int program = programs.draw(random);
    int parent = programs.draw(random);
    String path = PROGRAMS[program];
    String line = commandLine(program);
    text.append("\"process\":{\"pid\":").append(random.nextInt(16_000) * 4 + 4);
    text.append(",\"entity_id\":\"");
    uuid(random);
    text.append("\",\"name\":\"").append(path, path.lastIndexOf('\\') + 1, path.length());
    text.append("\",\"executable\":\"").append(path);
    text.append("\",\"command_line\":\"").append(line);
    text.append("\",\"parent\":{\"name\":\"");
    String above = PROGRAMS[parent];
    text.append(above, above.lastIndexOf('\\') + 1, above.length());
    text.append("\",\"executable\":\"").append(above);
    text.append("\"},\"hash\":{\"sha256\":\"");
    hex(new SplittableRandom(program * 64L + random.nextInt(64)), 64);
    text.append("\"}},\"message\":\"Process Create: ").append(path);
    text.append(" started by ").append(above).append('"');
  }

  private String commandLine(int program) {
    String path = PROGRAMS[program];
    if (random.nextInt(50_000) == 0) {
      return path + " C:\\\\Temp\\\\" + NEEDLE + ".exe privilege::debug sekurlsa::logonpasswords";
    }
    return switch (program) {
      case 0 -> path + " -k netsvcs -p -s " + "svc" + random.nextInt(200);
      case 2 ->
          random.nextInt(6) == 0
              ? path + " -NoProfile -EncodedCommand " + base64(40 + random.nextInt(60))
              : path + " -File C:\\\\Scripts\\\\job" + random.nextInt(900) + ".ps1 -Verbose";
      case 3 ->
          "\\\""
              + path
              + "\\\" --type=renderer --lang=en-US --client-id="
              + random.nextInt(1_000_000)
              + " --handle="
              + random.nextInt(10_000);
      case 8 -> path + " shell32.dll,Control_RunDLL item" + random.nextInt(5_000) + ".cpl";
      default ->
          path + " /c start \\\"\\\" /b C:\\\\ProgramData\\\\app\\\\t" + random.nextInt(40_000);
    };
  }

  private void connection(int host) {
    header("windows.sysmon", "network", "Network connection detected", 3);
    user();
    text.append("\"process\":{\"pid\":").append(random.nextInt(16_000) * 4 + 4);
    text.append(",\"entity_id\":\"");
    uuid(random);
    String path = PROGRAMS[programs.draw(random)];
    text.append("\",\"executable\":\"").append(path).append("\"},\"source\":{\"ip\":\"10.1.");
    text.append(host >> 8).append('.').append(host & 255);
    text.append("\",\"port\":").append(49_152 + random.nextInt(16_000));
    text.append("},\"destination\":{\"ip\":\"");
    address();
    text.append("\",\"port\":").append(PORTS[random.nextInt(PORTS.length)]);
    text.append(",\"domain\":\"").append(domain());
    text.append("\"},\"network\":{\"transport\":\"tcp\",\"direction\":\"egress\"},");
    text.append("\"message\":\"Network connection detected by ").append(path).append('"');
  }

  private void flow() {
    header("zeek.connection", "network", "connection", 0);
    text.append("\"zeek\":{\"session_id\":\"C");
    hex(random, 17);
    text.append("\"},\"source\":{\"ip\":\"");
    address();
    text.append("\",\"port\":").append(1024 + random.nextInt(64_000)).append(",\"bytes\":");
    text.append(bytes()).append(",\"packets\":").append(random.nextInt(4_000));
    text.append("},\"destination\":{\"ip\":\"");
    address();
    text.append("\",\"port\":").append(PORTS[random.nextInt(PORTS.length)]).append(",\"bytes\":");
    text.append(bytes()).append(",\"packets\":").append(random.nextInt(4_000));
    text.append("},\"network\":{\"transport\":\"udp\",\"protocol\":\"ssl\",\"community_id\":\"1:");
    text.append(base64(27))
        .append("=\"},\"message\":\"connection closed, state SF, history ShADadFf\"");
  }

  private long bytes() {
    return (long) Math.exp(random.nextDouble() * 19);
  }

  private void logon(boolean success) {
    header(
        "windows.security",
        "authentication",
        success ? "logged-in" : "logon-failed",
        success ? 4624 : 4625);
    user();
    text.append("\"source\":{\"ip\":\"");
    address();
    text.append("\",\"port\":").append(49_152 + random.nextInt(16_000)).append("},\"winlog\":");
    text.append("{\"logon\":{\"type\":\"")
        .append(random.nextInt(3) == 0 ? "Interactive" : "Network");
    text.append("\",\"id\":\"0x");
    hex(random, 7);
    text.append("\"},\"channel\":\"Security\",\"provider_name\":");
    text.append("\"Microsoft-Windows-Security-Auditing\"},\"message\":\"");
    text.append(
        success
            ? "An account was successfully logged on. Subject: Security ID: S-1-0-0 Logon Process:"
                + " NtLmSsp Authentication Package: NTLM Key Length: 128"
            : "An account failed to log on. Failure Reason: Unknown user name or bad password."
                + " Status: 0xC000006D Sub Status: 0xC000006A Logon Process: NtLmSsp");
    text.append('"');
  }

  private void question() {
    header("windows.sysmon", "network", "Dns query", 22);
    user();
    text.append("\"process\":{\"pid\":").append(random.nextInt(16_000) * 4 + 4);
    text.append(",\"entity_id\":\"");
    uuid(random);
    String name = domain();
    text.append("\"},\"dns\":{\"question\":{\"name\":\"").append(name);
    text.append("\",\"type\":\"A\"},\"resolved_ip\":\"");
    address();
    text.append("\"},\"message\":\"Dns query: QueryName: ").append(name);
    text.append(" QueryStatus: 0 QueryResults: ::ffff:198.51.100.").append(random.nextInt(250));
    text.append(";\"");
  }

  private void web() {
    header("proxy.access", "web", "request", 0);
    String name = domain();
    text.append("\"source\":{\"ip\":\"");
    address();
    text.append("\"},\"url\":{\"domain\":\"").append(name).append("\",\"original\":\"https://");
    text.append(name).append("/api/v").append(random.nextInt(4)).append("/items/");
    text.append(random.nextInt(1_000_000)).append("?session=");
    hex(random, 16);
    text.append("\"},\"http\":{\"request\":{\"method\":\"").append(METHODS[random.nextInt(6)]);
    text.append("\"},\"response\":{\"status_code\":").append(STATUSES[random.nextInt(9)]);
    text.append(",\"body\":{\"bytes\":")
        .append(bytes())
        .append("}}},\"user_agent\":{\"original\":");
    text.append("\"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/");
    text.append(110 + random.nextInt(20)).append(".0.0.0 Safari/537.36\"},\"message\":\"allowed");
    text.append(" request to ").append(name).append(" in ").append(random.nextInt(2_000));
    text.append(" ms\"");
  }

  private void file() {
    header("windows.sysmon", "file", "File created", 11);
    user();
    text.append("\"process\":{\"executable\":\"").append(PROGRAMS[programs.draw(random)]);
    text.append("\",\"entity_id\":\"");
    uuid(random);
    text.append("\"},\"file\":{\"path\":\"C:\\\\Users\\\\").append(userName(users.draw(random)));
    text.append("\\\\AppData\\\\Local\\\\Temp\\\\").append(random.nextInt(200_000));
    text.append(".tmp\",\"size\":").append(bytes()).append(",\"extension\":\"tmp\"},\"message\":");
    text.append("\"File created: RuleName: - UtcTime kept, hash not computed\"");
  }

  private void registry() {
    header("windows.sysmon", "registry", "Registry value set", 13);
    user();
    text.append("\"process\":{\"executable\":\"").append(PROGRAMS[programs.draw(random)]);
    text.append("\",\"pid\":").append(random.nextInt(16_000) * 4 + 4);
    text.append("},\"registry\":{\"path\":\"HKLM\\\\SOFTWARE\\\\Microsoft\\\\Windows\\\\");
    text.append("CurrentVersion\\\\Run\\\\item").append(random.nextInt(3_000));
    text.append("\",\"data\":{\"strings\":\"DWORD (0x");
    hex(random, 8);
    text.append(")\"}},\"message\":\"Registry value set: EventType: SetValue\"");
  }

  private String domain() {
    int domain = domains.draw(random);
    return "n" + domain + (domain % 3 == 0 ? ".cdn" : ".app") + ".example.com";
  }

  private void address() {
    int address = addresses.draw(random) * 17;
    text.append("10.").append(16 + (address >> 16)).append('.').append(address >> 8 & 255);
    text.append('.').append(address & 255);
  }

  private void uuid(SplittableRandom from) {
    hex(from, 8);
    text.append('-');
    hex(from, 4);
    text.append('-');
    hex(from, 4);
    text.append('-');
    hex(from, 4);
    text.append('-');
    hex(from, 12);
  }

  private void hex(SplittableRandom from, int digits) {
    long bits = 0;
    for (int i = 0; i < digits; i++) {
      if (i % 16 == 0) {
        bits = from.nextLong();
      }
      text.append(Character.forDigit((int) (bits & 15), 16));
      bits >>>= 4;
    }
  }

  private String base64(int length) {
    var encoded = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      encoded.append(BASE64.charAt(random.nextInt(64)));
    }
    return encoded.toString();
  }
}
