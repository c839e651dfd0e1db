package org.marsad.server.keep;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.marsad.collector.journal.JournalFiles;
import org.marsad.index.shard.IndexFiles;
import org.marsad.model.disk.WholeFile;
import org.marsad.server.Server;

/**
 * The file {@code seals} of a data folder: a line for every segment of the journal and every shard
 * that will not change any more, chained by SHA-256, so that whoever changes, drops or exchanges
 * one of them, or a line, must change all lines behind it. Somebody who can write to the folder can
 * do that too: the newest link is therefore told as an event, which other systems can keep.
 *
 * <pre>
 * marsad-seals 1
 * journal 00000000000000000000.log BYTES SHA256 LINK
 * shard 20260318T0000 BYTES SHA256 LINK
 * </pre>
 *
 * <p>A link is the SHA-256 of the link before it, a blank and what stands in front of it in its
 * line. The digest of a shard is that of its files' names and digests. A last line that a crash has
 * cut off is written anew. One thread.
 */
public final class Seals {
  private static final String FILE = "seals";
  private static final String HEAD = "marsad-seals 1";
  private static final String JOURNAL = "journal";
  private static final String SHARD = "shard";
  private static final String INDEX_FOLDER = "index";

  private final Path data;
  private final List<Link> links;

  private Seals(Path data, List<Link> links) {
    this.data = data;
    this.links = links;
  }

  /**
   * The seals of a data folder.
   *
   * @throws IOException if the file is none of ours
   */
  public static Seals open(Path data) throws IOException {
    Path file = data.resolve(FILE);
    var links = new ArrayList<Link>();
    if (Files.exists(file)) {
      String text = Files.readString(file);
      List<String> lines = text.lines().toList();
      if (lines.isEmpty() || !lines.getFirst().equals(HEAD)) {
        throw new IOException(file + " does not begin with \"" + HEAD + "\"");
      }
      int whole = text.endsWith("\n") ? lines.size() : lines.size() - 1;
      for (int i = 1; i < whole; i++) {
        links.add(Link.parse(lines.get(i), file + " line " + (i + 1)));
      }
    }
    return new Seals(data, links);
  }

  /** The newest link, or an empty text. */
  public String newest() {
    return links.isEmpty() ? "" : links.getLast().link();
  }

  /** How many things are sealed. */
  public int size() {
    return links.size();
  }

  /**
   * Seals what is finished and has no seal yet.
   *
   * @param shards names of shards that will not be written to again
   * @return how many seals are new
   */
  public int seal(Set<String> shards) throws IOException {
    var known = new TreeSet<String>();
    links.forEach(link -> known.add(link.kind() + ' ' + link.name()));
    int before = links.size();
    List<Path> segments = JournalFiles.segments(data.resolve(Server.JOURNAL_FOLDER));
    for (Path segment : segments.subList(0, Math.max(0, segments.size() - 1))) {
      String name = String.valueOf(segment.getFileName());
      if (!known.contains(JOURNAL + ' ' + name) && Files.exists(segment)) {
        add(JOURNAL, name);
      }
    }
    for (String name : new TreeSet<>(shards)) {
      if (!known.contains(SHARD + ' ' + name)) {
        add(SHARD, name);
      }
    }
    if (links.size() > before) {
      write();
    }
    return links.size() - before;
  }

  private void add(String kind, String name) throws IOException {
    Content content = content(kind, name);
    links.add(Link.behind(newest(), kind, name, content));
  }

  private Content content(String kind, String name) throws IOException {
    if (kind.equals(JOURNAL)) {
      Path file = data.resolve(Server.JOURNAL_FOLDER).resolve(name);
      return new Content(Files.size(file), Digests.of(file));
    }
    Path folder = data.resolve(INDEX_FOLDER).resolve(name);
    var text = new StringBuilder();
    long bytes = 0;
    for (String file : IndexFiles.committed(folder)) {
      Path path = folder.resolve(file);
      bytes += Files.size(path);
      text.append(file).append(' ').append(Digests.of(path)).append('\n');
    }
    return new Content(bytes, Digests.of(text.toString()));
  }

