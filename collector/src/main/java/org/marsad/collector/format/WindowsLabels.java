package org.marsad.collector.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Schema;

/**
 * What the labels in the text of a Windows event are called in its data. Some labels stand under
 * several headings and mean another field under each: the account under {@code Subject} is not the
 * one under {@code New Logon}. English alone, as the collectors that pass text on mostly have it.
 * Immutable.
 */
final class WindowsLabels {
  /** A heading by its letter; a label with its field, or its fields by the letter of a heading. */
  private static final String WORDS =
      """
      Subject > S
      Creator Subject > S
      New Logon > L
      Target Subject > L
      Account For Which Logon Failed > L
      Account Whose Credentials Were Used > L
      Account Information > A
      Target Account > A
      New Account > A
      Deleted Account > A
      Account That Was Locked Out > A
      Computer Account That Was Changed > A
      Group > A
      New Group > A
      Deleted Group > A
      Member > M
      Service Information > V
      Attributes > O
      Changed Attributes > O
      Logon Information > O
      Process Information > O
      Process > O
      Application Information > O
      Network Information > O
      Failure Information > O
      Object > O
      Share Information > O
      Access Request Information > O
      Access Information > O
      Target Server > O
      Task Information > O
      Filter Information > O
      Additional Information > O
      Detailed Authentication Information > O
      Certificate Information > O
      Audit Policy Change > O
      Security ID: S SubjectUserSid L TargetUserSid A TargetSid M MemberSid * TargetUserSid
      Account Name: S SubjectUserName M MemberName * TargetUserName
      Account Domain: S SubjectDomainName * TargetDomainName
      Domain Name: S SubjectDomainName * TargetDomainName
      Logon ID: S SubjectLogonId * TargetLogonId
      Logon GUID: * LogonGuid
      Linked Logon ID: * TargetLinkedLogonId
      Group Name: * TargetUserName
      Group Domain: * TargetDomainName
      Logon Account: * TargetUserName
      Supplied Realm Name: * TargetDomainName
      User ID: * TargetSid
      Caller Computer Name: * TargetDomainName
      Logon Type: * LogonType
      Impersonation Level: * ImpersonationLevel
      Restricted Admin Mode: * RestrictedAdminMode
      Virtual Account: * VirtualAccount
      Elevated Token: * ElevatedToken
      Failure Reason: * FailureReason
      Status: * Status
      Sub Status: * SubStatus
      Error Code: * Status
      Result Code: * Status
      Failure Code: * Status
      Process ID: * ProcessId
      Process Name: * ProcessName
      Caller Process ID: * ProcessId
      Caller Process Name: * ProcessName
      New Process ID: * NewProcessId
      New Process Name: * NewProcessName
      Creator Process ID: * ProcessId
      Creator Process Name: * ParentProcessName
      Process Command Line: * CommandLine
      Token Elevation Type: * TokenElevationType
      Mandatory Label: * MandatoryLabel
      Exit Status: * Status
      Workstation Name: * WorkstationName
      Source Workstation: * Workstation
      Source Network Address: * IpAddress
      Network Address: * IpAddress
      Client Address: * IpAddress
      Client Port: * IpPort
      Client Name: * ClientName
      Session Name: * SessionName
      Port: * IpPort
      Source Address: * SourceAddress
      Source Port: * IpPort
      Destination Address: * DestAddress
      Destination Port: * DestPort
      Application Name: * Application
      Direction: * Direction
      Protocol: * Protocol
      Logon Process: * LogonProcessName
      Authentication Package: * AuthenticationPackageName
      Transited Services: * TransmittedServices
      Package Name (NTLM only): * LmPackageName
      Key Length: * KeyLength
      Service Name: * ServiceName
      Service ID: * ServiceSid
      Service File Name: V ServiceFileName * ImagePath
      Service Type: * ServiceType
      Service Start Type: V ServiceStartType * StartType
      Service Account: V ServiceAccount * AccountName
      Ticket Options: * TicketOptions
      Ticket Encryption Type: * TicketEncryptionType
      Pre-Authentication Type: * PreAuthType
      Target Server Name: * TargetServerName
      Additional Info: * TargetInfo
      Object Server: * ObjectServer
      Object Type: * ObjectType
      Object Name: * ObjectName
      Handle ID: * HandleId
      Accesses: * AccessList
      Access Mask: * AccessMask
      Access Reasons: * AccessReason
      Share Name: * ShareName
      Share Path: * ShareLocalPath
      Relative Target Name: * RelativeTargetName
      Privileges: * PrivilegeList
      Task Name: * TaskName
      Task Content: * TaskContent
      Category: * CategoryId
      Subcategory: * SubcategoryId
      Subcategory GUID: * SubcategoryGuid
      Changes: * AuditPolicyChanges
      SAM Account Name: * SamAccountName
      Display Name: * DisplayName
      User Principal Name: * UserPrincipalName
      Old UAC Value: * OldUacValue
      New UAC Value: * NewUacValue
      ScriptBlock ID: * ScriptBlockId
      Path: * Path
      """;

