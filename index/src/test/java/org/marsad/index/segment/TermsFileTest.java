package org.marsad.index.segment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.FieldsConsumer;
import org.apache.lucene.codecs.FieldsProducer;
import org.apache.lucene.index.DocValuesSkipIndexType;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.Fields;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SegmentInfo;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.InfoStream;
import org.apache.lucene.util.StringHelper;
import org.apache.lucene.util.Version;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.CompiledAutomaton;
import org.apache.lucene.util.automaton.Operations;
import org.junit.jupiter.api.Test;
import org.marsad.model.random.Seeds;

/** Terms as Lucene's own reader finds them in what we write. */
class TermsFileTest {
  private static final int DOCUMENTS = 5_000;
  private static final String PLAIN = "a_plain";
  private static final String PLACED = "b_placed";

  private final long seed = Seeds.next();
  private final Random random = new Random(seed);

  @Test
  void givesBackWhatWasPutIn() throws IOException {
    for (int round = 0; round < 6; round++) {
      check(random(round));
    }
  }

  @Test
  void hasBlocksThatAreSplitAtEveryByte() throws IOException {
    var terms = new TreeMap<BytesRef, int[]>();
    for (int first = 0; first < 256; first += first < 40 ? 1 : 3) {
      for (int second = 0; second < 256; second++) {
        byte[] term = {'x', (byte) first, (byte) second};
        terms.put(new BytesRef(term), new int[] {(first * 31 + second) % DOCUMENTS});
      }
      terms.put(new BytesRef(new byte[] {'x', (byte) first}), new int[] {first, DOCUMENTS - 1});
    }
    check(terms);
  }

  @Test
  void hasAFieldWithOneTerm() throws IOException {
    for (String only : new String[] {"", "a", "word".repeat(200)}) {
      var terms = new TreeMap<BytesRef, int[]>();
      terms.put(new BytesRef(only), new int[] {7});
      check(terms);
    }
  }

  @Test
  void isAsLongAsWhatLucenesWriterMakes() throws IOException {
    TreeMap<BytesRef, int[]> terms = random(2);
    long ours = length(write(terms, new SegmentCodec()));
    long theirs = length(write(terms, Codec.getDefault()));
    assertTrue(ours < theirs * 1.03, () -> ours + " against " + theirs + ", seed " + seed);
  }

  /** Numbers, words, digits and paths; some with many documents. */
  private TreeMap<BytesRef, int[]> random(int round) {
    var terms = new TreeMap<BytesRef, int[]>();
    int count = round == 0 ? 20 : 200 + random.nextInt(round * 1_000);
    for (int i = 0; i < count; i++) {
      String text =
          switch (random.nextInt(5)) {
            case 0 -> Integer.toString(random.nextInt(100_000));
            case 1 -> "/var/log/host-" + random.nextInt(50) + "/" + random.nextInt(9_000) + ".log";
            case 2 -> HexFormat.of().toHexDigits(random.nextLong());
            case 3 -> "name\0" + "v".repeat(random.nextInt(60)) + random.nextInt(40);
            default -> Character.toString(random.nextInt(0x500)) + random.nextInt(3);
          };
      terms.put(new BytesRef(text.getBytes(UTF_8)), documents());
    }
    byte[] bytes = new byte[random.nextInt(6)];
    random.nextBytes(bytes);
    terms.put(new BytesRef(bytes), documents());
    return terms;
  }

  private int[] documents() {
    int count = random.nextInt(3) > 0 ? 1 : random.nextInt(20) == 0 ? 1_000 : 2 + random.nextInt(9);
    var documents = new TreeSet<Integer>();
    while (documents.size() < count) {
      documents.add(random.nextInt(DOCUMENTS));
    }
    return documents.stream().mapToInt(Integer::intValue).toArray();
  }

