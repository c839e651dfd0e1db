package org.marsad.collector.format;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;

/**
 * An envelope of Splunk's event collector: {@code event} is an object whose members are the fields,
 * or text; {@code time} is in seconds since 1970, {@code host} the host, {@code fields} more
 * fields; {@code source}, {@code sourcetype} and {@code index} are kept under {@code splunk.}.
 */
final class HecFormat implements LogFormat {
  private static final int MAX_TIME = 30;

  private final JsonFormat json;
  private final ClaimedTime clock;
  private final JsonMembers members = new JsonMembers();

  // The time of the event inside, which counts where the envelope has none.
  private long innerTime;
  private int innerAt;
  private int innerLength;

  /** Objects are read by a JSON format of its own. */
  HecFormat(JsonFormat json, ClaimedTime clock) {
    this.json = json;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "hec";
  }

  @Override
  public @Nullable Misfit decode(EventBatch.Builder event, int offset, int length) {
    if (!members.over(event.bytes(), offset, length)) {
      return new Misfit(0, "hec.envelope", "expecting { at the start of the envelope");
    }
    boolean found = false;
    boolean timed = false;
    innerTime = Times.NONE;
    while (members.next()) {
      int at = members.valueAt;
      Misfit misfit = null;
      if (members.isName("event") || members.isName("Event")) {
        found = true;
        misfit = event(event);
      } else if (members.isName("fields") && members.first() == '{') {
        misfit = members(event);
      } else if (members.isName("time")) {
        timed |= !timed && time(event);
      } else if (members.isName("host")) {
        misfit = text(event, Fields.HOST_NAME.id());
      } else if (members.isName("source")) {
        misfit = text(event, event.schema().id("splunk.source"));
      } else if (members.isName("sourcetype")) {
        misfit = text(event, event.schema().id("splunk.sourcetype"));
      } else if (members.isName("index")) {
        misfit = text(event, event.schema().id("splunk.index"));
      }
      if (misfit != null) {
        return new Misfit(at - offset + misfit.position(), misfit.code(), misfit.message());
      }
    }
    if (!found) {
      return new Misfit(length, "hec.event", "expecting a member \"event\" in the envelope");
    }
    if (!timed) {
      clock.enter(event, innerTime, innerAt, innerLength);
    }
    return null;
  }

  private @Nullable Misfit event(EventBatch.Builder event) {
    return switch (members.first()) {
      case '{' -> members(event);
      case '"' -> json.text(event, Fields.MESSAGE.id(), members.valueAt, members.valueLength);
      default -> {
        event.add(Fields.MESSAGE, members.valueAt, members.valueLength);
        yield null;
      }
    };
  }

  private @Nullable Misfit members(EventBatch.Builder event) {
    Misfit misfit = json.members(event, members.valueAt, members.valueLength);
    if (innerTime == Times.NONE) {
      innerTime = json.claimed();
      innerAt = json.claimedAt();
      innerLength = json.claimedLength();
    }
    return misfit;
  }

  private @Nullable Misfit text(EventBatch.Builder event, int field) {
    return field == Schema.NONE || members.first() != '"' || members.valueLength <= 2
        ? null
        : json.text(event, field, members.valueAt, members.valueLength);
  }

  /** Seconds since 1970, as a number or in quotes; whether it could be read. */
  private boolean time(EventBatch.Builder event) {
    boolean quoted = members.first() == '"';
    int at = members.valueAt + (quoted ? 1 : 0);
    int length = members.valueLength - (quoted ? 2 : 0);
    if (length <= 0 || length > MAX_TIME) {
      return false;
    }
    try {
      var digits = new String(event.bytes(), at, length, StandardCharsets.US_ASCII);
      long claimed = Times.epoch(Double.parseDouble(digits));
      clock.enter(event, claimed, at, length);
      return true;
    } catch (NumberFormatException _) {
      event.add(Fields.EVENT_CLAIMED.id(), ValueKind.TEXT, at, length);
      return false;
    }
  }
}
