package org.marsad.query.shelf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marsad.model.disk.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people ask most, so that a server that starts again can look it up before they do: questions
 * as they were asked last, how often, most of them for as long as the server runs. A bounded number
 * and length of them; of those asked least the one that was asked longest ago makes room. Written
 * to a file that its owner alone can read, see {@link QuestionWriter}; one that cannot be read is
 * none. Thread-safe; who asks never waits for the file.
 */
public final class KeptQuestions {
  /** Characters of one at most; longer ones are not kept. */
  static final int MAX_LENGTH = 16 * 1024;

  /** After so many, each counts half, so that what was asked often once is not kept for ever. */
  static final int AGE = 4_096;

  private static final Logger LOG = LoggerFactory.getLogger(KeptQuestions.class);
  private static final JsonMapper JSON = new JsonMapper();

  private final Path file;
  private final int most;

  /** By their texts, the one asked last at the end. */
  private final LinkedHashMap<String, Kept> byText = new LinkedHashMap<>();

  private int asked;
  private boolean changed;

  /** Held while the file is written, by one at a time. */
  private final Object writing = new Object();

  private KeptQuestions(Path file, int most) {
    this.file = file;
    this.most = most;
  }

  /**
   * A question.
   *
   * @param parameters those of the request that say what is asked and of which time, by their names
   */
  public record Question(String text, Map<String, String> parameters) {
    public Question {
      parameters = Map.copyOf(parameters);
    }

    private int length() {
      int length = text.length();
      for (String value : parameters.values()) {
        length += value.length();
      }
      return length;
    }
  }

  private record Kept(Question question, int times) {}

  /**
   * The questions of a file, which need not be there.
   *
   * @param most how many are kept; 0 for none, and no file
   */
  public static KeptQuestions open(Path file, int most) {
    var questions = new KeptQuestions(file, most);
    try {
      if (most == 0) {
        Files.deleteIfExists(file);
      } else if (Files.exists(file)) {
        questions.read();
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("what was asked before the start cannot be read: {}", e.toString());
    }
    return questions;
  }

  private void read() throws IOException {
    for (JsonNode node : JSON.readTree(Files.readAllBytes(file)).path("questions")) {
      if (byText.size() == most) {
        return;
      }
      var parameters = new LinkedHashMap<String, String>();
      node.path("parameters")
          .properties()
          .forEach(each -> parameters.put(each.getKey(), each.getValue().asText()));
      put(new Question(node.path("text").asText(), parameters), node.path("times").asInt(1));
    }
  }

  /** Somebody asked this. */
  public synchronized void add(Question question) {
    if (question.length() > MAX_LENGTH || most == 0) {
      return;
    }
    changed = true;
    Kept before = byText.remove(question.text);
    put(question, before == null ? 1 : before.times + 1);
    if (++asked == AGE) {
      asked = 0;
      byText.replaceAll((_, kept) -> new Kept(kept.question, (kept.times + 1) / 2));
    }
  }

  private void put(Question question, int times) {
    if (byText.size() >= most) {
      makeRoom();
    }
    byText.put(question.text, new Kept(question, times));
  }

  private void makeRoom() {
    String least = "";
    int times = Integer.MAX_VALUE;
    for (Map.Entry<String, Kept> each : byText.entrySet()) {
      if (each.getValue().times < times) {
        least = each.getKey();
        times = each.getValue().times;
      }
    }
    byText.remove(least);
  }

  /** All of them, those asked most first. */
  public synchronized List<Question> list() {
    return mostFirst().stream().map(Kept::question).toList();
  }

  private List<Kept> mostFirst() {
    var all = new ArrayList<>(byText.values());
    all.sort(Comparator.comparingInt(Kept::times).reversed());
    return all;
  }

  /** Writes them down, where any are kept and somebody asked since the last time. */
  public void save() throws IOException {
    synchronized (writing) {
      byte[] content = news();
      if (content.length > 0) {
        WholeFile.writeForOwner(file, ByteBuffer.wrap(content));
      }
    }
  }

  /** What is to be written; nothing if the file has it. */
  private synchronized byte[] news() throws IOException {
    if (!changed) {
      return new byte[0];
    }
    ObjectNode root = JSON.createObjectNode().put("version", 1);
    ArrayNode all = root.putArray("questions");
    for (Kept kept : mostFirst()) {
      ObjectNode one = all.addObject().put("text", kept.question.text).put("times", kept.times);
      ObjectNode parameters = one.putObject("parameters");
      kept.question.parameters.forEach(parameters::put);
    }
    changed = false;
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
  }
}
