package org.marsad.collector.mapping;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * The texts of mapping files by their names, in the order they are applied: those that come with
 * Marsad, then those of a user by name. A user's file of the same name stands in place of ours.
 * Immutable.
 *
 * @param texts by the name of the file
 */
public record MappingFiles(SequencedMap<String, String> texts) {
  private static final String ENDING = ".yaml";

  /** A file is not larger than this, in bytes. */
  private static final long MAX_BYTES = 4 << 20;

  /** The files under {@code mappings/}, in the order they are applied. */
  private static final List<String> SHIPPED =
      List.of(
          "journald",
          "windows-evtx",
          "windows-mordor",
          "windows-nxlog",
          "windows-nxlog-syslog",
          "windows-snare",
          "windows-splunk",
          "windows-wazuh",
          "windows-winlogbeat",
          "windows-host",
          "accounts",
          "cron",
          "doas",
          "dropbear",
          "login",
          "openssh",
          "polkit",
          "su",
          "sudo",
          "systemd",
          "systemd-logind",
          "bacula",
          "bind-file",
          "bind",
          "cef",
          "checkpoint",
          "cisco-meraki",
          "cisco-tag",
          "cisco-ucm",
          "cisco-viptela",
          "cisco-ise",
          "cisco-asa-ipsec",
          "cisco-asa-text",
          "cisco-asa",
          "cisco-ios",
          "citrix-adc",
          "dell-ome",
          "dhcpd",
          "dnsmasq",
          "dovecot",
          "envoy",
          "exim",
          "filterlog",
          "fireeye-hx",
          "fortigate",
          "haproxy-text",
          "haproxy",
          "hp-jetdirect",
          "iptables",
          "kernel",
          "juniper-login",
          "juniper-srx",
          "mikrotik",
          "mysql",
          "nagios",
          "netscreen",
          "network",
          "nginx-error",
          "openvpn",
          "ossec",
          "panos",
          "postfix",
          "postgresql-csv",
          "postgresql-file",
          "postgresql-json",
          "postgresql",
          "proftpd",
          "proofpoint",
          "redis",
          "sendmail",
          "snort",
          "squid",
          "strongswan",
          "unbound",
          "vsftpd",
          "pfsense",
          "watchguard",
          "zscaler",
          "zscaler-zpa",
          "pam",
          "windows-security",
          "windows-sysmon",
          "windows-channels",
          "windows",
          "auditd-journal",
          "auditd",
          "aws-eventbridge",
          "aws-cloudtrail",
          "aws-cloudfront",
          "aws-guardduty",
          "aws-nlb",
          "aws-route53",
          "aws-route53-text",
          "aws-vpcflow",
          "aws-vpcflow-text",
          "aws-waf",
          "azure-flow",
          "azure-network",
          "azure",
          "azure-graph",
          "docker",
          "docker-json",
          "gcp-audit",
          "gcp-network",
          "gcp-requests",
          "gelf-json",
          "github-audit",
          "google-workspace",
          "kubernetes-audit",
          "logstash-json",
          "microsoft365",
          "mongodb",
          "mysql-audit",
          "okta",
          "onelogin",
          "rails",
          "ruby-logger",
          "sonicwall",
          "sophos",
          "sophos-utm",
          "suricata",
          "zeek-tsv",
          "zeek",
          "java",
          "logger-json",
          "pairs",
          "outcome");

  public MappingFiles {
    texts = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(texts));
  }

  /** Those that come with Marsad. */
  public static MappingFiles shipped() {
    var texts = new LinkedHashMap<String, String>();
    for (String name : SHIPPED) {
      String resource = "/mappings/" + name + ENDING;
      try (InputStream in = MappingFiles.class.getResourceAsStream(resource)) {
        if (in == null) {
          throw new IllegalStateException(resource + " is missing");
        }
        texts.put(name + ENDING, new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new MappingFiles(texts);
  }

  /**
   * These, and those of a folder.
   *
   * @throws IOException if they cannot be read, or one is too large
   */
  public MappingFiles with(Path folder) throws IOException {
    var all = new LinkedHashMap<>(texts);
    List<Path> files;
    try (Stream<Path> entries = Files.list(folder)) {
      files = entries.filter(file -> file.toString().endsWith(ENDING)).sorted().toList();
    }
    for (Path file : files) {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException(file + " is larger than " + (MAX_BYTES >> 20) + " MiB");
      }
      all.put(String.valueOf(file.getFileName()), Files.readString(file));
    }
    return new MappingFiles(all);
  }

  /** One file. */
  static MappingFiles of(String name, String text) {
    return new MappingFiles(new LinkedHashMap<>(Map.of(name, text)));
  }
}
