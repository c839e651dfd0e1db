package org.marsad.rules.pack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.problem.RuleProblem;
import org.marsad.rules.sigma.SigmaFiles;

/**
 * A folder of packs, which may be read again: packs whose files have not changed, and Sigma files
 * whose text has not, are not read twice. One thread at a time.
 */
public final class PackFolder {
  private final Path folder;
  private Map<String, Stamped> read = new TreeMap<>();
  private Map<String, String> stamps = Map.of();

  /** A folder of packs, or one that is a pack. */
  public PackFolder(Path folder) {
    this.folder = folder;
  }

  /** Whether some file is not as it was when the folder was read last. */
  public boolean hasChanged() throws IOException {
    return !stamps().equals(stamps);
  }

  /**
   * Reads the packs.
   *
   * @throws IOException if the folder cannot be read
   */
  public PackLoader.Loaded read() throws IOException {
    Map<String, String> now = stamps();
    Map<String, Stamped> next = new TreeMap<>();
    var problems = new ArrayList<RuleProblem>();
    for (Path each : folders()) {
      String name = String.valueOf(each.getFileName()).replace("/", "");
      Map<String, String> own = of(name, now);
      Stamped known = read.get(name);
      if (known == null || !known.stamps.equals(own)) {
        SigmaFiles files = known == null ? new SigmaFiles() : known.files;
        known = new Stamped(PackLoader.read(each, files), files, own);
        files.forgetOthers();
      }
      next.put(name, known);
    }
    read = next;
    stamps = now;
    var links = new PackLinks();
    for (Stamped each : next.values()) {
      links.add(each.pack);
    }
    List<Pack> packs = links.packs(problems);
    needs(packs, problems);
    return new PackLoader.Loaded(packs, problems, links.warnings());
  }

  /** Tells of packs that need others. */
  private void needs(List<Pack> packs, List<RuleProblem> problems) {
    Map<String, String> versions = new HashMap<>();
    packs.forEach(pack -> versions.put(pack.name(), pack.version()));
    for (Pack pack : packs) {
      for (NeededPack need : pack.needs().packs()) {
        String there = versions.get(need.name());
        if (there == null) {
          there = beside(need.name());
        }
        String why = there == null ? need.missing() : need.problem(there);
        if (!why.isEmpty()) {
          problems.add(RuleProblem.of(pack.name() + "/" + PackLoader.HEAD, why));
        }
      }
    }
  }

  /** The version of a pack beside the one that is read alone; null if there is none. */
  private @Nullable String beside(String name) {
    Path parent = folder.toAbsolutePath().normalize().getParent();
    boolean isName = name.indexOf('/') < 0 && name.indexOf('\\') < 0 && !name.startsWith(".");
    if (parent == null || !isName || !Files.exists(folder.resolve(PackLoader.HEAD))) {
      return null;
    }
    return PackLoader.version(parent.resolve(name).normalize());
  }

  private List<Path> folders() throws IOException {
    if (Files.exists(folder.resolve(PackLoader.HEAD))) {
      return List.of(folder.toAbsolutePath().normalize());
    }
    try (Stream<Path> folders = Files.list(folder)) {
      return folders.filter(each -> Files.exists(each.resolve(PackLoader.HEAD))).sorted().toList();
    }
  }

  /** By pack and file when each file was changed, and how long it is. */
  private Map<String, String> stamps() throws IOException {
    Map<String, String> found = new HashMap<>();
    for (Path each : folders()) {
      String name = String.valueOf(each.getFileName()).replace("/", "");
      try (Stream<Path> files = Files.walk(each)) {
        files.forEach(file -> found.put(name + "/" + each.relativize(file), stamp(file)));
      } catch (UncheckedIOException e) {
        throw new IOException(e.getMessage(), e);
      }
    }
    return found;
  }

  private static String stamp(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return now.isDirectory()
          ? ""
          : now.lastModifiedTime() + " " + now.size() + " " + now.fileKey();
    } catch (IOException e) {
      return String.valueOf(e);
    }
  }

  private static Map<String, String> of(String pack, Map<String, String> all) {
    Map<String, String> own = new HashMap<>();
    all.forEach(
        (file, stamp) -> {
          if (file.startsWith(pack + "/")) {
            own.put(file, stamp);
          }
        });
    return own;
  }

  /** A pack and the files it was read from. */
  private record Stamped(ReadPack pack, SigmaFiles files, Map<String, String> stamps) {}
}
