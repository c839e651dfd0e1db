package org.marsad.index.column;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.Test;
import org.marsad.index.column.Remembered.Fact;

/** What is known of a segment in memory goes when it goes, and is little. */
final class RememberedTest {
  private final Remembered remembered = new Remembered(1 << 20);

  /** Some number of bytes. */
  private record Count(int bytes) implements Fact {}

  @Test
  void ofSegmentsInMemoryIsKnownUntilTheyAreClosed() throws IOException {
    try (DirectoryReader reader = reader()) {
      LeafReader segment = reader.leaves().getFirst().reader();
      assertNull(remembered.find(segment, Count.class, "a"));
      remembered.putUntilClosed(segment, Count.class, "a", new Count(7));
      assertEquals(new Count(7), remembered.find(segment, Count.class, "a"));
      assertNull(remembered.find(segment, Count.class, "b"));
      assertEquals(1, remembered.passing());
    }
    assertEquals(0, remembered.passing());
  }

  @Test
  void ofSegmentsInMemoryIsNotMuchKnown() throws IOException {
    try (DirectoryReader reader = reader()) {
      LeafReader segment = reader.leaves().getFirst().reader();
      var large = new Count(Remembered.LONGEST_PASSING + 1);
      remembered.putUntilClosed(segment, Count.class, "large", large);
      assertNull(remembered.find(segment, Count.class, "large"));
      for (int i = 0; i < 2 * Remembered.PASSING; i++) {
        remembered.putUntilClosed(segment, Count.class, i, new Count(1));
      }
      int last = Remembered.PASSING - 1;
      assertNotNull(remembered.find(segment, Count.class, last));
      assertNull(remembered.find(segment, Count.class, last + 1));
    }
  }

  private static DirectoryReader reader() throws IOException {
    var directory = new ByteBuffersDirectory();
    try (var writer = new IndexWriter(directory, new IndexWriterConfig())) {
      writer.addDocument(new Document());
      writer.commit();
    }
    return DirectoryReader.open(directory);
  }
}