  private void check(TreeMap<BytesRef, int[]> terms) throws IOException {
    Written written = write(terms, new SegmentCodec());
    try (FieldsProducer reader = open(written)) {
      reader.checkIntegrity();
      for (String field : List.of(PLAIN, PLACED)) {
        Terms found = requireNonNull(reader.terms(field));
        assertEquals(terms.size(), found.size());
        assertEquals(terms.firstKey(), found.getMin());
        assertEquals(terms.lastKey(), found.getMax());
        goesThrough(terms, found, field.equals(PLACED));
        seeks(terms, found);
        intersects(terms, found);
      }
    }
  }

  private void goesThrough(TreeMap<BytesRef, int[]> terms, Terms found, boolean placed)
      throws IOException {
    TermsEnum each = found.iterator();
    long entries = 0;
    var seen = new TreeSet<Integer>();
    for (Map.Entry<BytesRef, int[]> entry : terms.entrySet()) {
      assertEquals(entry.getKey(), each.next(), () -> "seed " + seed);
      assertEquals(entry.getValue().length, each.docFreq(), () -> "seed " + seed);
      PostingsEnum postings =
          each.postings(null, placed ? PostingsEnum.POSITIONS : PostingsEnum.NONE);
      for (int document : entry.getValue()) {
        assertEquals(document, postings.nextDoc(), () -> "seed " + seed);
        seen.add(document);
        if (placed) {
          assertEquals(2, postings.freq());
          assertEquals(document % 7, postings.nextPosition());
          assertEquals(document % 7 + 3, postings.nextPosition());
        }
      }
      assertEquals(PostingsEnum.NO_MORE_DOCS, postings.nextDoc());
      entries += entry.getValue().length;
    }
    assertNull(each.next());
    assertEquals(entries, found.getSumDocFreq());
    assertEquals(placed ? entries * 2 : entries, found.getSumTotalTermFreq());
    assertEquals(seen.size(), found.getDocCount());
  }

  private void seeks(TreeMap<BytesRef, int[]> terms, Terms found) throws IOException {
    TermsEnum each = found.iterator();
    var known = new ArrayList<>(terms.keySet());
    for (int i = 0; i < 300; i++) {
      BytesRef some = known.get(random.nextInt(known.size()));
      assertTrue(each.seekExact(some), () -> "seed " + seed);
      assertEquals(
          requireNonNull(terms.get(some))[0], each.postings(null).nextDoc(), () -> "seed " + seed);
      BytesRef other = BytesRef.deepCopyOf(some);
      if (other.length > 0) {
        other.bytes[other.offset + random.nextInt(other.length)] = (byte) random.nextInt(256);
        other.length -= random.nextInt(2);
      }
      assertEquals(terms.containsKey(other), each.seekExact(other), () -> "seed " + seed);
      BytesRef behind = terms.ceilingKey(other);
      if (behind == null) {
        assertEquals(TermsEnum.SeekStatus.END, each.seekCeil(other), () -> "seed " + seed);
      } else {
        assertFalse(each.seekCeil(other) == TermsEnum.SeekStatus.END, () -> "seed " + seed);
        assertEquals(behind, each.term(), () -> "seed " + seed);
      }
    }
  }

  private void intersects(TreeMap<BytesRef, int[]> terms, Terms found) throws IOException {
    BytesRef path = terms.ceilingKey(new BytesRef("/var"));
    BytesRef prefix = BytesRef.deepCopyOf(path == null ? terms.firstKey() : path);
    prefix.length = Math.min(prefix.length, 3);
    Automaton pattern =
        Operations.concatenate(List.of(Automata.makeBinary(prefix), Automata.makeAnyBinary()));
    var compiled = new CompiledAutomaton(pattern, false, true, true);
    TermsEnum each = compiled.getTermsEnum(found);
    for (BytesRef term : terms.tailMap(prefix).keySet()) {
      if (!StringHelper.startsWith(term, prefix)) {
        break;
      }
      assertEquals(term, each.next(), () -> "seed " + seed);
    }
    assertNull(each.next());
  }

