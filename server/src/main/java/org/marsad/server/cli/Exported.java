package org.marsad.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * An export that was copied and checked against its last line.
 *
 * @param count how many rows there were
 * @param bytes how many bytes, the last line included
 * @param complete whether nothing was cut
 * @param reasons what was, for people
 */
record Exported(long count, long bytes, boolean complete, List<String> reasons) {
  private static final int CHUNK = 1 << 16;

  /** A last line is no longer. */
  private static final int MAX_LAST = 1 << 20;

  Exported {
    reasons = List.copyOf(reasons);
  }

  /**
   * Copies an export to its end.
   *
   * @throws CommandException if its last line is missing or does not fit what came before it
   */
  static Exported copy(InputStream in, OutputStream out, boolean csv) throws IOException {
    MessageDigest digest = sha256();
    var line = new ByteArrayOutputStream();
    var buffer = new byte[CHUNK];
    long bytes = 0;
    try {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
        bytes += read;
        hold(buffer, read, line, digest);
      }
    } catch (IOException e) {
      throw new CommandException("the export was cut after " + bytes + " bytes: " + e.getMessage());
    }
    out.flush();
    return check(line.toString(StandardCharsets.UTF_8), digest, csv, bytes);
  }

  /** Keeps the last line that is whole; all before it goes into the digest. */
  private static void hold(
      byte[] bytes, int length, ByteArrayOutputStream line, MessageDigest sum) {
    int from = 0;
    for (int i = 0; i < length; i++) {
      boolean begins = i > 0 ? bytes[i - 1] == '\n' : endsLine(line);
      if (begins) {
        line.write(bytes, from, i - from);
        sum.update(line.toByteArray());
        line.reset();
        from = i;
      }
    }
    line.write(bytes, from, length - from);
    if (line.size() > MAX_LAST && !endsLine(line)) {
      sum.update(line.toByteArray());
      line.reset();
    }
  }

  private static boolean endsLine(ByteArrayOutputStream line) {
    byte[] bytes = line.toByteArray();
    return bytes.length > 0 && bytes[bytes.length - 1] == '\n';
  }

  private static Exported check(String last, MessageDigest digest, boolean csv, long bytes)
      throws IOException {
    String sum = HexFormat.of().formatHex(digest.digest());
    Exported told = csv ? ofCsv(last, sum, bytes) : ofJson(last, sum, bytes);
    if (told.count < 0) {
      throw new CommandException(
          "the export was cut or changed on its way: its last line does not fit; "
              + bytes
              + " bytes came");
    }
    return told;
  }

  private static Exported ofCsv(String last, String sum, long bytes) {
    String[] parts = last.strip().split(",", -1);
    boolean fits =
        parts.length == 4
            && parts[0].equals("#end")
            && parts[1].startsWith("count=")
            && parts[2].equals("sha256=" + sum);
    boolean complete = fits && parts[3].equals("complete=true");
    return new Exported(
        fits ? Long.parseLong(parts[1].substring("count=".length())) : -1,
        bytes,
        complete,
        complete ? List.of() : List.of("a limit cut the rows; ask for NDJSON to read which"));
  }

  private static Exported ofJson(String last, String sum, long bytes) throws IOException {
    JsonNode end = last.startsWith("{") && last.endsWith("\n") ? read(last) : null;
    boolean fits =
        end != null
            && end.path("type").asText().equals("end")
            && end.path("sha256").asText().equals(sum);
    var reasons = new ArrayList<String>();
    if (end != null) {
      end.path("reasons").forEach(reason -> reasons.add(reason.asText()));
    }
    return new Exported(
        fits && end != null ? end.path("count").asLong() : -1,
        bytes,
        fits && end != null && end.path("complete").asBoolean(),
        reasons);
  }

  private static JsonNode read(String line) throws IOException {
    return new JsonMapper().readTree(line);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
