package org.marsad.collector.format;

import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Constant;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;

/**
 * A message of the Graylog Extended Log Format 1.1: a JSON object. {@code host}, {@code
 * short_message}, {@code level} and {@code timestamp} become what they are; {@code _name} is the
 * sender's field {@code name}; the rest stands under {@code gelf.}. A {@code message} counts where
 * the short one says nothing. A host that is no text, or blank, and a message without words break
 * the specification: such an event keeps its fields and is flagged. A message without any host is
 * taken as it is, as Graylog does. Values that lie deeper than GELF allows are kept as their JSON
 * text.
 */
final class GelfFormat implements LogFormat {
  private static final byte[] OWN = Entries.ascii("gelf.");
  private static final byte[] NONE = {};
  private static final int MAX_TIME = 30;

  private final JsonFormat json;
  private final ClaimedTime clock;
  private final Stamps stamps;
  private final Entries out;
  private final JsonMembers members = new JsonMembers();
  private final int file;
  private final int line;
  private final int fullMessage;

  // Where the message is said, and what is wrong with it and with the host.
  private int messageAt;
  private int messageLength;
  private boolean otherMessage;
  private @Nullable Misfit flaw;
  private int begin;

  /** Strings are read by a JSON format of its own. */
  GelfFormat(JsonFormat json, ClaimedTime clock, Stamps stamps, Schema schema) {
    this.json = json;
    this.clock = clock;
    this.stamps = stamps;
    this.out = new Entries(clock);
    file = schema.id("log.origin.file.name");
    line = schema.id("log.origin.file.line");
    fullMessage = schema.id("gelf.full_message");
  }

  @Override
  public String name() {
    return "gelf";
  }

  @Override
  public @Nullable Misfit decode(EventBatch.Builder event, int offset, int length) {
    if (!members.over(event.bytes(), offset, length)) {
      return new Misfit(0, "gelf.object", "expecting { at the start of the message");
    }
    out.over(event, offset);
    boolean timed = false;
    boolean level = false;
    messageLength = 0;
    otherMessage = false;
    flaw = null;
    begin = offset;
    while (members.next()) {
      int at = members.valueAt;
      Misfit misfit = null;
      if (members.isName("version")) {
        misfit = own(event, members.nameAt, 0);
      } else if (members.isName("host")) {
        misfit = host(event);
      } else if (members.isName("short_message")) {
        message(event, false);
      } else if (members.isName("message")) {
        message(event, true);
      } else if (members.isName("full_message")) {
        misfit = text(event, fullMessage);
      } else if (members.isName("timestamp")) {
        timed = time(event);
      } else if (members.isName("level")) {
        level = true;
        level(event);
      } else if (members.isName("file")) {
        misfit = text(event, file);
      } else if (members.isName("line")) {
        number(event, line);
      } else {
        misfit = own(event, members.nameAt, isOfSender(event.bytes()) ? 1 : 0);
      }
      if (misfit != null) {
        return new Misfit(at - offset + misfit.position(), misfit.code(), misfit.message());
      }
    }
    if (!members.isClosed()) {
      return new Misfit(members.position(offset), "gelf.object", "expecting a member or }");
    }
    Misfit misfit = message(event, offset, length);
    if (misfit != null) {
      return misfit;
    }
    if (!level) {
      defaultLevel(event);
    }
    if (!timed) {
      clock.enter(event, Times.NONE, offset, 0);
    }
    return flaw;
  }

  private @Nullable Misfit host(EventBatch.Builder event) {
    if (says(event.bytes())) {
      return text(event, Fields.HOST_NAME.id());
    }
    flaw(members.valueAt, "gelf.host", "expecting a host in quotes that is not blank");
    return null;
  }

  /** Remembers where a message is; the short one counts before the other. */
  private void message(EventBatch.Builder event, boolean isOther) {
    if (members.first() != '"') {
      flaw(members.valueAt, "gelf.short_message", "expecting a message in quotes");
    } else if (says(event.bytes()) && (messageLength == 0 || otherMessage && !isOther)) {
      messageAt = members.valueAt;
      messageLength = members.valueLength;
      otherMessage = isOther;
    }
  }

  /** Enters the message. */
  private @Nullable Misfit message(EventBatch.Builder event, int offset, int length) {
    if (messageLength == 0) {
      flaw(offset + length, "gelf.short_message", "expecting a short_message that is not blank");
      return null;
    }
    Misfit misfit = json.text(event, Fields.MESSAGE.id(), messageAt, messageLength);
    return misfit == null
        ? null
        : new Misfit(messageAt - offset + misfit.position(), misfit.code(), misfit.message());
  }

