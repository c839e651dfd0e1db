package org.marsad.collector.input;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.linecorp.armeria.common.HttpMethod;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests as real senders make them, one file a sender or protocol, beside the answers and what is
 * in the log afterwards. A request is a line with method and path, lines with headers, and after an
 * empty line the body, up to a line {@code ###}. {@code \q} at the end of a body takes its last
 * line end away.
 */
class HttpScenariosTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/http");
  private static final List<String> HEADERS =
      List.of("content-type", "x-elastic-product", "retry-after");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bulk",
        "events",
        "filebeat",
        "fluent-bit",
        "hec",
        "logstash",
        "omelasticsearch",
        "otlp-json",
        "vector"
      })
  void answersAsTheGoldenFileSays(String name) throws Exception {
    var found = new StringBuilder();
    try (var fixture = new HttpFixture(HttpFixture.SMALL)) {
      String all = Files.readString(GOLDEN.resolve(name + ".txt"));
      for (String request : all.split("(?m)^###\\n?")) {
        if (!request.isBlank()) {
          exchange(fixture, request, found);
        }
      }
      found.append("=== log\n");
      fixture.log.frames().forEach(frame -> describe(frame, found));
    }
    Path expected = GOLDEN.resolve(name + ".expected.txt");
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(expected, found);
    }
    assertEquals(Files.readString(expected), found.toString());
  }

  private static void exchange(HttpFixture fixture, String request, StringBuilder found)
      throws IOException, InterruptedException {
    int end = request.indexOf("\n\n");
    String[] head = (end < 0 ? request.strip() : request.substring(0, end)).split("\n");
    String body = end < 0 ? "" : request.substring(end + 2);
    if (body.endsWith("\n\\q\n")) {
      body = body.substring(0, body.length() - 4);
    }
    var headers = new ArrayList<String>();
    for (int i = 1; i < head.length; i++) {
      String[] header = head[i].split(": ", 2);
      headers.add(header[0]);
      headers.add(header[1]);
    }
    String[] line = head[0].split(" ");
    HttpResponse<String> answer =
        fixture.send(
            HttpMethod.valueOf(line[0]),
            line[1],
            body.getBytes(StandardCharsets.UTF_8),
            headers.toArray(String[]::new));
    found.append("=== ").append(head[0]).append('\n').append(answer.statusCode()).append('\n');
    for (String name : HEADERS) {
      answer
          .headers()
          .firstValue(name)
          .ifPresent(value -> found.append(name).append(": ").append(value).append('\n'));
    }
    found.append(answer.body().replaceAll("\"took\":\\d+", "\"took\":0").strip()).append('\n');
  }

  private static void describe(MemoryLog.Frame frame, StringBuilder found) {
    found
        .append(frame.origin().input())
        .append(' ')
        .append(frame.origin().format())
        .append(frame.flags() == 0 ? "" : " flags " + frame.flags())
        .append(": ")
        .append(new String(frame.bytes(), StandardCharsets.UTF_8).replace("\n", "\\n"))
        .append('\n');
  }
}
