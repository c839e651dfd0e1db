package org.marsad.index.incidents;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.DocumentBuilder;
import org.marsad.index.search.QueryTranslator;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Entity;
import org.marsad.model.incident.Incident;
import org.marsad.model.incident.Participant;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.query.RegexCompiler;
import org.marsad.model.store.IncidentRow;
import org.marsad.model.store.IncidentSearch;
import org.marsad.model.store.IncidentSearch.Order;
import org.marsad.model.store.IncidentStore;

/**
 * Incidents and alerts in one Lucene index, a document each, so that one commit holds all of them
 * and the state of who puts them. A document has the fields that events have, made of {@link
 * IncidentRow}, so that the same translator answers queries, and beside them what this class looks
 * things up by. What was put and is not in a reader yet is kept in a map, so that looking up by id
 * needs no new reader; a thread of its own brings it into the index ({@link PutLine}), and who asks
 * for more than an id waits for that. Thread-safe; once writing has failed, the index takes nothing
 * any more.
 */
public final class LuceneIncidentStore implements IncidentStore {
  private static final String KEY = "marsad_key";
  private static final String SORT_ID = "marsad_id";
  private static final String STORY = "marsad_story";
  private static final String ENTITY = "marsad_entity";
  private static final String BODY = "marsad_body";
  private static final String ORDER = "marsad_order_";
  private static final String INCIDENT = "i:";
  private static final String ALERT = "a:";
  private static final String STATE = "state";

  /** Documents of version 1 have these. */
  private static final String FIRST_ID = "id";

  private static final String FIRST_BODY = "source";

  /** What is written before a reader is opened for it, without anybody asking. */
  private static final int MAX_WRITTEN = 5_000;

  /** What is put, and in no reader, before who puts waits for one. */
  private static final int MAX_UNSEEN = 20_000;

  private final Directory directory;
  private final CutWriter writer;
  private final SearcherManager searchers;
  private final Schema schema;
  private final RegexCompiler regexes;
  private final DocumentBuilder documents = new DocumentBuilder();
  private final Map<String, Fresh> unseen = new ConcurrentHashMap<>();
  private final Metrics.Counter puts;
  private final PutLine line;
  private volatile byte[] committed;
  private long handed;

  /** What was written since the last reader; of the thread that writes. */
  private final List<Map.Entry<String, Fresh>> written = new ArrayList<>();

  private LuceneIncidentStore(Path folder, Schema schema, RegexCompiler regexes, Metrics metrics)
      throws IOException {
    Files.createDirectories(folder);
    this.directory = FSDirectory.open(folder);
    // Merging while a commit waits would make all who put wait with it.
    this.writer =
        new CutWriter(
            directory,
            new IndexWriterConfig().setCommitOnClose(false).setMaxFullFlushMergeWaitMillis(0));
    this.searchers = new SearcherManager(writer, null);
    this.schema = schema;
    this.regexes = regexes;
    IncidentRow.learn(schema);
    puts = metrics.counter("marsad_index_incident_puts", "Revisions of incidents and alerts.");
    metrics.gauge(
        "marsad_index_incidents", "Incidents and alerts held.", () -> writer.getDocStats().numDocs);
    committed = one(STATE, bytes -> bytes).orElse(new byte[0]);
    line = PutLine.start(this::write);
    takeOverFirst();
  }

  /** Opens the store of a folder, made if it is not there; one of version 1 is taken over. */
  public static LuceneIncidentStore open(
      Path folder, Schema schema, RegexCompiler regexes, Metrics metrics) throws IOException {
    return new LuceneIncidentStore(folder, schema, regexes, metrics);
  }

  private void takeOverFirst() throws IOException {
    IndexSearcher searcher = searchers.acquire();
    try {
      var first = new FieldExistsQuery("sort_id");
      TopDocs found = searcher.search(first, Integer.MAX_VALUE);
      for (ScoreDoc each : found.scoreDocs) {
        BytesRef bytes = searcher.storedFields().document(each.doc).getBinaryValue(FIRST_BODY);
        if (bytes != null) {
          FirstCodec old = FirstCodec.decode(BytesRef.deepCopyOf(bytes).bytes);
          for (Alert alert : old.alerts()) {
            put(alert);
          }
          put(old.incident());
          writer.deleteDocuments(new Term(FIRST_ID, old.incident().id()));
        }
      }
      if (found.scoreDocs.length > 0) {
        line.awaitWritten();
        writer.commit();
      }
    } finally {
      searchers.release(searcher);
    }
  }

