package org.marsad.index.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefBuilder;
import org.jspecify.annotations.Nullable;
import org.marsad.index.column.FittingValues;
import org.marsad.index.column.Remembered;
import org.marsad.index.field.IndexFields;
import org.marsad.index.search.TextClauses.Text;
import org.marsad.model.event.EventId;
import org.marsad.model.event.Field;
import org.marsad.model.event.FieldType;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;
import org.marsad.model.expr.Value;
import org.marsad.model.query.Address;
import org.marsad.model.query.Matcher;
import org.marsad.model.query.Network;
import org.marsad.model.query.Numbers;
import org.marsad.model.query.Query.Bound;
import org.marsad.model.query.RegexCompiler;
import org.marsad.model.query.RegexParts;
import org.marsad.model.query.Synonyms;
import org.marsad.model.query.WildcardPattern;

/**
 * Turns the tree of a query into Lucene's queries over one reader. Each clause becomes either a
 * query that is right by itself, or one that proposes too much and is verified on the events by
 * {@link VerifyQuery}; so every part of the result is right, and may be negated.
 */
public final class QueryTranslator {
  /** Clauses Lucene may make of one query. */
  private static final int MAX_CLAUSES = 65_536;

  /** A part of a regex with fewer characters narrows nothing down. */
  private static final int LEAST_PART = 3;

  private static final Query ALL = MatchAllDocsQuery.INSTANCE;
  private static final Query NONE = MatchNoDocsQuery.INSTANCE;

  private final IndexReader reader;
  private final Schema schema;
  private final RegexCompiler regexes;
  private final BooleanSupplier over;
  private final @Nullable Remembered remembered;
  private final TextClauses texts;
  private final RangeClauses ranges;

  static {
    IndexSearcher.setMaxClauseCount(MAX_CLAUSES);
  }

  /** For the documents of a reader. */
  public QueryTranslator(IndexReader reader, Schema schema, RegexCompiler regexes) {
    this(reader, schema, regexes, () -> false, null);
  }

  /**
   * As above.
   *
   * @param over whether a search that looks into events or walks through terms is to end
   * @param remembered where to keep which documents were found; null for nowhere
   */
  QueryTranslator(
      IndexReader reader,
      Schema schema,
      RegexCompiler regexes,
      BooleanSupplier over,
      @Nullable Remembered remembered) {
    this.over = over;
    this.remembered = remembered;
    this.texts = new TextClauses(reader, over, remembered);
    this.ranges = new RangeClauses(over, remembered);
    this.reader = reader;
    this.schema = schema;
    this.regexes = regexes;
  }

  /** The query for Lucene. */
  public Query translate(org.marsad.model.query.Query query) throws IOException {
    return clause(Synonyms.expand(query));
  }

  private Query clause(org.marsad.model.query.Query query) throws IOException {
    return switch (query) {
      case org.marsad.model.query.Query.All _ -> ALL;
      case org.marsad.model.query.Query.And and -> joinAll(and.clauses(), Occur.FILTER);
      case org.marsad.model.query.Query.Or or -> joinAll(or.clauses(), Occur.SHOULD);
      case org.marsad.model.query.Query.Not not -> not(clause(not.clause()));
      case org.marsad.model.query.Query.Exists exists -> exists(exists);
      case org.marsad.model.query.Query.Term term -> term(term);
      case org.marsad.model.query.Query.Phrase phrase -> phrase(phrase);
      case org.marsad.model.query.Query.Wildcard wildcard -> wildcard(wildcard);
      case org.marsad.model.query.Query.Regex regex -> regex(regex);
      case org.marsad.model.query.Query.Range range -> range(range);
      case org.marsad.model.query.Query.Cidr cidr -> cidr(cidr);
      case org.marsad.model.query.Query.In in -> in(in);
      case org.marsad.model.query.Query.Time time -> time(time.earliest(), time.latest());
    };
  }

