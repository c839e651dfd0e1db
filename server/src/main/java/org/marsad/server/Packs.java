package org.marsad.server;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Map;
import org.marsad.rules.pack.PackLoader;

/** Finds the packs: a folder of the operator, or those that come with the program. */
final class Packs {
  private static final String SHIPPED = "/packs/linux-authentication/pack.yaml";

  private Packs() {}

  static PackLoader.Loaded load(Path folder) throws IOException {
    return folder.toString().isEmpty() ? shipped() : PackLoader.load(folder);
  }

  private static PackLoader.Loaded shipped() throws IOException {
    URL one = Packs.class.getResource(SHIPPED);
    if (one == null) {
      throw new IOException("the packs that come with Marsad are missing from its jars");
    }
    try {
      URI uri = one.toURI();
      if (!uri.getScheme().equals("jar")) {
        return PackLoader.load(Path.of(uri).resolve("../..").normalize());
      }
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        return PackLoader.load(jar.getPath("/packs"));
      }
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }
}
