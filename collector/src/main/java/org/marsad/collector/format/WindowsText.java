package org.marsad.collector.format;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;

/**
 * The text that Windows makes of an event for people, where the data of the event did not come with
 * it: labels and values, a line each under headings, or all in one line as NXLog and Snare send
 * them. The values become fields under the names of the data, and the first sentence says which
 * event it is where nothing else does.
 *
 * <p>Texts behind a header are looked at if the program is a provider of Windows or Snare. One
 * thread; never throws. What is no label stays in the message.
 */
final class WindowsText {
  private static final byte[] PROVIDER = Entries.ascii("Microsoft-Windows-");
  private static final byte[] SNARE = Entries.ascii("MSWinEventLog\t");
  private static final byte[] SCRIPT = Entries.ascii("Creating Scriptblock text (");
  private static final byte[] SCRIPT_END = Entries.ascii("ScriptBlock ID:");

  /** Where Microsoft explains what the event means, behind its values. */
  private static final byte[][] EXPLANATIONS = {
    Entries.ascii("This event is generated"),
    Entries.ascii("The subject fields indicate"),
    Entries.ascii("Token Elevation Type indicates"),
  };

  private static final int MAX_VALUES = 128;

  private static final String SENTENCES =
      """
      1102 The audit log was cleared
      4103 CommandInvocation(
      4104 Creating Scriptblock text (
      4624 An account was successfully logged on
      4625 An account failed to log on
      4634 An account was logged off
      4647 User initiated logoff
      4648 A logon was attempted using explicit credentials
      4656 A handle to an object was requested
      4657 A registry value was modified
      4660 An object was deleted
      4662 An operation was performed on an object
      4663 An attempt was made to access an object
      4670 Permissions on an object were changed
      4672 Special privileges assigned to new logon
      4673 A privileged service was called
      4688 A new process has been created
      4689 A process has exited
      4697 A service was installed in the system
      4698 A scheduled task was created
      4699 A scheduled task was deleted
      4700 A scheduled task was enabled
      4701 A scheduled task was disabled
      4702 A scheduled task was updated
      4719 System audit policy was changed
      4720 A user account was created
      4722 A user account was enabled
      4723 An attempt was made to change an account's password
      4724 An attempt was made to reset an account's password
      4725 A user account was disabled
      4726 A user account was deleted
      4727 A security-enabled global group was created
      4728 A member was added to a security-enabled global group
      4729 A member was removed from a security-enabled global group
      4730 A security-enabled global group was deleted
      4731 A security-enabled local group was created
      4732 A member was added to a security-enabled local group
      4733 A member was removed from a security-enabled local group
      4734 A security-enabled local group was deleted
      4735 A security-enabled local group was changed
      4738 A user account was changed
      4740 A user account was locked out
      4741 A computer account was created
      4742 A computer account was changed
      4743 A computer account was deleted
      4756 A member was added to a security-enabled universal group
      4757 A member was removed from a security-enabled universal group
      4767 A user account was unlocked
      4768 A Kerberos authentication ticket (TGT) was requested
      4769 A Kerberos service ticket was requested
      4770 A Kerberos service ticket was renewed
      4771 Kerberos pre-authentication failed
      4776 The computer attempted to validate the credentials for an account
      4776 The domain controller attempted to validate the credentials for an account
      4778 A session was reconnected to a Window Station
      4779 A session was disconnected from a Window Station
      4781 The name of an account was changed
      5136 A directory service object was modified
      5140 A network share object was accessed
      5142 A network share object was added
      5145 A network share object was checked
      5156 The Windows Filtering Platform has permitted a connection
      5157 The Windows Filtering Platform has blocked a connection
      1 Process Create
      2 File creation time changed
      3 Network connection detected
      5 Process terminated
      6 Driver loaded
      7 Image loaded
      8 CreateRemoteThread detected
      10 Process accessed
      11 File created
      12 Registry object added or deleted
      13 Registry value set
      14 Registry object renamed
      15 File stream created
      17 Pipe Created
      18 Pipe Connected
      22 Dns query
      """;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Sentence(byte[] text, byte[] id) {}

  private final WindowsLabels labels;
  private final Sentence[] sentences;

  /** What sentences begin with: no other text is looked at. */
  private final boolean[] firsts = new boolean[256];

  private final int eventId;
  private final int eventCode;
  private final Field provider;
  private final int script;
  private final int told;
  private EventBatch.Builder event;

  WindowsText(Schema schema) {
    labels = new WindowsLabels(schema);
    eventId = schema.id("EventID");
    eventCode = schema.id("EventCode");
    provider = schema.field(schema.id("Provider_Name"));
    script = schema.id("ScriptBlockText");
    told = schema.id("log.syslog.structured_data.NXLOG@14506.EventID");
    event = EventBatch.builder(schema);
    sentences =
        SENTENCES
            .lines()
            .map(
                line -> {
                  int blank = line.indexOf(' ');
                  return new Sentence(
                      line.substring(blank + 1).getBytes(StandardCharsets.US_ASCII),
                      line.substring(0, blank).getBytes(StandardCharsets.US_ASCII));
                })
            .toArray(Sentence[]::new);
    for (Sentence sentence : sentences) {
      firsts[sentence.text[0] & 0xff] = true;
    }
  }

