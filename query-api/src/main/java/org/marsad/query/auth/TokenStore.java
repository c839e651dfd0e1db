package org.marsad.query.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.marsad.model.disk.WholeFile;

/**
 * The tokens of a server. 256 random bits each, of which only the SHA-256 is kept, in a file that
 * its owner alone can read. A request's token is looked up by its hash: that takes the same time
 * for good and bad ones and touches no disk. The clear text of the first one, which may do
 * everything, lies in {@link #ADMIN_FILE} beside, for the commands on this machine.
 *
 * <p>Thread-safe.
 */
public final class TokenStore {
  /** The file with the clear text of the first token. */
  public static final String ADMIN_FILE = "admin.token";

  private static final String FILE = "tokens.json";
  private static final String PREFIX = "mrs_";
  private static final int BYTES = 32;
  private static final int MAX_LENGTH = 128;

  private final Path folder;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final JsonMapper json = new JsonMapper();
  private final Map<String, Token> byHash = new ConcurrentHashMap<>();
  private final Map<String, Token> lent = new ConcurrentHashMap<>();
  private final boolean fresh;

  private TokenStore(Path folder, InstantSource clock) throws IOException {
    this.folder = folder;
    this.clock = clock;
    this.fresh = !Files.exists(folder.resolve(FILE));
    if (fresh) {
      String admin = create("admin", Role.ADMIN, null).clearText() + "\n";
      WholeFile.writeForOwner(
          folder.resolve(ADMIN_FILE), ByteBuffer.wrap(admin.getBytes(StandardCharsets.UTF_8)));
    } else {
      read();
    }
  }

  /** The tokens of a folder; a new one gets its first. */
  public static TokenStore open(Path folder, InstantSource clock) throws IOException {
    return new TokenStore(folder, clock);
  }

  /** Whether the first token was made just now. */
  public boolean isFresh() {
    return fresh;
  }

  /** The token of a request's clear text, if it is good. */
  public Optional<Token> find(String clearText) {
    if (clearText.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    String hash = hash(clearText);
    Token kept = byHash.get(hash);
    Token token = kept == null ? lent.get(hash) : kept;
    return token == null || token.isOver(clock.instant()) ? Optional.empty() : Optional.of(token);
  }

  /** All tokens, the oldest first. */
  public List<Token> list() {
    var tokens = new ArrayList<>(byHash.values());
    tokens.sort((a, b) -> a.created().compareTo(b.created()));
    return tokens;
  }

  /** Makes a token; its clear text is not kept. */
  public synchronized Made create(String name, Role role, @Nullable Instant expires)
      throws IOException {
    Made made = make(name, role, expires);
    byHash.put(made.token.hash(), made.token);
    save();
    return made;
  }

  private Made make(String name, Role role, @Nullable Instant expires) {
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String clearText = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    String hash = hash(clearText);
    var token = new Token(hash.substring(0, 12), name, hash, role, clock.instant(), expires);
    return new Made(token, clearText);
  }

  /**
   * A token for this process alone, in no file and no list: good until it is given back, and for a
   * time at most.
   */
  public Lent lend(String name, Role role, Duration most) {
    Made made = make(name, role, clock.instant().plus(most));
    lent.put(made.token.hash(), made.token);
    return new Lent(made.clearText, () -> lent.remove(made.token.hash()));
  }

  /** Ends a token; whether there was one. */
  public synchronized boolean revoke(String id) throws IOException {
    boolean found = byHash.values().removeIf(token -> token.id().equals(id));
    if (found) {
      save();
    }
    return found;
  }

  private static String hash(String clearText) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(clearText.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private void read() throws IOException {
    for (JsonNode node : json.readTree(Files.readString(folder.resolve(FILE))).path("tokens")) {
      Role role =
          Role.parse(node.path("role").asText())
              .orElseThrow(() -> new IOException(FILE + " has a token without a known role"));
      var token =
          new Token(
              node.path("id").asText(),
              node.path("name").asText(),
              node.path("hash").asText(),
              role,
              Instant.parse(node.path("created").asText()),
              node.hasNonNull("expires") ? Instant.parse(node.path("expires").asText()) : null);
      byHash.put(token.hash(), token);
    }
  }

  private void save() throws IOException {
    ObjectNode root = json.createObjectNode().put("version", 1);
    ArrayNode tokens = root.putArray("tokens");
    for (Token token : list()) {
      ObjectNode node =
          tokens
              .addObject()
              .put("id", token.id())
              .put("name", token.name())
              .put("hash", token.hash())
              .put("role", token.role().toString())
              .put("created", token.created().toString());
      if (token.expires() != null) {
        node.put("expires", token.expires().toString());
      }
    }
    byte[] text = json.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    WholeFile.writeForOwner(folder.resolve(FILE), ByteBuffer.wrap(text));
  }

  /** A token for a while. */
  public static final class Lent implements AutoCloseable {
    private final String clearText;
    private final Runnable back;

    private Lent(String clearText, Runnable back) {
      this.clearText = clearText;
      this.back = back;
    }

    public String clearText() {
      return clearText;
    }

    /** Gives it back: it is good for nothing any more. */
    @Override
    public void close() {
      back.run();
    }
  }

  /** A token that was made just now, and its clear text. */
  public record Made(Token token, String clearText) {}
}
