package org.marsad.collector.mapping;

import java.util.List;
import org.marsad.model.event.Schema;

/**
 * Reads a mapping file. It says for which events it is, and what is done to them, in this order
 * whatever the order in the file; every part may be left out but {@code when}. What takes from
 * other fields ({@code parse}, {@code pairs}, {@code copy}) is done again behind the patterns, for
 * the fields that they entered:
 *
 * <pre>
 * when:                          # one of process, field and value must hold; they are found by hash
 *   process: [sshd]              #   the name of the process, any case
 *   field: [EventID, eventName]  #   the event has one of these fields
 *   value: {Channel: [Security, "Microsoft-Windows-Sysmon*"]}   # any case, a star at the end: begins with,
 *                              #   and in it a # is any digit: {message: ["%ASA-#-*"]}
 *   all: {eventSource: "*", errorCode: ~}   # and all of these: "*" the field is there, ~ it is not,
 *                              #   a star at both ends: the text is somewhere in it
 *   any: {a: [1, 2], b: 3}       #   and one of these
 * rename:                        # values move to fields of other names, or go (~)
 *   winlog.event_id: EventID
 *   winlog.event_data.*: "*"     #   each star but the last is a part without dots, the last the rest
 *   win.eventdata.*: {to: "*", as: capital}
 * parse:                         # parts of a value, by the first template that fits
 *   User: ['{user.domain}\{user.name}', '{user.name}']
 * pairs:                         # a list of NAME=VALUE, or of values
 *   Hashes: {between: ",", into: {MD5: process.hash.md5}, as: lower}
 *   QueryResults: {between: ";", into: dns.resolved_ip}
 * copy:                          # the first of the sources that has a value
 *   source.ip: [IpAddress, SourceIp]   # text that is no address goes to source.address
 *   process.pid: {from: ProcessId, as: number}
 * names:                         # names that a text gives its values, and to which fields they go
 *   srcip: source.ip
 *   user: [user.name, related.user]
 *   duration: [{to: event.duration, as: seconds}, acme.duration]
 *   date: ~                      #   nowhere
 * rest: fortinet.                # prefix of the fields of all other names
 * nothing: [N/A]                 # texts that are no value, besides a dash
 * kv: {between: " ", equals: "=", quotes: '""<>', word: acme.flags}   # as it is but for the word, which takes
 *                              #   words without a value; one that is a name is its own value
 * csv:                           # columns by name; which follow can be said by one of them
 *   between: ","
 *   columns: [_, time, type]     #   _ is a column not kept
 *   by: type
 *   then: {TRAFFIC: [src, dst], "*": {columns: [kind], by: kind, then: {...}}}
 * structured: "junos@"           # structured data whose id begins so, its parameters are names
 * unwrap: ["{message} [preauth]", "%ASA-{event.severity}-{event.code}: {*message}"]
 * by: event.code                 # patterns with is: are found by the value of this field, by hash
 * meanings:                      # what several places share
 *   login: {event.category: authentication, copy: {user.name: TargetUserName}}
 * patterns:                      # of the message, the first that fits; its holes are fields
 *   - match: "Accepted {event.reason} for {*user.name} from {source.ip} port {source.port} ssh2"
 *     means: login
 *     set: {event.action: ssh_login}
 *   - {is: [113015, 113016], match: "AAA user rejected : {reason} : {*kv}"}   # match may be missing
 * time: [eventTime, published]   # the first that holds a time
 * lookup:                        # what a value means, found by hash; "*" is any other value
 *   EventID:
 *     4624: {means: login, event.action: logged-in, event.outcome: success}
 * cases:                         # what is true under a condition, all that hold
 *   - {all: {Initiated: "true"}, any: {...}, means: login, network.direction: egress}
 * set: {event.module: openssh, event.category: [process, file]}
 * </pre>
 *
 * A value is entered only where the event has none; only {@code tags} gather. So what comes first
 * wins: a pattern over a lookup, a lookup over a case, a case over the last {@code set}. A meaning,
 * a line of a lookup, a case and a pattern can have {@code parse}, {@code pairs}, {@code copy},
 * {@code set}, {@code lookup}, {@code cases} and {@code means} (one or a list), done in this order;
 * any other name in them is a field to be set. Empty values and a dash are not copied. The words
 * behind {@code as} are those of {@link Conversion}; numbers and addresses are told by the field.
 *
 * <p>Templates are those of {@link Template}. A hole is a name of {@code names}, else a field; the
 * holes {@code kv} and {@code csv} are texts of pairs and of columns. Without patterns the whole
 * message is one of them. Ports that are words go to {@code source.port_name}.
 *
 * @param hooks what brings the mapping up; one is enough
 */
record MappingFile(List<Hook> hooks, Mapping mapping) {
  /**
   * A field, and values it has.
   *
   * @param values a star at the end stands for any rest; none at all: any value
   */
  record Hook(int field, List<String> values) {
    Hook {
      values = List.copyOf(values);
    }
  }

  MappingFile {
    hooks = List.copyOf(hooks);
  }

  /**
   * Reads a file.
   *
   * @throws MappingException if it is none, with all that is wrong, a line each with its place
   */
  static MappingFile parse(String fileName, String text, Schema schema, EventTime time) {
    return new MappingReader(MappingText.parse(fileName, text), schema, time).read();
  }
}