  /** Sysmon labels its text with the names themselves. */
  private static final String SYSMON =
      """
      RuleName UtcTime ProcessGuid ProcessId Image FileVersion Description Product Company
      OriginalFileName CommandLine CurrentDirectory User LogonGuid LogonId TerminalSessionId
      IntegrityLevel Hashes ParentProcessGuid ParentProcessId ParentImage ParentCommandLine
      ParentUser Protocol Initiated SourceIsIpv6 SourceIp SourceHostname SourcePort SourcePortName
      DestinationIsIpv6 DestinationIp DestinationHostname DestinationPort DestinationPortName
      TargetFilename CreationUtcTime PreviousCreationUtcTime ImageLoaded Signed Signature
      SignatureStatus SourceProcessGUID SourceProcessId SourceThreadId SourceImage
      TargetProcessGUID TargetProcessId TargetImage GrantedAccess CallTrace NewThreadId
      StartAddress StartModule StartFunction EventType TargetObject Details NewName QueryName
      QueryStatus QueryResults PipeName Device Hash Contents SourceUser TargetUser
      """;

  /**
   * A label or a heading.
   *
   * @param text without its colon
   * @param heading its letter, or 0 for a label
   * @param letters the headings under which it means another field than elsewhere
   * @param fields what it means there, and last what it means elsewhere
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Label(byte[] text, char heading, String letters, List<Integer> fields) {
    /** The field under a heading. */
    int field(char under) {
      int place = letters.indexOf(under);
      return fields.get(place < 0 ? fields.size() - 1 : place);
    }
  }

  /** Those that end alike, the longest first. */
  private final Map<Byte, List<Label>> byLastByte = new HashMap<>();

  WindowsLabels(Schema schema) {
    WORDS.lines().forEach(line -> add(line, schema));
    for (String name : SYSMON.strip().split("\\s+", -1)) {
      add(name + ": * " + name, schema);
    }
    byLastByte
        .values()
        .forEach(
            labels ->
                labels.sort(
                    Comparator.comparingInt((Label label) -> label.text.length).reversed()));
  }

  private void add(String line, Schema schema) {
    int heading = line.indexOf(" > ");
    int colon = heading < 0 ? line.lastIndexOf(':') : heading;
    byte[] text = line.substring(0, colon).getBytes(StandardCharsets.US_ASCII);
    var letters = new StringBuilder();
    var fields = new ArrayList<Integer>();
    if (heading < 0) {
      String[] words = line.substring(colon + 2).split(" ", -1);
      for (int i = 0; i < words.length; i += 2) {
        letters.append(words[i]);
        fields.add(schema.id(words[i + 1]));
      }
    }
    char letter = heading < 0 ? 0 : line.charAt(line.length() - 1);
    byLastByte
        .computeIfAbsent(text[text.length - 1], _ -> new ArrayList<>())
        .add(new Label(text, letter, letters.toString(), List.copyOf(fields)));
  }

  /** The longest label that ends where a colon is, a blank or nothing in front of it. */
  @Nullable Label endingAt(byte[] bytes, int from, int colon) {
    if (colon == from) {
      return null;
    }
    for (Label label : byLastByte.getOrDefault(bytes[colon - 1], List.of())) {
      int start = colon - label.text.length;
      if (start >= from
          && (start == from || (bytes[start - 1] >= 0 && bytes[start - 1] <= ' '))
          && Arrays.equals(bytes, start, colon, label.text, 0, label.text.length)) {
        return label;
      }
    }
    return null;
  }
}