  private void write() throws IOException {
    var text = new StringBuilder(HEAD).append('\n');
    links.forEach(link -> text.append(link).append('\n'));
    WholeFile.write(
        data.resolve(FILE), ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
  }

  /** The first link that does not follow from the one before it, if there is one. */
  public Optional<String> brokenLink() {
    String before = "";
    for (int i = 0; i < links.size(); i++) {
      Link link = links.get(i);
      if (!link.follows(before)) {
        return Optional.of(
            "line "
                + (i + 2)
                + " ("
                + link.kind()
                + ' '
                + link.name()
                + ") does not follow from the line before it");
      }
      before = link.link();
    }
    return Optional.empty();
  }

  /**
   * Compares all that is sealed with what is there.
   *
   * @param told is told each thing and what was found of it
   * @return whether nothing is wrong; what retention has taken away is not
   */
  public boolean verify(Told told) throws IOException {
    Optional<String> broken = brokenLink();
    broken.ifPresent(why -> told.of("chain", "seals", "BROKEN: " + why));
    boolean good = broken.isEmpty();
    boolean earlierThere = false;
    for (Link link : links) {
      String found = state(link);
      boolean gone = found.equals("gone");
      boolean journal = link.kind().equals(JOURNAL);
      if (gone && journal && earlierThere) {
        found = "MISSING: it is gone though an older segment is there";
        gone = false;
      }
      earlierThere |= journal && !gone;
      good &= gone || found.equals("as sealed");
      told.of(link.kind(), link.name(), found);
    }
    return good;
  }

  private String state(Link link) throws IOException {
    Path path =
        link.kind().equals(JOURNAL)
            ? data.resolve(Server.JOURNAL_FOLDER).resolve(link.name())
            : data.resolve(INDEX_FOLDER).resolve(link.name());
    if (!Files.exists(path)) {
      return "gone";
    }
    Content now = content(link.kind(), link.name());
    if (now.sha256().equals(link.sha256()) && now.bytes() == link.bytes()) {
      return "as sealed";
    }
    return "CHANGED: its digest is not the sealed one";
  }

  /** Is told what was found. */
  @FunctionalInterface
  public interface Told {
    /** Of one thing. */
    void of(String kind, String name, String found);
  }

  private record Content(long bytes, String sha256) {}

  private record Link(String kind, String name, long bytes, String sha256, String link) {
    static Link behind(String before, String kind, String name, Content content) {
      String text = kind + ' ' + name + ' ' + content.bytes() + ' ' + content.sha256();
      return new Link(
          kind, name, content.bytes(), content.sha256(), Digests.of(before + ' ' + text));
    }

    static Link parse(String line, String place) throws IOException {
      String[] words = line.split(" ", -1);
      boolean known =
          words.length == 5
              && (words[0].equals(JOURNAL) || words[0].equals(SHARD))
              && isPlain(words[1])
              && words[2].length() <= 18
              && words[2].chars().allMatch(c -> c >= '0' && c <= '9');
      if (!known) {
        throw new IOException(place + " is no seal: expecting KIND NAME BYTES SHA256 LINK");
      }
      return new Link(words[0], words[1], Long.parseLong(words[2]), words[3], words[4]);
    }

    /** A name that leads nowhere else. */
    private static boolean isPlain(String name) {
      return !name.isEmpty()
          && !name.startsWith(".")
          && name.chars().allMatch(c -> c == '.' || c < 128 && Character.isLetterOrDigit(c));
    }

    boolean follows(String before) {
      return link.equals(behind(before, kind, name, new Content(bytes, sha256)).link());
    }

    @Override
    public String toString() {
      return kind + ' ' + name + ' ' + bytes + ' ' + sha256 + ' ' + link;
    }
  }
}