  /** Events with {@code @timestamp} in [earliest, latest). */
  public static Query time(long earliest, long latest) {
    if (earliest == Long.MIN_VALUE && latest == Long.MAX_VALUE) {
      return ALL;
    }
    if (latest <= earliest) {
      return NONE;
    }
    long last = latest == Long.MAX_VALUE ? latest : latest - 1;
    return new TimeQuery(earliest, last);
  }

  private Query joinAll(List<org.marsad.model.query.Query> clauses, Occur occur)
      throws IOException {
    var joined = new ArrayList<Query>();
    for (org.marsad.model.query.Query clause : clauses) {
      joined.add(clause(clause));
    }
    return join(joined, occur);
  }

  static Query join(List<Query> queries, Occur occur) {
    if (queries.size() == 1) {
      return queries.getFirst();
    }
    var joined = new BooleanQuery.Builder();
    queries.forEach(query -> joined.add(query, occur));
    return new ConstantScoreQuery(joined.build());
  }

  private static Query not(Query query) {
    return new ConstantScoreQuery(
        new BooleanQuery.Builder().add(ALL, Occur.FILTER).add(query, Occur.MUST_NOT).build());
  }

  private Query verify(Query candidates, org.marsad.model.query.Query clause) {
    var matcher = Matcher.compile(clause, schema, regexes);
    return new VerifyQuery(candidates, matcher, schema, looksAt(clause), over);
  }

  /**
   * As {@link #verify}, for a clause about the values of one field: by its column, where a segment
   * has one.
   */
  private Query verifyValues(Query candidates, Field field, org.marsad.model.query.Query clause)
      throws IOException {
    if (VerifyQuery.isIn(candidates)) {
      return verify(candidates, clause);
    }
    var matcher = Matcher.compile(clause, schema, regexes);
    var column = new ColumnMatchQuery(candidates, field, clause, matcher, schema, over, remembered);
    return isColumnEverywhere(field)
        ? column
        : new ColumnOrEventsQuery(field, column, verify(candidates, clause));
  }

  /** Whether each segment has a column of a field, or no event with it. */
  private boolean isColumnEverywhere(Field field) throws IOException {
    var has = new Term(IndexFields.NAMES, field.name());
    for (LeafReaderContext leaf : reader.leaves()) {
      if (!FittingValues.isIn(leaf.reader(), field) && leaf.reader().docFreq(has) > 0) {
        return false;
      }
    }
    return true;
  }

  /** The fields whose values a clause looks at; null if it may look at the original. */
  private @Nullable BitSet looksAt(org.marsad.model.query.Query clause) {
    String name =
        switch (clause) {
          case org.marsad.model.query.Query.Term term -> term.field();
          case org.marsad.model.query.Query.Phrase phrase -> phrase.field();
          case org.marsad.model.query.Query.Wildcard wildcard -> wildcard.field();
          case org.marsad.model.query.Query.Regex regex -> regex.field();
          case org.marsad.model.query.Query.Range range -> range.field();
          case org.marsad.model.query.Query.Cidr cidr -> cidr.field();
          case org.marsad.model.query.Query.In in -> in.field();
          case org.marsad.model.query.Query.All _,
              org.marsad.model.query.Query.And _,
              org.marsad.model.query.Query.Or _,
              org.marsad.model.query.Query.Not _,
              org.marsad.model.query.Query.Exists _,
              org.marsad.model.query.Query.Time _ ->
              "";
        };
    Field field = schema.find(name);
    if (field == null || field.equals(Fields.ORIGINAL)) {
      return null;
    }
    var fields = new BitSet();
    if (!Fields.isRow(field.id())) {
      fields.set(field.id());
    }
    return fields;
  }

  // Fields and names

  private Query exists(org.marsad.model.query.Query.Exists exists) {
    return present(exists.field());
  }

  /** Events that have the field. */
  private Query present(String name) {
    if (name.isEmpty()) {
      return ALL;
    }
    Field field = schema.find(name);
    if (field == null) {
      return NONE;
    }
    boolean always = Fields.isRow(field.id()) && !field.equals(Fields.PEER);
    return always ? ALL : WordingQuery.named(name, over, remembered);
  }

