package org.marsad.model.incident;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What an entity is, whichever field it was read from: the address that is a destination in one
 * alert and a source in the next is the same address.
 */
public enum EntityKind {
  ADDRESS,
  USER,
  HOST,
  PROCESS,
  HASH,
  DOMAIN,
  OTHER;

  private static final Map<String, EntityKind> OF_FIELD =
      Map.ofEntries(
          Map.entry("source.ip", ADDRESS),
          Map.entry("source.address", ADDRESS),
          Map.entry("source.nat.ip", ADDRESS),
          Map.entry("client.ip", ADDRESS),
          Map.entry("destination.ip", ADDRESS),
          Map.entry("server.ip", ADDRESS),
          Map.entry("host.ip", ADDRESS),
          Map.entry("user.name", USER),
          Map.entry("user.effective.name", USER),
          Map.entry("user.target.name", USER),
          Map.entry("host.name", HOST),
          Map.entry("process.entity_id", PROCESS),
          Map.entry("process.parent.entity_id", PROCESS),
          Map.entry("file.hash.sha256", HASH),
          Map.entry("file.hash.sha1", HASH),
          Map.entry("file.hash.md5", HASH),
          Map.entry("process.hash.sha256", HASH),
          Map.entry("dns.question.name", DOMAIN),
          Map.entry("destination.domain", DOMAIN));

  private static final Map<String, String> ROLES =
      Map.ofEntries(
          Map.entry("source.ip", "source"),
          Map.entry("source.address", "source"),
          Map.entry("source.nat.ip", "source"),
          Map.entry("client.ip", "source"),
          Map.entry("destination.ip", "target"),
          Map.entry("server.ip", "target"),
          Map.entry("user.name", "account"),
          Map.entry("user.effective.name", "account taken on"),
          Map.entry("user.target.name", "target"),
          Map.entry("host.name", "host"),
          Map.entry("host.ip", "host"),
          Map.entry("process.entity_id", "process"),
          Map.entry("process.parent.entity_id", "parent process"),
          Map.entry("dns.question.name", "name asked for"),
          Map.entry("destination.domain", "target"));

  /** All fields that entities are read from. */
  public static Set<String> fields() {
    return OF_FIELD.keySet();
  }

  /** The kind of what stands in a field. */
  public static EntityKind ofField(String field) {
    return OF_FIELD.getOrDefault(field, OTHER);
  }

  /** What an entity of the field does in the story, such as {@code source}; empty if unknown. */
  public static String role(String field) {
    return ROLES.getOrDefault(field, "");
  }

  /** The word in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
