package org.marsad.collector.format;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Constant;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;

/** What was read of an old syslog header so far, before it is entered. Reused by its format. */
final class OldHeader {
  /** The {@link #mark} of a time that counts from the start of the device. */
  static final int SINCE_START = 'u';

  private static final byte[] MARCH = Entries.ascii("Mar ");
  private static final Constant UNSYNCHRONIZED = Constant.of("time-unsynced");
  private static final Constant UPTIME = Constant.of("time-uptime");
  private static final long DAY = 86_400_000_000_000L;
  private static final String LEVEL = "log.level";
  private static final String SEQUENCE = "event.sequence";
  private static final String COUNT = "cisco.ios.message_count";

  private final Cursor in;
  private final ClaimedTime time;

  /** The first thing that was wrong without being fatal. */
  LogFormat.@Nullable Misfit flaw;

  /** What the time stamp says, or {@link Times#NONE}. */
  long claimed;

  int stampAt;
  int stampEnd;

  /** What a Cisco device puts before a time it does not trust, {@link #SINCE_START}, or 0. */
  int mark;

  int hostAt;
  int hostLength;
  int addressAt;
  int addressLength;
  int sequenceAt;
  int sequenceLength;

  /** How many messages a Cisco device has sent, before its sequence number; or 0. */
  int countAt;

  int countLength;

  /** A level in capitals that stands where the host could be, or 0. */
  int levelAt;

  int levelLength;

  /** Whether what follows is what a program printed, which has no tag. */
  boolean printed;

  OldHeader(Cursor in, ClaimedTime time) {
    this.in = in;
    this.time = time;
  }

  void reset() {
    flaw = null;
    claimed = Times.NONE;
    mark = 0;
    hostLength = 0;
    addressLength = 0;
    sequenceLength = 0;
    countLength = 0;
    levelLength = 0;
    printed = false;
  }

  void takeHost(int from, int end) {
    boolean brackets = in.bytes[from] == '[';
    hostAt = brackets ? from + 1 : from;
    hostLength = end - hostAt - (brackets ? 1 : 0);
  }

  void flaw(int at, String code, String message) {
    if (flaw == null) {
      flaw = LogFormat.Misfit.flaw(at - in.start, code, message);
    }
  }

  private boolean isMarch() {
    for (int i = stampAt; i + MARCH.length <= stampEnd; i++) {
      if (Arrays.equals(in.bytes, i, i + MARCH.length, MARCH, 0, MARCH.length)) {
        return true;
      }
    }
    return false;
  }

  /** Enters what the header said. */
  void enter(EventBatch.Builder event) {
    if (mark == SINCE_START) {
      event.add(Fields.EVENT_CLAIMED, stampAt, stampEnd - stampAt);
      event.add(Fields.TAGS, UPTIME);
    } else if (mark == '*' && isMarch() && Math.abs(claimed - event.received()) > DAY) {
      // The clock was never set, so it began with the first of March: it says nothing.
      event.add(Fields.EVENT_CLAIMED, stampAt, stampEnd - stampAt);
      event.add(Fields.TAGS, UNSYNCHRONIZED);
    } else {
      time.enter(event, claimed, stampAt, stampEnd - stampAt);
      if (mark != 0) {
        event.add(Fields.TAGS, UNSYNCHRONIZED);
      }
    }
    if (hostLength > 0) {
      SyslogHeader.host(event, hostAt, hostLength);
    }
    if (addressLength > 0) {
      event.add(Fields.HOST_IP, addressAt, addressLength);
    }
    enter(event, LEVEL, ValueKind.TEXT, levelAt, levelLength);
    enter(event, COUNT, ValueKind.NUMBER, countAt, countLength);
    enter(event, SEQUENCE, ValueKind.NUMBER, sequenceAt, sequenceLength);
    in.bytes = event.bytes();
  }

  private static void enter(
      EventBatch.Builder event, String name, ValueKind kind, int from, int length) {
    int field = length > 0 ? event.schema().id(name) : Schema.NONE;
    if (field != Schema.NONE) {
      event.add(field, kind, from, length);
    }
  }
}