  /** Adds the events whose value was too long to be a term, and verifies, where there are any. */
  private Query orLong(Query query, Field field, org.marsad.model.query.Query clause)
      throws IOException {
    var mark = new Term(IndexFields.NAMES, marked(field));
    if (reader.docFreq(mark) == 0) {
      return query;
    }
    return verify(join(List.of(query, new TermQuery(mark)), Occur.SHOULD), clause);
  }

  private static BytesRef marked(Field field) {
    BytesRefBuilder term = FieldTerms.named(field);
    term.append(IndexFields.LONG_VALUE);
    return term.toBytesRef();
  }

  // Terms

  private Query term(org.marsad.model.query.Query.Term term) throws IOException {
    if (term.field().isEmpty()) {
      return term.exact() ? verify(ALL, term) : anywhere(term.value(), term);
    }
    Field field = schema.find(term.field());
    if (field == null) {
      return NONE;
    }
    if (term.exact()) {
      Query candidates = exact(field, term);
      return isOfTerms(field) ? verifyValues(candidates, field, term) : verify(candidates, term);
    }
    return value(field, term.value(), term);
  }

  /** Events that may have exactly this value. */
  private Query exact(Field field, org.marsad.model.query.Query.Term term) throws IOException {
    Text text = text(field);
    List<byte[]> words = text == null ? List.of() : TextClauses.words(term.value());
    if (text != null && !words.isEmpty()) {
      return texts.candidates(text, words, false);
    }
    return field.type() == FieldType.TEXT || Fields.isRow(field.id())
        ? present(term.field())
        : value(field, term.value(), term);
  }

  /** The value in the message, the original or a field of the identity. */
  private Query anywhere(String value, org.marsad.model.query.Query clause) throws IOException {
    List<byte[]> words = TextClauses.words(value);
    if (words.isEmpty()) {
      return verify(ALL, clause);
    }
    var either = new ArrayList<Query>();
    either.add(texts.sideBySide(Text.EITHER, words, false, found -> verify(found, clause)));
    for (Field field : Fields.IDENTITY) {
      either.add(value(field, value, clause));
    }
    return join(either, Occur.SHOULD);
  }

  private Query value(Field field, String value, org.marsad.model.query.Query clause)
      throws IOException {
    if (field.type() == FieldType.TEXT) {
      return text(field, TextClauses.words(value), false, clause);
    }
    if (Fields.isRow(field.id())) {
      return rowValue(field, value, clause);
    }
    return orLong(keyword(field, value), field, clause);
  }

  /** Words side by side in a field that is a text. */
  private Query text(
      Field field, List<byte[]> words, boolean begun, org.marsad.model.query.Query clause)
      throws IOException {
    Text text = text(field);
    return text == null || words.isEmpty()
        ? verify(present(field.name()), clause)
        : texts.sideBySide(text, words, begun, found -> verify(found, clause));
  }

  /** Which text with terms a field is. */
  private static @Nullable Text text(Field field) {
    if (field.equals(Fields.MESSAGE)) {
      return Text.MESSAGE;
    }
    return field.equals(Fields.ORIGINAL) ? Text.ORIGINAL : null;
  }

  private Query rowValue(Field field, String value, org.marsad.model.query.Query clause) {
    if (field.equals(Fields.ID)) {
      return id(value);
    }
    if (field.equals(Fields.TIMESTAMP)) {
      Long time = RangeClauses.time(value);
      return time == null
          ? NONE
          : NumericDocValuesField.newSlowExactQuery(IndexFields.TIMESTAMP, time);
    }
    if (field.equals(Fields.RECEIVED) || field.equals(Fields.INDEXED)) {
      return verify(ALL, clause);
    }
    return keyword(field, value);
  }

  private static Query id(String value) {
    try {
      return NumericDocValuesField.newSlowExactQuery(IndexFields.ID, EventId.parse(value).value());
    } catch (IllegalArgumentException _) {
      return NONE;
    }
  }

