package org.marsad.collector.input;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What tells whether files have changed: their time and length. Links are followed, so a swapped
 * link is a change.
 *
 * @param marks one for each file
 */
record TlsFiles(List<String> marks) {
  static TlsFiles of(TlsConfig config) {
    var marks = new ArrayList<String>();
    for (Path file :
        List.of(config.certificate(), config.key(), config.keyPassword(), config.clientCa())) {
      marks.add(file.toString().isEmpty() ? "" : mark(file));
    }
    return new TlsFiles(List.copyOf(marks));
  }

  private static String mark(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant() + " " + Files.size(file);
    } catch (IOException e) {
      return "unreadable";
    }
  }
}
