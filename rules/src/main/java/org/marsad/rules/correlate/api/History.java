package org.marsad.rules.correlate.api;

import java.util.List;

/**
 * What happened before, outside of the session: the latest events of a host, or of another
 * attribute's value, between two times in milliseconds, both included. What a rule looks up here is
 * kept only as far as its pattern can use it, and the oldest of a key makes room.
 */
public interface History {
  List<Logon> logons(String host, long from, long to);

  List<Logon> logons(String attribute, String value, long from, long to);

  List<ProcessStart> processStarts(String host, long from, long to);

  List<ProcessStart> processStarts(String attribute, String value, long from, long to);

  List<NetConnection> connections(String host, long from, long to);

  List<NetConnection> connections(String attribute, String value, long from, long to);

  List<DnsQuery> dnsQueries(String host, long from, long to);

  List<DnsQuery> dnsQueries(String attribute, String value, long from, long to);

  List<FileWrite> fileWrites(String host, long from, long to);

  List<FileWrite> fileWrites(String attribute, String value, long from, long to);

  List<ServiceInstalled> services(String host, long from, long to);

  List<ServiceInstalled> services(String attribute, String value, long from, long to);

  List<Alert> alerts(String host, long from, long to);

  List<Alert> alerts(String attribute, String value, long from, long to);
}