  /** Adds to the open row what its message, this slice, says if Windows wrote it. */
  void readMessage(EventBatch.Builder row, int slice) {
    byte[] bytes = row.bytes();
    int from = row.offset(slice);
    int to = from + row.length(slice);
    if (from == to || !(firsts[bytes[from] & 0xff] || bytes[from] == 'M')) {
      return;
    }
    if (to - from > SNARE.length && bytes[from] == 'M' && Entries.is(bytes, from, to, SNARE)) {
      event = row;
      values(from, to);
      return;
    }
    int program = row.find(Fields.PROCESS_NAME.id());
    if (program == EventBatch.NONE || row.length(program) <= PROVIDER.length) {
      return;
    }
    int name = row.offset(program);
    int end = name + row.length(program);
    if (bytes[name] == 'M'
        && Entries.is(bytes, name, end, PROVIDER)
        && row.find(eventId) == EventBatch.NONE
        && row.find(told) == EventBatch.NONE
        && sentence(bytes, from, to) != null) {
      row.add(provider, name, end - name);
      // They are those of the service that wrote the event, not of the program it tells of.
      row.remove(program);
      int pid = row.find(Fields.PROCESS_PID.id());
      if (pid != EventBatch.NONE) {
        row.remove(pid);
      }
      read(row, from, to);
    }
  }

  /** Adds to the open row what the text [from, to) of its block says. */
  void read(EventBatch.Builder row, int from, int to) {
    event = row;
    if (row.find(eventId) == EventBatch.NONE && row.find(eventCode) == EventBatch.NONE) {
      Sentence first = sentence(row.bytes(), from, to);
      if (first != null) {
        int at = row.append(first.id, 0, first.id.length);
        row.add(eventId, ValueKind.NUMBER, at, first.id.length);
      }
    }
    if (Entries.is(row.bytes(), from, to, SCRIPT)) {
      script(from, to);
    }
    values(from, to);
  }

  private @Nullable Sentence sentence(byte[] bytes, int from, int to) {
    for (Sentence sentence : sentences) {
      if (bytes[from] == sentence.text[0] && Entries.is(bytes, from, to, sentence.text)) {
        return sentence;
      }
    }
    return null;
  }

  /** {@code Creating Scriptblock text (1 of 1):}, the script, {@code ScriptBlock ID: ...}. */
  private void script(int from, int to) {
    byte[] bytes = event.bytes();
    int begin = from;
    while (begin < to && bytes[begin] != ':') {
      begin++;
    }
    int end = to;
    for (int i = to - SCRIPT_END.length; i > begin; i--) {
      if (bytes[i] == 'S' && Entries.is(bytes, i, to, SCRIPT_END)) {
        end = i;
        break;
      }
    }
    enter(script, begin + 1, end, true);
  }

  private void values(int from, int to) {
    byte[] bytes = event.bytes();
    boolean lines = hasLines(bytes, from, to);
    char heading = 0;
    WindowsLabels.Label open = null;
    int value = from;
    int entered = 0;
    for (int i = from; i < to && entered < MAX_VALUES; i++) {
      if (bytes[i] != ':' || (i + 1 < to && bytes[i + 1] > ' ')) {
        continue;
      }
      WindowsLabels.Label label = labels.endingAt(bytes, from, i);
      if (label == null || (lines && !isFirst(bytes, from, i - label.text().length))) {
        continue;
      }
      if (open != null) {
        enter(open.field(heading), value, i - label.text().length, lines);
        entered++;
      }
      heading = label.heading() == 0 ? heading : label.heading();
      open = label.heading() == 0 ? label : null;
      value = i + 1;
    }
    if (open != null && entered < MAX_VALUES) {
      enter(open.field(heading), value, to, lines);
    }
  }

  private static boolean hasLines(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n') {
        return true;
      }
    }
    return false;
  }

  /** Whether nothing but blanks is in front of a place on its line. */
  private static boolean isFirst(byte[] bytes, int from, int at) {
    int i = at - 1;
    while (i >= from && (bytes[i] == ' ' || bytes[i] == '\t')) {
      i--;
    }
    return i < from || bytes[i] == '\n';
  }

  /**
   * Enters a value without the blanks around it, up to an empty line or an explanation, in one line
   * up to a tab.
   */
  private void enter(int field, int start, int stop, boolean lines) {
    byte[] bytes = event.bytes();
    int from = start;
    while (from < stop && bytes[from] >= 0 && bytes[from] <= ' ') {
      from++;
    }
    int to = field == script ? stop : end(bytes, from, stop, lines ? '\n' : '\t');
    while (to > from && bytes[to - 1] >= 0 && bytes[to - 1] <= ' ') {
      to--;
    }
    if (!Entries.isNil(bytes, from, to) && event.find(field) == EventBatch.NONE) {
      boolean number = Entries.isNumber(bytes, from, to);
      event.add(field, number ? ValueKind.NUMBER : ValueKind.TEXT, from, to - from);
    }
  }

  private static int end(byte[] bytes, int from, int to, int sign) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == 'T') {
        for (byte[] explanation : EXPLANATIONS) {
          if (Entries.is(bytes, i, to, explanation)) {
            return i;
          }
        }
      } else if (bytes[i] == sign && (sign == '\t' || isEmptyLine(bytes, i + 1, to))) {
        return i;
      }
    }
    return to;
  }

  private static boolean isEmptyLine(byte[] bytes, int from, int to) {
    int at = from < to && bytes[from] == '\r' ? from + 1 : from;
    return at < to && bytes[at] == '\n';
  }
}
