package org.marsad.collector.input;

import com.linecorp.armeria.common.HttpStatus;
import org.marsad.collector.intake.Refusal;
import org.marsad.model.config.ByteSize;
import org.marsad.model.problem.Problem;
import org.marsad.model.problem.ProblemException;

/** What HTTP senders are told when their events were not taken. */
final class HttpProblems {
  private static final int SOON = 1;
  private static final int LATER = 5;

  private HttpProblems() {}

  static ProblemException refused(Refusal refusal) {
    return switch (refusal) {
      case OVERLOAD -> overload("events come in faster than they can be made durable");
      case SHARE -> overload("too much from this sender is on its way to the disk");
      case RATE -> overload("this sender is allowed fewer events a second");
      case DISK_FULL ->
          again(
              HttpStatus.SERVICE_UNAVAILABLE,
              "disk-full",
              "The disk is full",
              "the disk of the journal is down to its reserve; send the same body again later",
              LATER);
      case INCOMPLETE, STOPPED ->
          again(
              HttpStatus.SERVICE_UNAVAILABLE,
              "stopping",
              "The server is being stopped",
              "send the same body again when the server is back",
              LATER);
      case FAILED ->
          of(
              HttpStatus.SERVICE_UNAVAILABLE,
              "journal-failed",
              "The journal has failed",
              "nothing can be made durable until the server was looked after; see its log");
    };
  }

  static ProblemException overload(String why) {
    return again(
        HttpStatus.TOO_MANY_REQUESTS,
        "overload",
        "Too much is on its way to the disk",
        why + "; send the same body again",
        SOON);
  }

  static ProblemException tooLarge(ByteSize limit, String when) {
    return of(
        HttpStatus.REQUEST_ENTITY_TOO_LARGE,
        "body-too-large",
        "The body is too large",
        "the body is longer than " + limit + when + "; send it in parts");
  }

  static ProblemException tooLarge() {
    return of(
        HttpStatus.REQUEST_ENTITY_TOO_LARGE,
        "body-too-large",
        "The body is too large",
        "the body is longer than what is taken at once; send it in parts");
  }

  static ProblemException tooMany(int limit) {
    return of(
        HttpStatus.REQUEST_ENTITY_TOO_LARGE,
        "too-many-events",
        "The body holds too many events",
        "the body holds more than " + limit + " events; send it in parts");
  }

  static ProblemException empty() {
    return of(
        HttpStatus.BAD_REQUEST,
        "no-events",
        "The body holds no event",
        "the body is empty; expecting a JSON object, an array of objects, or one a line");
  }

  static ProblemException incomplete() {
    return of(
        HttpStatus.BAD_REQUEST,
        "body-incomplete",
        "The body did not come whole",
        "the connection ended, or the time was over, before the body did");
  }

  static ProblemException late() {
    return again(
        HttpStatus.SERVICE_UNAVAILABLE,
        "timeout",
        "It took too long",
        "the request was not done in time; send the same body again",
        SOON);
  }

  static ProblemException malformed(String code, String title, String detail) {
    return of(HttpStatus.BAD_REQUEST, code, title, detail);
  }

  static ProblemException unknownEncoding(String encoding) {
    return of(
        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
        "content-encoding",
        "Unknown content encoding",
        "content encoding \""
            + encoding
            + "\" is not known; expecting gzip, deflate, zstd or identity");
  }

  static ProblemException brokenEncoding(String encoding, String why) {
    return of(
        HttpStatus.BAD_REQUEST,
        "content-encoding",
        "The body cannot be decompressed",
        "the body is not valid " + encoding + ": " + why);
  }

  private static ProblemException of(HttpStatus status, String code, String title, String detail) {
    return new ProblemException(Problem.of(status.code(), code, title, detail));
  }

  private static ProblemException again(
      HttpStatus status, String code, String title, String detail, int seconds) {
    return new ProblemException(Problem.of(status.code(), code, title, detail).retryAfter(seconds));
  }
}
