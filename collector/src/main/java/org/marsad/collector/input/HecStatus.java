package org.marsad.collector.input;

import com.linecorp.armeria.common.HttpStatus;

/**
 * What an event collector answers: code, HTTP status and text of Splunk's documentation,
 * "Troubleshoot HTTP Event Collector", as far as it can come to that here.
 */
enum HecStatus {
  SUCCESS(0, HttpStatus.OK, "Success"),
  DISABLED(1, HttpStatus.FORBIDDEN, "Token disabled"),
  TOKEN_REQUIRED(2, HttpStatus.UNAUTHORIZED, "Token is required"),
  INVALID_AUTHORIZATION(3, HttpStatus.UNAUTHORIZED, "Invalid authorization"),
  INVALID_TOKEN(4, HttpStatus.FORBIDDEN, "Invalid token"),
  NO_DATA(5, HttpStatus.BAD_REQUEST, "No data"),
  INVALID_FORMAT(6, HttpStatus.BAD_REQUEST, "Invalid data format"),
  TOO_LARGE(6, HttpStatus.REQUEST_ENTITY_TOO_LARGE, "Invalid data format"),
  UNKNOWN_ENCODING(6, HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Invalid data format"),
  INTERNAL_ERROR(8, HttpStatus.INTERNAL_SERVER_ERROR, "Internal server error"),
  BUSY(9, HttpStatus.SERVICE_UNAVAILABLE, "Server is busy"),
  CHANNEL_MISSING(10, HttpStatus.BAD_REQUEST, "Data channel is missing"),
  INVALID_CHANNEL(11, HttpStatus.BAD_REQUEST, "Invalid data channel"),
  EVENT_REQUIRED(12, HttpStatus.BAD_REQUEST, "Event field is required"),
  EVENT_BLANK(13, HttpStatus.BAD_REQUEST, "Event field cannot be blank"),
  INVALID_FIELDS(15, HttpStatus.BAD_REQUEST, "Error in handling indexed fields"),
  QUERY_TOKEN(16, HttpStatus.BAD_REQUEST, "Query string authorization is not enabled"),
  HEALTHY(17, HttpStatus.OK, "HEC is healthy"),
  UNHEALTHY(18, HttpStatus.SERVICE_UNAVAILABLE, "HEC is unhealthy, queues are full"),
  STOPPING(23, HttpStatus.SERVICE_UNAVAILABLE, "Server is shutting down");

  private final int code;
  private final int http;
  private final String text;

  HecStatus(int code, HttpStatus http, String text) {
    this.code = code;
    this.http = http.code();
    this.text = text;
  }

  int code() {
    return code;
  }

  HttpStatus http() {
    return HttpStatus.valueOf(http);
  }

  String text() {
    return text;
  }
}
