package org.marsad.rules.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.rules.problem.RuleProblem;

class RuleFilesTest {
  private static final byte[] LARGE = new byte[RuleFiles.MAX_FILE + 1];

  @TempDir private Path folder;
  private final List<String> seen = new ArrayList<>();

  private final RuleFiles.Visitor visitor =
      new RuleFiles.Visitor() {
        @Override
        public void file(String name, byte[] content) {
          seen.add(name + "=" + new String(content, UTF_8));
        }

        @Override
        public void problem(RuleProblem problem) {
          seen.add(problem.toString());
        }
      };

  private List<String> read(Path path) throws IOException {
    RuleFiles.read(path, name -> name.endsWith(".yml"), visitor);
    return seen;
  }

  private static void tar(OutputStream out, String name, byte[] content) throws IOException {
    var header = new byte[512];
    byte[] bytes = name.getBytes(US_ASCII);
    System.arraycopy(bytes, 0, header, 0, bytes.length);
    byte[] size = "%011o".formatted(content.length).getBytes(US_ASCII);
    System.arraycopy(size, 0, header, 124, size.length);
    header[156] = '0';
    out.write(header);
    out.write(content);
    out.write(new byte[(512 - content.length % 512) % 512]);
  }

  @Test
  void readsFoldersWithoutHiddenOnes() throws IOException {
    Files.createDirectories(folder.resolve("a/.git"));
    Files.writeString(folder.resolve("a/.git/x.yml"), "hidden");
    Files.writeString(folder.resolve("a/b.yml"), "b");
    Files.writeString(folder.resolve("a/c.txt"), "c");
    Files.createSymbolicLink(folder.resolve("a/link.yml"), folder.resolve("a/c.txt"));
    assertEquals(List.of("b.yml=b"), read(folder.resolve("a")));
  }

  @Test
  void readsTarsAndTellsOfWhatIsTooLarge() throws IOException {
    Path file = folder.resolve("x.tar.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      tar(out, "a/b.yml", "b".getBytes(UTF_8));
      tar(out, "a/large.yml", LARGE);
      tar(out, "a/large.bin", LARGE);
      tar(out, "../c.yml", "c".getBytes(UTF_8));
      out.write(new byte[1024]);
    }
    assertEquals(
        List.of("a/b.yml=b", "a/large.yml: the file is larger than 4194304 bytes", "../c.yml=c"),
        read(file));
  }

  @Test
  void readsZipsAndTellsOfWhatIsTooLarge() throws IOException {
    Path file = folder.resolve("x.zip");
    try (var out = new ZipOutputStream(Files.newOutputStream(file))) {
      zip(out, "a/b.yml", "b".getBytes(UTF_8));
      zip(out, "a/large.yml", LARGE);
      zip(out, "c.yml", "c".getBytes(UTF_8));
    }
    assertEquals(
        List.of("a/b.yml=b", "a/large.yml: the file is larger than 4194304 bytes", "c.yml=c"),
        read(file));
  }

  @Test
  void endsWhereFewBytesBecomeTooMany() throws IOException {
    Path zip = folder.resolve("bomb.zip");
    try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
      zip(out, "bomb.bin", LARGE);
      zip(out, "c.yml", "c".getBytes(UTF_8));
    }
    Path tar = folder.resolve("bomb.tgz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(tar))) {
      tar(out, "bomb.bin", LARGE);
      tar(out, "c.yml", "c".getBytes(UTF_8));
    }
    for (Path bomb : List.of(zip, tar)) {
      assertTrue(Files.size(bomb) < 10_000);
      IOException refused =
          assertThrows(
              IOException.class, () -> RuleFiles.read(bomb, _ -> true, visitor, 1_000_000));
      assertEquals("the archive unpacks to more than 1000000 bytes", refused.getMessage());
    }
    assertEquals(List.of(), seen);
  }

  private static void zip(ZipOutputStream out, String name, byte[] content) throws IOException {
    out.putNextEntry(new ZipEntry(name));
    out.write(content);
    out.closeEntry();
  }
}