  /** The whole value; the same number; the same address. */
  private Query keyword(Field field, String value) {
    var either = new ArrayList<Query>();
    either.add(whole(field, value));
    Double number = Numbers.parse(value);
    if (number != null) {
      either.add(
          new TermQuery(
              new Term(IndexFields.NUMBERS, FieldTerms.number(field, IndexFields.NUMBER, number))));
      if (!printsBack(number, value)) {
        either.add(NumberColumnQuery.of(field.name(), number, over, remembered));
      }
    }
    byte[] address = Address.parse(value);
    if (address != null && field.type() == FieldType.IP) {
      either.add(address(FieldTerms.address(field, address)));
      either.add(address(FieldTerms.otherwise(field, address)));
    }
    return join(either, Occur.SHOULD);
  }

  private static Query address(BytesRef term) {
    return new TermQuery(new Term(IndexFields.ADDRESSES, term));
  }

  /** Whether a number in a column of numbers is this as a value, which its term says. */
  private static boolean printsBack(double number, String value) {
    return Value.of(number).text().equals(value);
  }

  private Query in(org.marsad.model.query.Query.In in) throws IOException {
    Field field = schema.find(in.field());
    if (field == null) {
      return NONE;
    }
    if (field.type() == FieldType.TEXT || Fields.isRow(field.id())) {
      var either = new ArrayList<Query>();
      for (String value : in.values()) {
        var term = new org.marsad.model.query.Query.Term(field.name(), value, false);
        either.add(value(field, value, term));
      }
      return join(either, Occur.SHOULD);
    }
    return orLong(keywords(field, in.values()), field, in);
  }

  /** As {@link #keyword}, for many: the terms of each kind are looked up in their order. */
  private Query keywords(Field field, Collection<String> list) {
    var values = new ArrayList<BytesRef>();
    var hexes = new ArrayList<BytesRef>();
    var numbers = new ArrayList<BytesRef>();
    var addresses = new ArrayList<BytesRef>();
    var either = new ArrayList<Query>();
    for (String value : list) {
      BytesRef whole = FieldTerms.value(field, value);
      values.add(whole);
      BytesRef hex = FieldTerms.hex(field, whole);
      if (hex != null) {
        hexes.add(hex);
      }
      Double number = Numbers.parse(value);
      if (number != null) {
        numbers.add(FieldTerms.number(field, IndexFields.NUMBER, number));
        if (!printsBack(number, value)) {
          either.add(NumberColumnQuery.of(field.name(), number, over, remembered));
        }
      }
      byte[] address = field.type() == FieldType.IP ? Address.parse(value) : null;
      if (address != null) {
        addresses.add(FieldTerms.address(field, address));
        addresses.add(FieldTerms.otherwise(field, address));
      }
    }
    either.add(TermListQuery.of(IndexFields.VALUES, values, over, remembered));
    if (!hexes.isEmpty()) {
      either.add(TermListQuery.ofDigits(field, hexes, over, remembered));
    }
    if (!numbers.isEmpty()) {
      either.add(TermListQuery.of(IndexFields.NUMBERS, numbers, over, remembered));
    }
    if (!addresses.isEmpty()) {
      either.add(TermListQuery.of(IndexFields.ADDRESSES, addresses, over, remembered));
    }
    return join(either, Occur.SHOULD);
  }

  private Query phrase(org.marsad.model.query.Query.Phrase phrase) throws IOException {
    boolean plain = phrase.slop() == 0 && !phrase.prefix();
    if (phrase.field().isEmpty()) {
      return plain && !phrase.text().isEmpty()
          ? anywhere(phrase.text(), phrase)
          : near(TextClauses.words(phrase.text()), phrase);
    }
    Field field = schema.find(phrase.field());
    if (field == null) {
      return NONE;
    }
    if (plain) {
      return value(field, phrase.text(), phrase);
    }
    if (field.type() == FieldType.TEXT) {
      return near(field, TextClauses.words(phrase.text()), phrase);
    }
    return Fields.isRow(field.id()) ? verify(present(field.name()), phrase) : whole(field, phrase);
  }

