package org.marsad.server.cli;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;

/**
 * Events as agents and hosts send them, about nobody: the same at each run but for their time. One
 * thread.
 */
final class MadeUpEvents {
  private static final long SEED = 0x7ea1_4e75L;
  private static final int HOSTS = 500;
  private static final int USERS = 2_000;
  private static final String[] PROGRAMS = {
    "svchost.exe", "cmd.exe", "powershell.exe", "explorer.exe", "rundll32.exe", "net.exe"
  };
  private static final String[] METHODS = {"GET", "GET", "GET", "POST", "HEAD"};
  private static final int[] STATUSES = {200, 200, 200, 304, 404, 500};
  private static final int[] PORTS = {443, 80, 53, 445, 3389, 22};

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final StringBuilder text = new StringBuilder(1024);

  /** One as JSON, without a line end. */
  byte[] json() {
    text.setLength(0);
    text.append("{\"@timestamp\":\"").append(Instant.now().truncatedTo(ChronoUnit.MILLIS));
    text.append("\",\"host\":{\"name\":\"");
    host();
    text.append("\"},");
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> processStart();
      case 3, 4 -> connection();
      case 5 -> logon(false);
      case 6 -> logon(true);
      default -> request();
    }
    return bytes(text.append('}'));
  }

  /** One as a message of RFC 5424, of sshd or sudo. */
  byte[] syslog() {
    text.setLength(0);
    text.append("<86>1 ").append(Instant.now().truncatedTo(ChronoUnit.MILLIS)).append(' ');
    host();
    int process = 1_000 + random.nextInt(30_000);
    switch (random.nextInt(3)) {
      case 0 -> {
        text.append(" sshd ").append(process).append(" - - Failed password for ");
        user();
        text.append(" from ");
        address();
        text.append(" port ").append(1_024 + random.nextInt(60_000)).append(" ssh2");
      }
      case 1 -> {
        text.append(" sshd ").append(process).append(" - - Accepted publickey for ");
        user();
        text.append(" from ");
        address();
        text.append(" port ").append(1_024 + random.nextInt(60_000)).append(" ssh2");
      }
      default -> {
        text.append(" sudo ").append(process).append(" - - ");
        user();
        text.append(" : TTY=pts/1 ; PWD=/srv ; USER=root ; COMMAND=/usr/bin/systemctl restart app");
        text.append(random.nextInt(50));
      }
    }
    return bytes(text);
  }

  private void processStart() {
    String program = PROGRAMS[random.nextInt(PROGRAMS.length)];
    event("windows.sysmon", "process", "Process Create", 1);
    text.append("\"process\":{\"pid\":").append(random.nextInt(16_000) * 4 + 4);
    text.append(",\"entity_id\":\"");
    hex(32);
    text.append("\",\"name\":\"").append(program);
    text.append("\",\"executable\":\"C:\\\\Windows\\\\System32\\\\").append(program);
    text.append("\",\"command_line\":\"").append(program).append(" /c start C:\\\\Temp\\\\job");
    text.append(random.nextInt(20_000)).append(" --quiet\",\"hash\":{\"sha256\":\"");
    hex(64);
    text.append("\"}},\"message\":\"Process Create: ").append(program).append('"');
  }

  private void connection() {
    event("zeek.connection", "network", "connection", 3);
    endpoint("source", 1_024 + random.nextInt(60_000));
    endpoint("destination", PORTS[random.nextInt(PORTS.length)]);
    text.append("\"network\":{\"transport\":\"tcp\",\"direction\":\"egress\"},");
    text.append("\"message\":\"connection closed, state SF\"");
  }

  private void endpoint(String side, int port) {
    text.append('"').append(side).append("\":{\"ip\":\"");
    address();
    text.append("\",\"port\":").append(port).append(",\"bytes\":");
    text.append(random.nextInt(1 << random.nextInt(1, 24))).append("},");
  }

  private void logon(boolean failed) {
    event(
        "windows.security", "authentication", failed ? "failed" : "success", failed ? 4625 : 4624);
    endpoint("source", 49_152 + random.nextInt(16_000));
    text.append("\"winlog\":{\"channel\":\"Security\",\"logon\":{\"type\":\"Network\",\"id\":\"0x");
    hex(7);
    text.append("\"}},\"message\":\"");
    text.append(
        failed
            ? "An account failed to log on. Failure Reason: Unknown user name or bad password."
            : "An account was successfully logged on. Logon Process: NtLmSsp Key Length: 128");
    text.append('"');
  }

  private void request() {
    event("proxy.access", "web", "request", 0);
    endpoint("source", 1_024 + random.nextInt(60_000));
    int domain = random.nextInt(5_000);
    text.append("\"url\":{\"domain\":\"n").append(domain).append(".example.com\",\"original\":");
    text.append("\"https://n").append(domain).append(".example.com/items/");
    text.append(random.nextInt(1_000_000)).append("?session=");
    hex(16);
    text.append("\"},\"http\":{\"request\":{\"method\":\"");
    text.append(METHODS[random.nextInt(METHODS.length)]);
    text.append("\"},\"response\":{\"status_code\":");
    text.append(STATUSES[random.nextInt(STATUSES.length)]);
    text.append("}},\"message\":\"allowed in ").append(random.nextInt(2_000)).append(" ms\"");
  }

  private void event(String dataset, String category, String action, int code) {
    text.append("\"event\":{\"kind\":\"event\",\"dataset\":\"").append(dataset);
    text.append("\",\"category\":\"").append(category).append("\",\"action\":\"").append(action);
    text.append("\",\"code\":\"").append(code).append("\"},\"user\":{\"name\":\"");
    user();
    text.append("\"},");
  }

  private void host() {
    text.append("host-").append(random.nextInt(HOSTS)).append(".example.com");
  }

  private void user() {
    text.append("user").append(random.nextInt(USERS));
  }

  private void address() {
    text.append("10.").append(random.nextInt(16)).append('.').append(random.nextInt(256));
    text.append('.').append(random.nextInt(256));
  }

  private void hex(int digits) {
    for (int i = 0; i < digits; i++) {
      text.append(Character.forDigit(random.nextInt(16), 16));
    }
  }

  private static byte[] bytes(StringBuilder text) {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