  @Override
  public synchronized boolean put(Incident incident) throws IOException {
    Incident known = incident(incident.id()).orElse(null);
    boolean isNew = known == null || known.revision() < incident.revision();
    if (isNew) {
      hand(INCIDENT + incident.id(), incident);
    }
    return isNew;
  }

  @Override
  public synchronized boolean put(Alert alert) throws IOException {
    Alert known = alert(alert.id()).orElse(null);
    boolean isNew = known == null || known.revision() < alert.revision();
    if (isNew) {
      hand(ALERT + alert.id(), alert);
    }
    return isNew;
  }

  private void hand(String key, Object value) throws IOException {
    var fresh = new Fresh(++handed, value);
    line.put(key, fresh);
    // Behind the line, so that whoever finds it here can wait until it is written.
    unseen.put(key, fresh);
    puts.increment();
    if (unseen.size() >= MAX_UNSEEN) {
      refresh();
    }
  }

  /** On the thread that writes. */
  private void write(String key, Object value) throws IOException {
    switch (value) {
      case Fresh(_, Incident incident) ->
          writer.updateDocument(new Term(KEY, key), document(key, incident));
      case Fresh(_, Alert alert) -> writer.updateDocument(new Term(KEY, key), document(key, alert));
      default -> throw new IllegalArgumentException("no incident and no alert: " + key);
    }
    written.add(Map.entry(key, (Fresh) value));
    if (written.size() >= MAX_WRITTEN) {
      searchers.maybeRefreshBlocking();
      written.forEach(each -> unseen.remove(each.getKey(), each.getValue()));
      written.clear();
    }
  }

  private Document document(String key, Incident incident) throws IOException {
    Document document =
        document(key, IncidentRow.of(incident, schema), IncidentCodec.encode(incident));
    document.add(new SortedDocValuesField(SORT_ID, new BytesRef(incident.id())));
    order(document, Order.FIRST, incident.first());
    order(document, Order.LAST, incident.last());
    order(document, Order.RAISED, incident.raised());
    order(document, Order.UPDATED, incident.updated());
    order(document, Order.SEVERITY, incident.level().code());
    order(document, Order.RISK, incident.risk());
    order(document, Order.ALERTS, incident.alerts());
    if (incident.mergedInto().isEmpty()) {
      for (Participant participant : incident.entities()) {
        document.add(new StringField(ENTITY, key(participant.entity()), Field.Store.NO));
      }
    }
    return document;
  }

  private Document document(String key, Alert alert) throws IOException {
    Document document = document(key, IncidentRow.of(alert, schema), IncidentCodec.encode(alert));
    document.add(new SortedDocValuesField(SORT_ID, new BytesRef(alert.id())));
    order(document, Order.FIRST, alert.first());
    order(document, Order.LAST, alert.last());
    order(document, Order.RAISED, alert.raised());
    order(document, Order.UPDATED, alert.updated());
    order(document, Order.SEVERITY, alert.level().code());
    order(document, Order.RISK, alert.importance().code());
    order(document, Order.ALERTS, alert.repeats());
    if (!alert.story().isEmpty()) {
      document.add(new StringField(STORY, hash(alert.story()), Field.Store.NO));
    }
    return document;
  }

  private Document document(String key, EventBatch row, byte[] body) throws IOException {
    var document = new Document();
    for (IndexableField field : documents.build(row, 0, 0)) {
      document.add(field);
    }
    document.add(new StringField(KEY, key, Field.Store.NO));
    document.add(new StringField(KEY, key.substring(0, 2), Field.Store.NO));
    document.add(new StoredField(BODY, body));
    return document;
  }

  private static void order(Document document, Order order, long value) {
    document.add(new NumericDocValuesField(ORDER + order, value));
  }

  /** Opens a reader for everything put so far. */
  private void refresh() throws IOException {
    Map<String, Fresh> now = Map.copyOf(unseen);
    if (!now.isEmpty()) {
      line.awaitWritten();
      searchers.maybeRefreshBlocking();
      now.forEach(unseen::remove);
    }
  }

  private static String key(Entity entity) {
    return entity.kind() + ":" + entity.value().toLowerCase(Locale.ROOT);
  }

