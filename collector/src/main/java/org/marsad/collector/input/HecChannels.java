package org.marsad.collector.input;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;

/**
 * The acknowledgements of an event collector, by channel. Only what is durable is given a number,
 * so a number that was given and not asked for yet is acknowledged; asked for again it is not,
 * which is how Splunk does it. Channels are bounded in number, and forgotten when idle.
 */
final class HecChannels {
  private static final int MAX_CHANNELS = 10_000;
  private static final int MAX_CHANNEL_NAME = 255;
  private static final int MAX_WAITING = 100_000;
  private static final Duration IDLE = Duration.ofMinutes(5);

  private final JsonMapper json = new JsonMapper();
  private final Cache<String, Channel> channels =
      Caffeine.newBuilder().maximumSize(MAX_CHANNELS).expireAfterAccess(IDLE).build();

  /** The number of an answer that is durable. */
  int next(String channel) {
    return channels.get(checked(channel), _ -> new Channel()).next();
  }

  /** Answers a request for acknowledgements: {@code {"acks":[0,1]}}. */
  HttpResponse answer(String channel, HttpRequest request) {
    checked(channel);
    CompletableFuture<HttpResponse> answer =
        request.aggregate().thenApply(body -> acknowledge(channel, body.contentUtf8()));
    return HttpResponse.of(answer);
  }

  private HttpResponse acknowledge(String channel, String body) {
    JsonNode asked;
    try {
      asked = json.readTree(body).path("acks");
    } catch (JsonProcessingException _) {
      throw HecHttpInput.problem(HttpStatus.BAD_REQUEST, "no-json", "Invalid data format");
    }
    Channel known = channels.getIfPresent(channel);
    var answer = new StringBuilder("{\"acks\":{");
    String before = "\"";
    for (JsonNode each : asked) {
      int id = each.asInt(-1);
      answer.append(before).append(id).append("\":").append(known != null && known.take(id));
      before = ",\"";
    }
    return HttpResponse.of(
        HttpStatus.OK, MediaType.JSON, HttpData.ofUtf8(answer.append("}}").toString()));
  }

  private static String checked(String channel) {
    if (channel.isEmpty() || channel.length() > MAX_CHANNEL_NAME) {
      throw HecHttpInput.problem(HttpStatus.BAD_REQUEST, "channel", "Data channel is missing");
    }
    return channel;
  }

  /** What was not asked for yet. */
  private static final class Channel {
    private final BitSet waiting = new BitSet();
    private int next;

    synchronized int next() {
      int id = next;
      next = (next + 1) % MAX_WAITING;
      waiting.set(id);
      return id;
    }

    synchronized boolean take(int id) {
      boolean given = id >= 0 && waiting.get(id);
      if (given) {
        waiting.clear(id);
      }
      return given;
    }
  }
}
