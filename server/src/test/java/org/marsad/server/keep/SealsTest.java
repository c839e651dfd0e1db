package org.marsad.server.keep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seals over files that stand for segments; what is in them is no matter here. */
class SealsTest {
  @TempDir private Path data;
  private final List<String> told = new ArrayList<>();

  @BeforeEach
  void journal() throws IOException {
    Files.createDirectories(data.resolve("journal"));
    for (int i = 0; i < 4; i++) {
      Files.writeString(segment(i), "segment " + i);
    }
  }

  private Path segment(int number) {
    return data.resolve("journal").resolve("%020d.log".formatted(number * 100));
  }

  private boolean verify() throws IOException {
    told.clear();
    return Seals.open(data).verify((kind, name, found) -> told.add(name + " " + found));
  }

  @Test
  void sealsAllSegmentsButTheLastOnce() throws IOException {
    Seals seals = Seals.open(data);
    assertEquals(3, seals.seal(Set.of()));
    assertEquals(0, seals.seal(Set.of()));
    assertEquals(3, Seals.open(data).size());
    assertEquals(seals.newest(), Seals.open(data).newest());
    assertTrue(verify(), told.toString());
  }

  @Test
  void namesTheSegmentThatWasChanged() throws IOException {
    Seals.open(data).seal(Set.of());
    Files.writeString(segment(1), "segmenT 1");
    assertFalse(verify());
    assertTrue(told.get(1).contains("CHANGED"), told.toString());
    assertTrue(told.get(0).contains("as sealed") && told.get(2).contains("as sealed"));
  }

  @Test
  void namesTheFirstLineThatWasTamperedWith() throws IOException {
    Seals.open(data).seal(Set.of());
    Path file = data.resolve("seals");
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    lines.remove(2);
    Files.write(file, lines);
    assertFalse(verify());
    assertTrue(told.getFirst().contains("line 3"), told.toString());
  }

  @Test
  void aChangedSegmentWithANewDigestBreaksTheChain() throws IOException {
    Seals.open(data).seal(Set.of());
    Files.writeString(segment(0), "segment X");
    Path file = data.resolve("seals");
    String text = Files.readString(file);
    Files.writeString(file, text.replace(Digests.of("segment 0"), Digests.of(segment(0))));
    assertFalse(verify());
    assertTrue(told.getFirst().contains("BROKEN: line 2"), told.toString());
  }

  @Test
  void whatRetentionTookIsGoneAndAHoleIsMissing() throws IOException {
    Seals.open(data).seal(Set.of());
    Files.delete(segment(0));
    assertTrue(verify(), told.toString());
    assertTrue(told.getFirst().endsWith("gone"), told.toString());
    Files.delete(segment(2));
    assertFalse(verify());
    assertTrue(told.getLast().contains("MISSING"), told.toString());
  }

  @Test
  void aLineThatACrashCutOffIsWrittenAnew() throws IOException {
    Seals first = Seals.open(data);
    first.seal(Set.of());
    Path file = data.resolve("seals");
    String text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.length() - 10));
    Seals again = Seals.open(data);
    assertEquals(2, again.size());
    assertEquals(1, again.seal(Set.of()));
    assertEquals(first.newest(), again.newest());
  }

  @Test
  void refusesAFileThatIsNone() throws IOException {
    Files.writeString(data.resolve("seals"), "something else\n");
    assertThrows(IOException.class, () -> Seals.open(data));
  }
}
