package org.marsad.server;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.pack.PackFolder;
import org.marsad.rules.pack.PackLoader;

/**
 * Finds the packs: a folder of the operator, or those that come with the program. One thread at a
 * time.
 */
public final class Packs {
  private static final String SHIPPED = "/packs/linux-authentication/pack.yaml";

  private final @Nullable PackFolder folder;

  /** Those of a folder; where that is empty, those that come with the program. */
  Packs(Path folder) {
    this.folder = folder.toString().isEmpty() ? null : new PackFolder(folder);
  }

  /** Reads them, again or for the first time. */
  PackLoader.Loaded load() throws IOException {
    return folder == null ? shipped(PackLoader::load) : folder.read();
  }

  /** Whether they are not as they were when they were read last. */
  boolean haveChanged() throws IOException {
    return folder != null && folder.hasChanged();
  }

  /** Whether they could change at all. */
  boolean canChange() {
    return folder != null;
  }

  /** What a reader makes of the folder of the packs that come with the program. */
  public static <T> T shipped(Reader<T> reader) throws IOException {
    URL one = Packs.class.getResource(SHIPPED);
    if (one == null) {
      throw new IOException("the packs that come with Marsad are missing from its jars");
    }
    try {
      URI uri = one.toURI();
      if (!uri.getScheme().equals("jar")) {
        return reader.read(Path.of(uri).resolve("../..").normalize());
      }
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        return reader.read(jar.getPath("/packs"));
      }
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  /** Reads from a folder that may be gone afterwards. */
  @FunctionalInterface
  public interface Reader<T> {
    /** Reads. */
    T read(Path folder) throws IOException;
  }
}