  // Files

  /** A directory with the terms of one segment. */
  private record Written(Directory directory, SegmentInfo segment, FieldInfos infos) {}

  private Written write(TreeMap<BytesRef, int[]> terms, Codec codec) throws IOException {
    var directory = new ByteBuffersDirectory();
    var segment =
        new SegmentInfo(
            directory,
            Version.LATEST,
            Version.LATEST,
            "_0",
            DOCUMENTS,
            false,
            false,
            codec,
            Map.of(),
            StringHelper.randomId(),
            new HashMap<>(),
            null);
    var infos =
        new FieldInfos(
            new FieldInfo[] {
              info(PLAIN, 0, IndexOptions.DOCS),
              info(PLACED, 1, IndexOptions.DOCS_AND_FREQS_AND_POSITIONS)
            });
    var state =
        new SegmentWriteState(
            InfoStream.NO_OUTPUT, directory, segment, infos, null, IOContext.DEFAULT);
    try (FieldsConsumer consumer = codec.postingsFormat().fieldsConsumer(state)) {
      consumer.write(fields(terms), null);
    }
    return new Written(directory, segment, infos);
  }

  private static FieldsProducer open(Written written) throws IOException {
    var state =
        new SegmentReadState(
            written.directory(), written.segment(), written.infos(), IOContext.DEFAULT);
    return Codec.getDefault().postingsFormat().fieldsProducer(state);
  }

  private static long length(Written written) throws IOException {
    long length = 0;
    for (String file : written.directory().listAll()) {
      length += written.directory().fileLength(file);
    }
    return length;
  }

  private static FieldInfo info(String name, int number, IndexOptions options) {
    return new FieldInfo(
        name,
        number,
        false,
        true,
        false,
        options,
        DocValuesType.NONE,
        DocValuesSkipIndexType.NONE,
        -1,
        new HashMap<>(),
        0,
        0,
        0,
        0,
        VectorEncoding.FLOAT32,
        VectorSimilarityFunction.EUCLIDEAN,
        false,
        false);
  }

  /** The same terms in both fields; in one of them each stands twice in a document. */
  private static Fields fields(TreeMap<BytesRef, int[]> terms) {
    int entries = terms.values().stream().mapToInt(documents -> documents.length).sum();
    int bytes = terms.keySet().stream().mapToInt(term -> term.length).sum();
    var text = new byte[bytes];
    var ends = new int[terms.size()];
    var documents = new int[entries];
    var twice = new int[entries * 2];
    var places = new int[entries * 2];
    var documentEnds = new int[terms.size()];
    var twiceEnds = new int[terms.size()];
    int at = 0;
    int entry = 0;
    int number = 0;
    for (Map.Entry<BytesRef, int[]> each : terms.entrySet()) {
      BytesRef term = each.getKey();
      System.arraycopy(term.bytes, term.offset, text, at, term.length);
      at += term.length;
      ends[number] = at;
      for (int document : each.getValue()) {
        documents[entry] = document;
        twice[entry * 2] = document;
        twice[entry * 2 + 1] = document;
        places[entry * 2] = document % 7;
        places[entry * 2 + 1] = document % 7 + 3;
        entry++;
      }
      documentEnds[number] = entry;
      twiceEnds[number++] = entry * 2;
    }
    var plain = new InvertedTerms(new SortedTerms(text, ends, number, 0, documentEnds), documents);
    var placed = new PlacedTerms(new SortedTerms(text, ends, number, 0, twiceEnds), twice, places);
    return new Fields() {
      @Override
      public Iterator<String> iterator() {
        return List.of(PLAIN, PLACED).iterator();
      }

      @Override
      public Terms terms(String field) {
        return field.equals(PLAIN) ? plain : placed;
      }

      @Override
      public int size() {
        return 2;
      }
    };
  }
}