  private static String hash(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public Optional<Incident> incident(String id) throws IOException {
    return unseen.get(INCIDENT + id) instanceof Fresh(_, Incident incident)
        ? Optional.of(incident)
        : one(INCIDENT + id, IncidentCodec::incident);
  }

  @Override
  public Optional<Alert> alert(String id) throws IOException {
    return unseen.get(ALERT + id) instanceof Fresh(_, Alert alert)
        ? Optional.of(alert)
        : one(ALERT + id, IncidentCodec::alert);
  }

  private <T> Optional<T> one(String key, Decoder<T> decoder) throws IOException {
    IndexSearcher searcher = searchers.acquire();
    try {
      TopDocs found = searcher.search(new TermQuery(new Term(KEY, key)), 1);
      return found.scoreDocs.length == 0
          ? Optional.empty()
          : Optional.of(decoder.decode(body(searcher, found.scoreDocs[0].doc)));
    } finally {
      searchers.release(searcher);
    }
  }

  @Override
  public Page<Incident> incidents(IncidentSearch search) throws IOException {
    return page(INCIDENT, search, IncidentCodec::incident);
  }

  @Override
  public Page<Alert> alerts(IncidentSearch search) throws IOException {
    return page(ALERT, search, IncidentCodec::alert);
  }

  private <T> Page<T> page(String kind, IncidentSearch search, Decoder<T> decoder)
      throws IOException {
    refresh();
    IndexSearcher searcher = searchers.acquire();
    try {
      Query matching =
          new QueryTranslator(searcher.getIndexReader(), schema, regexes).translate(search.query());
      Query query =
          new BooleanQuery.Builder()
              .add(new TermQuery(new Term(KEY, kind)), Occur.FILTER)
              .add(matching, Occur.FILTER)
              .build();
      IncidentSearch.Cursor after = search.after();
      TopDocs found =
          searcher.searchAfter(
              after == null ? null : place(after, searcher), query, search.size(), sort(search));
      long total = searcher.count(query);
      var items = new ArrayList<T>(found.scoreDocs.length);
      for (ScoreDoc each : found.scoreDocs) {
        items.add(decoder.decode(body(searcher, each.doc)));
      }
      boolean more = found.scoreDocs.length == search.size();
      return new Page<>(
          items, total, more ? cursor((FieldDoc) found.scoreDocs[search.size() - 1]) : null);
    } finally {
      searchers.release(searcher);
    }
  }

  private static Sort sort(IncidentSearch search) {
    return new Sort(
        new SortField(ORDER + search.order(), SortField.Type.LONG, search.descending()),
        new SortField(SORT_ID, SortField.Type.STRING, search.descending()));
  }

  /** Behind the last document that has these values, whichever it is: ids are unique. */
  private static FieldDoc place(IncidentSearch.Cursor after, IndexSearcher searcher) {
    int lastDocument = Math.max(0, searcher.getIndexReader().maxDoc() - 1);
    return new FieldDoc(
        lastDocument, Float.NaN, new Object[] {after.value(), new BytesRef(after.id())});
  }

  private static IncidentSearch.@Nullable Cursor cursor(FieldDoc last) {
    return new IncidentSearch.Cursor(
        (Long) last.fields[0], ((BytesRef) last.fields[1]).utf8ToString());
  }

  @Override
  public List<Incident> touching(Collection<Entity> entities, long since, int max)
      throws IOException {
    refresh();
    List<BytesRef> keys = entities.stream().map(entity -> new BytesRef(key(entity))).toList();
    IndexSearcher searcher = searchers.acquire();
    try {
      return list(
          searcher, since(new TermInSetQuery(ENTITY, keys), since), max, IncidentCodec::incident);
    } finally {
      searchers.release(searcher);
    }
  }

  @Override
  public Optional<Alert> latest(String story, long since) throws IOException {
    refresh();
    IndexSearcher searcher = searchers.acquire();
    try {
      Query query = since(new TermQuery(new Term(STORY, hash(story))), since);
      return list(searcher, query, 1, IncidentCodec::alert).stream().findFirst();
    } finally {
      searchers.release(searcher);
    }
  }

  private static Query since(Query query, long since) {
    return new BooleanQuery.Builder()
        .add(query, Occur.FILTER)
        .add(
            NumericDocValuesField.newSlowRangeQuery(ORDER + Order.LAST, since, Long.MAX_VALUE),
            Occur.FILTER)
        .build();
  }

  private static <T> List<T> list(IndexSearcher searcher, Query query, int max, Decoder<T> decoder)
      throws IOException {
    var newest =
        new Sort(
            new SortField(ORDER + Order.LAST, SortField.Type.LONG, true),
            new SortField(SORT_ID, SortField.Type.STRING, true));
    var items = new ArrayList<T>();
    for (ScoreDoc each : searcher.search(query, max, newest).scoreDocs) {
      items.add(decoder.decode(body(searcher, each.doc)));
    }
    return items;
  }

  private static byte[] body(IndexSearcher searcher, int document) throws IOException {
    BytesRef stored = searcher.storedFields().document(document, Set.of(BODY)).getBinaryValue(BODY);
    if (stored == null) {
      throw new IOException("an incident has lost its content");
    }
    return BytesRef.deepCopyOf(stored).bytes;
  }

  @Override
  public synchronized List<Incident> forget(long before, int max) throws IOException {
    var closed = new org.marsad.model.query.Query.Term("incident.status", "closed", false);
    List<Incident> gone =
        incidents(new IncidentSearch(closed, Order.UPDATED, false, max, null)).items().stream()
            .filter(each -> each.updated() < before)
            .toList();
    var ids = new ArrayList<String>();
    gone.forEach(each -> ids.add(each.id()));
    for (int i = 0; i < ids.size(); i++) {
      String id = ids.get(i);
      for (Alert alert : all("incident.id", id, this::alerts)) {
        writer.deleteDocuments(new Term(KEY, ALERT + alert.id()));
      }
      for (Incident merged : all("incident.merged_into", id, this::incidents)) {
        if (!ids.contains(merged.id())) {
          ids.add(merged.id());
        }
      }
      writer.deleteDocuments(new Term(KEY, INCIDENT + id));
    }
    if (!gone.isEmpty()) {
      searchers.maybeRefreshBlocking();
    }
    return gone;
  }

  /** All whose field has a value, page by page; nothing is deleted before all were read. */
  private <T> List<T> all(String field, String value, Pages<T> pages) throws IOException {
    var all = new ArrayList<T>();
    IncidentSearch search =
        IncidentSearch.newest(
            new org.marsad.model.query.Query.Term(field, value, false), IncidentSearch.MAX_SIZE);
    IncidentSearch.Cursor after = null;
    do {
      Page<T> page = pages.of(search.behind(after));
      all.addAll(page.items());
      after = page.next();
    } while (after != null);
    return all;
  }

  @Override
  public synchronized Cut cut(byte[] state) throws IOException {
    byte[] kept = state.clone();
    var begun = new CompletableFuture<CutWriter.Step>();
    line.gate(() -> begin(kept, begun));
    return () -> finish(kept, begun);
  }

  /** On the thread that writes. */
  private void begin(byte[] state, CompletableFuture<CutWriter.Step> begun)
      throws IOException, InterruptedException {
    try {
      var document = new Document();
      document.add(new StringField(KEY, STATE, Field.Store.NO));
      document.add(new StoredField(BODY, state));
      writer.updateDocument(new Term(KEY, STATE), document);
      begun.complete(writer.begin());
    } finally {
      begun.completeExceptionally(new IOException("incidents cannot be written any more"));
    }
  }

  private void finish(byte[] state, CompletableFuture<CutWriter.Step> begun) throws IOException {
    try {
      begun.get().finish();
      committed = state;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while incidents were made durable", e);
    } catch (ExecutionException e) {
      throw new IOException("incidents cannot be made durable: " + e.getMessage(), e.getCause());
    }
  }

  @Override
  public byte[] state() {
    return committed.clone();
  }

  /** Stops; what was put since the last commit is forgotten, since whoever puts begins there. */
  @Override
  public void close() throws IOException {
    writer.end();
    line.close();
    searchers.close();
    writer.rollback();
    directory.close();
  }

  /** What was put, and as the how manieth, by which one is told from another that is equal. */
  private record Fresh(long number, Object value) {}

  /** Answers a question page by page. */
  private interface Pages<T> {
    Page<T> of(IncidentSearch search) throws IOException;
  }

  /** Reads what a document keeps. */
  private interface Decoder<T> {
    T decode(byte[] bytes) throws IOException;
  }
}
