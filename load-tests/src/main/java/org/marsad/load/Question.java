package org.marsad.load;

import java.util.List;

/**
 * What an analyst asks, in both languages. Where one of them needs several requests, their times
 * are added.
 *
 * @param name for people
 * @param kind what is wanted of the answer
 * @param window over how much time it is asked
 * @param marsad searches, with what stands behind the pipe
 * @param filter the query of OpenSearch, with ' for "
 * @param aggregations of OpenSearch, with ' for "; empty where there are none
 */
record Question(
    String name,
    Kind kind,
    Window window,
    List<String> marsad,
    String filter,
    String aggregations) {
  Question {
    marsad = List.copyOf(marsad);
  }

  static Question newest(String name, Window window, String marsad, String filter) {
    return new Question(name, Kind.NEWEST, window, List.of(marsad), filter, "");
  }

  static Question total(String name, Window window, String marsad, String filter) {
    return new Question(name, Kind.TOTAL, window, List.of(marsad), filter, "");
  }

  /** What is wanted. */
  enum Kind {
    /** The newest 100 events. */
    NEWEST,
    /** The newest 100 events, and how many there are, exactly. */
    TOTAL,
    /** Groups and how many events are in each; compared by the sum of these. */
    GROUPS,
    /** One number that may be an estimate. */
    ESTIMATE
  }

  /** Over how much time. */
  enum Window {
    /** 15 minutes. */
    QUARTER(15 * 60),
    /** One hour. */
    HOUR(60 * 60),
    /** 24 hours. */
    DAY(24 * 60 * 60);

    private final long millis;

    Window(int seconds) {
      millis = seconds * 1_000L;
    }

    long millis() {
      return millis;
    }
  }
}
