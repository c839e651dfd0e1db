package org.marsad.collector.format;

import java.nio.charset.StandardCharsets;
import org.marsad.model.event.Nanos;

/**
 * The time and the host of devices that write no header and put both into the pairs of their
 * message: {@code date=2026-10-05 time=09:08:07 devname="fw-1" ... tz="+0200"} (FortiGate, behind
 * {@code logver=} too), {@code time=1791191287|hostname=gw-1|...} (Check Point). Looks at the first
 * {@value #LOOK} bytes. One thread.
 */
final class DeviceDate {
  private static final int LOOK = 2_048;
  private static final byte[] DATE = bytes("date=");
  private static final byte[] TIME = bytes("time=");
  private static final byte[] ZONE = bytes("tz=");
  private static final byte[] LONG_ZONE = bytes("timezone=\"(GMT");
  private static final byte[] VERSION = bytes("logver=");
  private static final byte[] DEVICE = bytes("devname=");
  private static final byte[] HOST = bytes("|hostname=");
  private static final int EPOCH_DIGITS = 10;
  private static final int DATE_LENGTH = 10;

  private final Times times;
  private final HeaderTimes stamps;
  private final Cursor part = new Cursor();

  /** The time that was found, or {@link Times#NONE}, and where it is written. */
  long time;

  int at;
  int end;

  /** The host that was found, and how long its name is; 0 if none was. */
  int hostAt;

  int hostLength;

  DeviceDate(Times times) {
    this.times = times;
    this.stamps = new HeaderTimes(times);
  }

  /** Whether such pairs begin here. */
  boolean isHere(Cursor in) {
    int c = in.peek();
    return c == 'd' && starts(in, in.at, DATE)
        || c == 'l' && starts(in, in.at, VERSION)
        || c == 't' && starts(in, in.at, TIME) && Cursor.isDigit(in.peek(TIME.length));
  }

  /** Reads them; the cursor stays. */
  void read(Cursor in, long received) {
    time = Times.NONE;
    hostLength = 0;
    int last = Math.min(in.end, in.at + LOOK);
    switch (in.peek()) {
      case 'd' -> fortiGate(in, in.at + DATE.length, last);
      case 'l' -> {
        int date = find(in, DATE, in.at + VERSION.length, last);
        if (date > 0) {
          fortiGate(in, date, last);
        }
      }
      default -> checkPoint(in, received, last);
    }
  }

  private void fortiGate(Cursor in, int date, int last) {
    int clock = date + DATE_LENGTH + 1;
    if (clock >= last || !starts(in, clock, TIME)) {
      return;
    }
    host(in, find(in, DEVICE, in.at + 1, last), ' ');
    at = date - DATE.length;
    end = clock + TIME.length + 8;
    if (end > in.end) {
      return;
    }
    long days = days(in, date);
    part.over(in.bytes, clock + TIME.length, 8);
    long second = Times.clock(part);
    if (days == Times.NONE || second < 0) {
      return;
    }
    long local = days * 86_400 + second;
    int zone = find(in, ZONE, clock, last);
    zone = zone >= 0 ? zone : find(in, LONG_ZONE, clock, last);
    int offset = ZoneNames.NONE;
    if (zone >= 0) {
      int from = in.bytes[zone] == '"' ? zone + 1 : zone;
      int to = from;
      while (to < last && in.bytes[to] != ' ' && in.bytes[to] != '"' && in.bytes[to] != ')') {
        to++;
      }
      part.over(in.bytes, from, to - from);
      offset = part.peek() == '+' || part.peek() == '-' ? ZoneNames.offset(part, 0) : offset;
    }
    time = offset == ZoneNames.NONE ? times.ofLocal(local) : Nanos.of(local - offset, 0);
  }

  private long days(Cursor in, int from) {
    part.over(in.bytes, from, DATE_LENGTH);
    int year = part.digits(4);
    boolean dash = part.skip('-');
    int month = part.digits(2);
    dash &= part.skip('-');
    int day = part.digits(2);
    return dash && Times.isDate(year, month, day) ? Times.days(year, month, day) : Times.NONE;
  }

  private void checkPoint(Cursor in, long received, int last) {
    int from = in.at + TIME.length;
    part.over(in.bytes, from, Math.min(EPOCH_DIGITS, in.end - from));
    if (part.countDigits(EPOCH_DIGITS) < EPOCH_DIGITS
        || from + EPOCH_DIGITS >= last
        || in.bytes[from + EPOCH_DIGITS] != '|') {
      return;
    }
    time = stamps.read(part, received);
    at = from;
    end = from + EPOCH_DIGITS;
    host(in, find(in, HOST, end, last), '|');
  }

  private void host(Cursor in, int from, int stop) {
    if (from < 0) {
      return;
    }
    boolean quoted = in.bytes[from] == '"';
    hostAt = quoted ? from + 1 : from;
    int i = hostAt;
    while (i < in.end && in.bytes[i] != (quoted ? '"' : stop) && i - hostAt <= 255) {
      i++;
    }
    hostLength = i - hostAt <= 255 ? i - hostAt : 0;
  }

  /** Where the value behind a key begins, or -1. A key is a word of its own. */
  private static int find(Cursor in, byte[] key, int from, int last) {
    for (int i = from; i + key.length < last; i++) {
      boolean start = key[0] == '|' || in.bytes[i - 1] == ' ';
      if (start && starts(in, i, key)) {
        return i + key.length;
      }
    }
    return -1;
  }

  private static boolean starts(Cursor in, int at, byte[] text) {
    if (at + text.length > in.end) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      if (in.bytes[at + i] != text[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