  /** What breaks the specification without spoiling the rest; the first of it is told. */
  private void flaw(int at, String code, String expected) {
    if (flaw == null) {
      flaw = Misfit.flaw(at - begin, code, expected);
    }
  }

  /** Whether the value is text with more in it than blanks. */
  private boolean says(byte[] bytes) {
    if (members.first() != '"') {
      return false;
    }
    int end = members.valueAt + members.valueLength - 1;
    int at = members.valueAt + 1;
    while (at < end && (bytes[at] == ' ' || isEscapedBlank(bytes, at))) {
      at += bytes[at] == ' ' ? 1 : 2;
    }
    return at < end;
  }

  private static boolean isEscapedBlank(byte[] bytes, int at) {
    byte letter = bytes[at + 1];
    return bytes[at] == '\\' && (letter == 't' || letter == 'n' || letter == 'r');
  }

  private @Nullable Misfit text(EventBatch.Builder event, int field) {
    if (field == Schema.NONE || members.valueLength == 0) {
      return null;
    }
    if (members.first() == '"') {
      return json.text(event, field, members.valueAt, members.valueLength);
    }
    event.add(field, ValueKind.TEXT, members.valueAt, members.valueLength);
    return null;
  }

  private boolean isOfSender(byte[] bytes) {
    return members.nameLength > 1 && bytes[members.nameAt] == '_';
  }

  /** Enters a member under its name, from its {@code skip}th byte on if that is the sender's. */
  private @Nullable Misfit own(EventBatch.Builder event, int nameAt, int skip) {
    int nameTo = nameAt + members.nameLength;
    int at = members.valueAt;
    int end = at + members.valueLength;
    byte[] prefix = skip > 0 && !members.isName("_message") ? NONE : OWN;
    switch (members.first()) {
      case '"' -> {
        Misfit misfit = json.string(event, at, members.valueLength);
        if (misfit != null) {
          return misfit;
        }
        out.own(prefix, nameAt + skip, nameTo, ValueKind.TEXT, json.textAt(), json.textEnd());
      }
      case 't', 'f' -> out.own(prefix, nameAt + skip, nameTo, ValueKind.BOOLEAN, at, end);
      case 'n' -> {}
      default -> out.own(prefix, nameAt + skip, nameTo, at, end);
    }
    return null;
  }

  /** A severity of syslog, as a number or in quotes. */
  private void level(EventBatch.Builder event) {
    int quote = members.first() == '"' ? 1 : 0;
    int at = members.valueAt + quote;
    if (members.valueLength - 2 * quote == 1
        && event.bytes()[at] >= '0'
        && event.bytes()[at] <= '7') {
      Constant name = SyslogHeader.severity(event.bytes()[at] - '0');
      event.add(Fields.SYSLOG_SEVERITY_CODE.id(), ValueKind.NUMBER, at, 1);
      event.add(Fields.SYSLOG_SEVERITY_NAME, name);
    } else {
      out.own(
          OWN,
          members.nameAt,
          members.nameAt + members.nameLength,
          at,
          at + members.valueLength - 2 * quote);
    }
  }

  /** Without a level it is 1, says the specification. */
  private static void defaultLevel(EventBatch.Builder event) {
    int at = event.claim(1);
    event.bytes()[at] = '1';
    event.add(Fields.SYSLOG_SEVERITY_CODE.id(), ValueKind.NUMBER, at, 1);
    event.add(Fields.SYSLOG_SEVERITY_NAME, SyslogHeader.severity(1));
  }

  private void number(EventBatch.Builder event, int field) {
    int quote = members.first() == '"' ? 1 : 0;
    int at = members.valueAt + quote;
    int end = members.valueAt + members.valueLength - quote;
    if (end > at && Entries.isNumber(event.bytes(), at, end)) {
      event.add(field, ValueKind.NUMBER, at, end - at);
    }
  }

  /** Seconds since 1970 with a fraction; whether it could be read. */
  private boolean time(EventBatch.Builder event) {
    int quote = members.first() == '"' ? 1 : 0;
    int at = members.valueAt + quote;
    int length = members.valueLength - 2 * quote;
    if (length <= 0 || length > MAX_TIME) {
      return false;
    }
    long claimed = stamps.read(event.bytes(), at, at + length, event.received());
    if (claimed == Times.NONE) {
      event.add(Fields.EVENT_CLAIMED.id(), ValueKind.TEXT, at, length);
      return false;
    }
    clock.enter(event, claimed, at, length);
    return true;
  }
}