  /** The words of a phrase near each other in a text. */
  private Query near(Field field, List<byte[]> words, org.marsad.model.query.Query.Phrase phrase)
      throws IOException {
    Text text = text(field);
    if (text == null || words.isEmpty()) {
      return verify(present(field.name()), phrase);
    }
    return words.size() == 1
        ? text(field, words, phrase.prefix(), phrase)
        : verify(texts.candidates(text, words, phrase.prefix()), phrase);
  }

  /** As above, in the message or the original; or the phrase as a value of the identity. */
  private Query near(List<byte[]> words, org.marsad.model.query.Query.Phrase phrase)
      throws IOException {
    if (words.isEmpty()) {
      return verify(ALL, phrase);
    }
    var either = new ArrayList<Query>();
    either.add(
        words.size() == 1
            ? texts.sideBySide(Text.EITHER, words, phrase.prefix(), found -> verify(found, phrase))
            : verify(texts.candidates(Text.EITHER, words, phrase.prefix()), phrase));
    for (Field field : Fields.IDENTITY) {
      either.add(whole(field, phrase));
    }
    return join(either, Occur.SHOULD);
  }

  /** A value that is the phrase, or begins with it. */
  private Query whole(Field field, org.marsad.model.query.Query.Phrase phrase) throws IOException {
    if (phrase.prefix()) {
      return orLong(begun(field, phrase.text()), field, phrase);
    }
    Query found = whole(field, phrase.text());
    byte[] address = field.type() == FieldType.IP ? Address.parse(phrase.text()) : null;
    if (address != null) {
      Query same = address(FieldTerms.address(field, address));
      found = join(List.of(found, verify(same, phrase)), Occur.SHOULD);
    }
    return orLong(found, field, phrase);
  }

  private Query whole(Field field, String value) {
    BytesRef term = FieldTerms.value(field, value);
    Query asIs = new TermQuery(new Term(IndexFields.VALUES, term));
    BytesRef hex = FieldTerms.hex(field, term);
    return hex == null
        ? asIs
        : join(
            List.of(asIs, TermListQuery.ofDigits(field, List.of(hex), over, remembered)),
            Occur.SHOULD);
  }

  private Query begun(Field field, String value) {
    Query asIs =
        TermSpanQuery.prefix(IndexFields.VALUES, FieldTerms.value(field, value), over, remembered);
    WildcardPattern pattern = TextClauses.around(value, false, true);
    return orPacked(asIs, field, pattern);
  }

  // Patterns

  private Query wildcard(org.marsad.model.query.Query.Wildcard wildcard) throws IOException {
    if (wildcard.field().isEmpty()) {
      boolean right = texts.decides(wildcard.pattern());
      var either = new ArrayList<Query>();
      if (right) {
        either.add(texts.fitting(Text.EITHER, wildcard.pattern(), found -> found));
      } else {
        either.add(texts.candidates(Text.EITHER, wildcard.pattern()));
      }
      for (Field field : Fields.IDENTITY) {
        Query found = pattern(field, wildcard);
        either.add(right ? orLong(found, field, wildcard) : found);
      }
      Query candidates = join(either, Occur.SHOULD);
      return right ? candidates : verify(candidates, wildcard);
    }
    Field field = schema.find(wildcard.field());
    if (field == null) {
      return NONE;
    }
    if (field.type() == FieldType.TEXT) {
      Text text = text(field);
      return text == null
          ? verify(present(field.name()), wildcard)
          : texts.fitting(text, wildcard.pattern(), found -> verify(found, wildcard));
    }
    if (Fields.isRow(field.id())) {
      return verify(present(field.name()), wildcard);
    }
    return orLong(pattern(field, wildcard), field, wildcard);
  }

