package org.marsad.model.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
  @TempDir Path folder;

  @Test
  void putsAllPartsInPlaceAndLeavesNothingBeside() throws IOException {
    Path file = folder.resolve("position");
    Files.writeString(file, "a longer content of before");
    Files.writeString(
        folder.resolve("position.new"), "what a crash left, longer than all the rest");

    WholeFile.write(file, bytes("new "), bytes("content"));

    assertEquals("new content", Files.readString(file));
    assertEquals(List.of("position"), names());
  }

  @Test
  void showsSecretsToTheirOwnerAlone() throws IOException {
    assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
    Path file = folder.resolve("tokens.json");
    Files.writeString(folder.resolve("tokens.json.new"), "everybody could read this one");

    WholeFile.writeForOwner(file, bytes("secret"));

    assertEquals("secret", Files.readString(file));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  @Test
  void keepsTheContentOfBeforeWhereTheNewOneCannotBeWritten() throws IOException {
    Path file = folder.resolve("position");
    Files.writeString(file, "before");
    Files.createDirectories(folder.resolve("position.new"));

    assertThrows(IOException.class, () -> WholeFile.write(file, bytes("after")));

    assertEquals("before", Files.readString(file));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(each -> String.valueOf(each.getFileName())).toList();
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
