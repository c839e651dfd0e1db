package org.marsad.index.incidents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.marsad.model.event.Schema;
import org.marsad.model.incident.Incident;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.query.Matcher;
import org.marsad.model.query.Query;
import org.marsad.model.query.RegexCompiler;
import org.marsad.model.store.IncidentStore;

/**
 * Incidents in one Lucene index, a document each: id, time, and the whole incident stored. A query
 * is asked of each incident, newest first; there are few of them beside the events. What was put is
 * visible to the next call. Thread-safe.
 */
public final class LuceneIncidentStore implements IncidentStore {
  private static final String ID = "id";
  private static final String LAST = "last";
  private static final String SORT_ID = "sort_id";
  private static final String SOURCE = "source";
  private static final int MAX_SIZE = 10_000;
  private static final int PAGE = 1_000;
  private static final Sort NEWEST_FIRST =
      new Sort(
          new SortField(LAST, SortField.Type.LONG, true),
          new SortField(SORT_ID, SortField.Type.STRING, true));

  private final Directory directory;
  private final IndexWriter writer;
  private final SearcherManager searchers;
  private final Schema schema;
  private final RegexCompiler regexes;
  private final Metrics.Counter puts;

  private LuceneIncidentStore(Path folder, Schema schema, RegexCompiler regexes, Metrics metrics)
      throws IOException {
    Files.createDirectories(folder);
    this.directory = FSDirectory.open(folder);
    this.writer = new IndexWriter(directory, new IndexWriterConfig().setCommitOnClose(false));
    this.searchers = new SearcherManager(writer, null);
    this.schema = schema;
    this.regexes = regexes;
    puts = metrics.counter("marsad_index_incident_puts", "Revisions of incidents taken in.");
    metrics.gauge("marsad_index_incidents", "Incidents held.", () -> writer.getDocStats().numDocs);
  }

  /** Opens the store of a folder, made if it is not there. */
  public static LuceneIncidentStore open(
      Path folder, Schema schema, RegexCompiler regexes, Metrics metrics) throws IOException {
    return new LuceneIncidentStore(folder, schema, regexes, metrics);
  }

  @Override
  public synchronized void put(Incident incident) throws IOException {
    Optional<Incident> known = get(incident.id());
    if (known.isPresent() && known.get().revision() >= incident.revision()) {
      return;
    }
    var document = new Document();
    document.add(new StringField(ID, incident.id(), Field.Store.NO));
    document.add(new SortedDocValuesField(SORT_ID, new BytesRef(incident.id())));
    document.add(new NumericDocValuesField(LAST, incident.last()));
    document.add(new StoredField(SOURCE, IncidentCodec.encode(incident)));
    writer.updateDocument(new Term(ID, incident.id()), document);
    puts.increment();
  }

  @Override
  public Optional<Incident> get(String id) throws IOException {
    searchers.maybeRefreshBlocking();
    IndexSearcher searcher = searchers.acquire();
    try {
      TopDocs found = searcher.search(new TermQuery(new Term(ID, id)), 1);
      return found.scoreDocs.length == 0
          ? Optional.empty()
          : Optional.of(load(searcher, found.scoreDocs[0].doc));
    } finally {
      searchers.release(searcher);
    }
  }

  @Override
  public Page list(Query query, int size) throws IOException {
    if (size < 1 || size > MAX_SIZE) {
      throw new IllegalArgumentException("size must be in 1.." + MAX_SIZE + ": " + size);
    }
    Matcher matcher = Matcher.compile(query, schema, regexes);
    searchers.maybeRefreshBlocking();
    IndexSearcher searcher = searchers.acquire();
    try {
      var incidents = new ArrayList<Incident>();
      long total = 0;
      ScoreDoc after = null;
      while (true) {
        TopDocs page = searcher.searchAfter(after, MatchAllDocsQuery.INSTANCE, PAGE, NEWEST_FIRST);
        for (ScoreDoc found : page.scoreDocs) {
          Incident incident = load(searcher, found.doc);
          if (matcher.matches(IncidentEvent.of(incident, schema), 0)) {
            total++;
            if (incidents.size() < size) {
              incidents.add(incident);
            }
          }
          after = found;
        }
        if (page.scoreDocs.length < PAGE) {
          return new Page(incidents, total);
        }
      }
    } finally {
      searchers.release(searcher);
    }
  }

  private static Incident load(IndexSearcher searcher, int document) throws IOException {
    BytesRef stored = searcher.storedFields().document(document).getBinaryValue(SOURCE);
    if (stored == null) {
      throw new IOException("an incident has lost its content");
    }
    return IncidentCodec.decode(BytesRef.deepCopyOf(stored).bytes);
  }

  @Override
  public void commit() throws IOException {
    writer.commit();
  }

  @Override
  public void close() throws IOException {
    writer.commit();
    searchers.close();
    writer.close();
    directory.close();
  }
}