  /** Events whose values have what every match of the pattern has, and of these the right ones. */
  private Query regex(org.marsad.model.query.Query.Regex regex) throws IOException {
    Field field = schema.find(regex.field());
    String part = longest(RegexParts.required(regex.pattern()));
    Text text = field == null ? null : text(field);
    if (field == null || (text == null && !isOfTerms(field))) {
      return verify(present(regex.field()), regex);
    }
    if (part.length() < LEAST_PART) {
      Query all = present(regex.field());
      return text == null ? verifyValues(all, field, regex) : verify(all, regex);
    }
    WildcardPattern around = TextClauses.around(part, true, true);
    if (text != null) {
      return verify(texts.candidates(text, around), regex);
    }
    Query candidates = fitting(field, around);
    var mark = new Term(IndexFields.NAMES, marked(field));
    return verifyValues(
        reader.docFreq(mark) == 0
            ? candidates
            : join(List.of(candidates, new TermQuery(mark)), Occur.SHOULD),
        field,
        regex);
  }

  /** Whether the values of a field are terms as a whole. */
  private static boolean isOfTerms(Field field) {
    return field.type() != FieldType.TEXT && !Fields.isRow(field.id());
  }

  private static String longest(List<String> parts) {
    String longest = "";
    for (String part : parts) {
      longest = part.length() > longest.length() ? part : longest;
    }
    return longest;
  }

  private Query pattern(Field field, org.marsad.model.query.Query.Wildcard wildcard) {
    return fitting(field, wildcard.pattern());
  }

  /** Events with a value of a field that fits a pattern. */
  private Query fitting(Field field, WildcardPattern pattern) {
    Query values = GlobQuery.values(field.name(), pattern, over, remembered);
    return orPacked(values, field, pattern);
  }

  /** Adds the values of a field that fit and are no terms as they are. */
  private Query orPacked(Query asTerms, Field field, WildcardPattern pattern) {
    var either = new ArrayList<Query>();
    either.add(asTerms);
    Query hex = HexValueQuery.fitting(field.name(), pattern, over, remembered);
    if (hex != null) {
      either.add(hex);
    }
    Query address = AddressQuery.fitting(field, pattern, over, remembered);
    if (address != null) {
      either.add(address);
    }
    return join(either, Occur.SHOULD);
  }

  // Ranges

  private Query range(org.marsad.model.query.Query.Range range) throws IOException {
    Field field = schema.find(range.field());
    if (field == null) {
      return NONE;
    }
    Bound lower = range.lower();
    Bound upper = range.upper();
    if (lower == null && upper == null) {
      return present(range.field());
    }
    if (field.equals(Fields.TIMESTAMP)) {
      return RangeClauses.timestamps(lower, upper);
    }
    if (field.equals(Fields.ID) && RangeClauses.isNumeric(lower) && RangeClauses.isNumeric(upper)) {
      return RangeClauses.ids(lower, upper);
    }
    if (field.type() == FieldType.TEXT || Fields.isRow(field.id())) {
      return verify(present(range.field()), range);
    }
    Query found =
        switch (field.type()) {
          case IP -> ranges.addresses(field, lower, upper);
          case NUMBER -> ranges.numbers(field, lower, upper);
          case DYNAMIC, KEYWORD, BOOLEAN, DATE, TEXT ->
              RangeClauses.isNumeric(lower) && RangeClauses.isNumeric(upper)
                  ? ranges.numbers(field, lower, upper)
                  : orLong(ranges.values(field, lower, upper), field, range);
        };
    return field.type() == FieldType.DATE ? verify(present(range.field()), range) : found;
  }

  private Query cidr(org.marsad.model.query.Query.Cidr cidr) {
    Network network = cidr.network();
    if (!cidr.field().isEmpty()) {
      Field field = schema.find(cidr.field());
      return field == null ? NONE : ranges.network(field, network);
    }
    var either = new ArrayList<Query>();
    either.add(ranges.network(Fields.MESSAGE, network));
    either.add(ranges.network(Fields.ORIGINAL, network));
    Fields.IDENTITY.forEach(field -> either.add(ranges.network(field, network)));
    return join(either, Occur.SHOULD);
  }
}
