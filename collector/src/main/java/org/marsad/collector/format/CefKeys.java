package org.marsad.collector.format;

import java.util.List;
import org.marsad.collector.format.KeyTable.Kind;
import org.marsad.model.event.Schema;

/** The dictionary of CEF extensions: the short form that is written and the long name of a key. */
final class CefKeys {
  /** Short form, long name, kind, fields. A dash stands for the same as the column before. */
  private static final String TABLE =
      """
      act deviceAction TEXT event.action
      app applicationProtocol LOWER network.protocol
      cat deviceEventCategory NONE
      cnt baseEventCount NONE
      dhost destinationHostName TEXT destination.domain
      dmac destinationMacAddress MAC destination.mac
      dntdom destinationNtDomain TEXT destination.user.domain
      dpid destinationProcessId NUMBER destination.process.pid
      dpriv destinationUserPrivileges TEXT destination.user.group.name
      dproc destinationProcessName TEXT destination.process.name
      dpt destinationPort NUMBER destination.port
      dst destinationAddress ADDRESS destination.ip destination.address
      dtz deviceTimeZone TEXT event.timezone
      duid destinationUserId TEXT destination.user.id
      duser destinationUserName TEXT destination.user.name
      dvc deviceAddress ADDRESS observer.ip observer.hostname
      dvchost deviceHostName TEXT observer.hostname observer.name
      dvcmac deviceMacAddress MAC observer.mac
      dvcpid deviceProcessId NUMBER process.pid
      end endTime TEXT event.end
      externalId externalId NONE
      fname fileName TEXT file.name
      fsize fileSize NUMBER file.size
      in bytesIn NUMBER source.bytes
      msg message MESSAGE
      out bytesOut NUMBER destination.bytes
      outcome eventOutcome LOWER event.outcome
      proto transportProtocol TRANSPORT network.transport network.transport
      reason reason TEXT event.reason
      request requestUrl URL
      rt deviceReceiptTime TIME
      shost sourceHostName TEXT source.domain
      smac sourceMacAddress MAC source.mac
      sntdom sourceNtDomain TEXT source.user.domain user.domain
      spid sourceProcessId NUMBER source.process.pid
      spriv sourceUserPrivileges TEXT source.user.group.name
      sproc sourceProcessName TEXT source.process.name
      spt sourcePort NUMBER source.port
      src sourceAddress ADDRESS source.ip source.address
      start startTime TEXT event.start
      suid sourceUserId TEXT source.user.id user.id
      suser sourceUserName TEXT source.user.name user.name
      agt agentAddress ADDRESS agent.ip agent.name
      ahost agentHostName TEXT agent.name
      aid agentId TEXT agent.id
      amac agentMacAddress MAC agent.mac
      art agentReceiptTime TEXT event.created
      at agentType TEXT agent.type
      atz agentTimeZone NONE
      av agentVersion TEXT agent.version
      catdt categoryDeviceType NONE
      mrt managerReceiptTime NONE
      _cefVer cefVersion NONE
      slat sourceGeoLatitude NUMBER source.geo.location.lat
      slong sourceGeoLongitude NUMBER source.geo.location.lon
      dlat destinationGeoLatitude NUMBER destination.geo.location.lat
      dlong destinationGeoLongitude NUMBER destination.geo.location.lon
      sourceLatitude - NUMBER source.geo.location.lat
      sourceLongitude - NUMBER source.geo.location.lon
      destinationLatitude - NUMBER destination.geo.location.lat
      destinationLongitude - NUMBER destination.geo.location.lon
      deviceDirection - TEXT cef.direction
      deviceDnsDomain - NONE
      deviceExternalId - TEXT observer.serial_number
      deviceFacility - NONE
      deviceInboundInterface - TEXT observer.ingress.interface.name
      deviceNtDomain - NONE
      deviceOutboundInterface - TEXT observer.egress.interface.name
      devicePayloadId - NONE
      deviceProcessName - TEXT process.name
      deviceTranslatedAddress - NONE
      destinationDnsDomain - TEXT destination.registered_domain
      destinationServiceName - TEXT service.name
      destinationTranslatedAddress - ADDRESS destination.nat.ip destination.domain
      destinationTranslatedPort - NUMBER destination.nat.port
      fileCreateTime - TEXT file.created
      fileHash - HASH
      fileId - TEXT file.inode
      fileModificationTime - TEXT file.mtime
      filePath - TEXT file.path
      filePermission - TEXT file.mode
      fileType - TEXT file.type
      flexDate1 - NONE
      oldFileHash - NONE
      oldFileId - NONE
      oldFileName - NONE
      oldFilePath - NONE
      oldFileSize - NONE
      rawEvent - NONE
      requestClientApplication - TEXT user_agent.original
      requestContext - TEXT http.request.referrer
      requestCookies - NONE
      requestMethod - TEXT http.request.method
      sourceDnsDomain - TEXT source.registered_domain
      sourceServiceName - TEXT service.name
      sourceTranslatedAddress - ADDRESS source.nat.ip source.domain
      sourceTranslatedPort - NUMBER source.nat.port
      type type NONE
      """;

  /** Stem, its long form, how many there are. */
  private static final List<String> CUSTOM =
      List.of(
          "c6a deviceCustomIPv6Address 15",
          "cfp deviceCustomFloatingPoint 15",
          "cn deviceCustomNumber 15",
          "cs deviceCustomString 15",
          "deviceCustomDate - 2",
          "flexDate - 1",
          "flexNumber - 2",
          "flexString - 2");

  private CefKeys() {}

  /** All keys, each under its short form and its long name. */
  static KeyTable of(Schema schema, Stamps stamps) {
    var keys = new KeyTable(schema, stamps);
    for (String line : TABLE.lines().toList()) {
      List<String> words = List.of(line.split(" ", -1));
      String longName = words.get(1).equals("-") ? words.get(0) : words.get(1);
      Kind kind = Kind.valueOf(words.get(2));
      add(keys, schema, words.get(0), longName, kind, words.subList(3, words.size()));
    }
    for (String line : CUSTOM) {
      List<String> words = List.of(line.split(" ", -1));
      String stem = words.get(1).equals("-") ? words.get(0) : words.get(1);
      for (int n = 1; n <= Integer.parseInt(words.get(2)); n++) {
        add(keys, schema, words.get(0) + n, stem + n, Kind.NONE, List.of());
        add(keys, schema, words.get(0) + n + "Label", stem + n + "Label", Kind.NONE, List.of());
      }
    }
    return keys;
  }

  private static void add(
      KeyTable keys,
      Schema schema,
      String shortForm,
      String longName,
      Kind kind,
      List<String> fields) {
    int own = schema.id("cef.extensions." + longName);
    keys.add(shortForm, own, kind, fields);
    keys.add(longName, own, kind, fields);
  }
}
