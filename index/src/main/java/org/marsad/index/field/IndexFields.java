package org.marsad.index.field;

/**
 * The fields of a Lucene document. There are few, however many names the events use: names are part
 * of the terms.
 *
 * <table>
 * <caption>fields</caption>
 * <tr><td>{@link #TIMESTAMP}, {@link #ID}</td><td>doc values with a skip index</td></tr>
 * <tr><td>{@link #VALUES}</td><td>{@code name 0 folded value}, for every value that is no text</td></tr>
 * <tr><td>{@link #HEX_VALUES}</td><td>{@code name 0 packed digits}, instead, for values that are
 * hexadecimal digits, a hash of these where blocks have them, see {@link
 * org.marsad.index.segment.HexTerms}; in segments of our own</td></tr>
 * <tr><td>{@link #NUMBERS}</td><td>{@code name 0 kind sortable double}, kind n for values that are
 * numbers, t for others that look like one; not of fields that have a column of numbers</td></tr>
 * <tr><td>{@link #ADDRESSES}</td><td>{@code name 0 16 bytes}, for values that are addresses; in
 * segments of our own, which have the attribute {@link #PLAIN}, most of them are no {@link #VALUES},
 * see {@link org.marsad.index.segment.AddressTerms}</td></tr>
 * <tr><td>{@link #MESSAGE_WORDS}</td><td>the folded words of the message, with their places</td></tr>
 * <tr><td>{@link #WORDS}</td><td>those of the original that are not in the message</td></tr>
 * <tr><td>{@link #WORDINGS}</td><td>instead of {@link #MESSAGE_WORDS}, for messages that come again:
 * all words of one, {@link #WORDING_GAP} before, between and behind them; in segments of our own</td></tr>
 * <tr><td>{@link #SHAPES}</td><td>instead of {@link #WORDS} and {@link #NAMES}, for what events of a
 * kind have in common: words as those of a wording, 0, then names with 0 behind each; in segments of
 * our own. See {@link ShapeTerms}</td></tr>
 * <tr><td>{@link #VALUE_GRAMS}, {@link #MESSAGE_GRAMS}, {@link #WORD_GRAMS}</td><td>three bytes of a
 * term, whose documents are runs of terms; as binary doc values the first term of each run. For
 * {@link #VALUES} behind {@code name 0}</td></tr>
 * <tr><td>{@link #NAMES}</td><td>{@code name} for each field there is; {@code name 1} where a value
 * was too long to be a term; {@link #LONG_WORD} where a word was; {@link #FOREIGN_WORD} where the message
 * has a word that the original has not; {@code 4 name} where words of a value are not in {@link
 * #WORDS}, see {@link org.marsad.index.segment.HexValues}</td></tr>
 * <tr><td>{@link #BLOCK}</td><td>a binary doc value of every 256th document: its event and the 255
 * behind it</td></tr>
 * <tr><td>{@link #PLACES}</td><td>in a segment that was merged, where the events of 256 documents
 * are; {@link #BLOCK} has then one block after the other, from the first document on. See {@link
 * org.marsad.index.segment.EventPlaces}</td></tr>
 * <tr><td>{@link #DICTIONARY}</td><td>in a segment that was merged, a binary doc value of the first
 * document: what the texts of all blocks are compressed after, see {@link
 * org.marsad.index.block.TextDictionary}</td></tr>
 * <tr><td>the name of a field</td><td>its values in a column, with the attribute {@link #COLUMN};
 * with {@link #FOLLOWS} those of some documents, from which the rest follows. A segment has columns of fields that many of its events have; where there is none, {@link #NAMES}
 * tells whether events of it have the field</td></tr>
 * </table>
 */
public final class IndexFields {
  public static final String TIMESTAMP = "@timestamp";
  public static final String ID = "_id";
  public static final String VALUES = "_kv";
  public static final String HEX_VALUES = "_hex";
  public static final String NUMBERS = "_num";
  public static final String ADDRESSES = "_ip";
  public static final String MESSAGE_WORDS = "_mk";
  public static final String WORDS = "_tk";
  public static final String WORDINGS = "_wording";
  public static final String SHAPES = "_shape";

  /** Where in the sorted terms of {@link #VALUES} three bytes occur, for parts of values. */
  public static final String VALUE_GRAMS = "_kv3";

  /** The same of {@link #MESSAGE_WORDS}. */
  public static final String MESSAGE_GRAMS = "_mk3";

  /** The same of {@link #WORDS}. */
  public static final String WORD_GRAMS = "_tk3";

  public static final String NAMES = "_names";
  public static final String BLOCK = "_block";
  public static final String PLACES = "_places";
  public static final String DICTIONARY = "_dictionary";

  /**
   * Attribute of a field that is a column, that is doc values named as the field of events: {@link
   * #COLUMN_NUMBER}, {@link #COLUMN_WHOLE} or {@link #COLUMN_TEXT}.
   */
  public static final String COLUMN = "marsad.column";

  /** Sortable doubles, where all values are numbers whose bytes those print back. */
  public static final String COLUMN_NUMBER = "number";

  /**
   * The same, where all of them are whole and are kept as what they are, see {@link WholeNumbers}.
   */
  public static final String COLUMN_WHOLE = "whole";

  /** The exact bytes of each value, in a sorted set. */
  public static final String COLUMN_TEXT = "text";

  /** Attribute of {@link #ADDRESSES}: values that are plain addresses are terms there alone. */
  public static final String PLAIN = "marsad.plain";

  /** Behind an address: the value is written in another way. */
  public static final byte OTHERWISE = 1;

  /** Attribute of a column: {@code true} if an event has the same value of it twice. */
  public static final String REPEATS = "marsad.repeats";

  /** Attribute of a column: the sum of {@code 1 << code} of the kinds its values have. */
  public static final String KINDS = "marsad.kinds";

  /**
   * Attribute of a column of texts: its values follow from those of the column that this names. Of
   * all documents with the same value there only the first has its value here.
   */
  public static final String FOLLOWS = "marsad.follows";

  /** The longest value that is a whole term, in folded bytes. */
  public static final int MAX_VALUE = 8191;

  /** The longest word that is a whole term, in bytes. */
  public static final int MAX_WORD = 1024;

  /** Ends the name in a term. */
  public static final byte SEPARATOR = 0;

  /** Behind a name: a value of it was too long. */
  public static final byte LONG_VALUE = 1;

  /** The name of events with a word that was too long. */
  public static final String LONG_WORD = "\u0002";

  /** The name of events whose message has a word that their original has not. */
  public static final String FOREIGN_WORD = "\u0003";

  /** Before a name: of a value of it the event has not all words that its original has. */
  public static final byte LEFT_OUT = 4;

  /** Stands around each word of {@link #WORDINGS} and {@link #SHAPES}. */
  public static final byte WORDING_GAP = ' ';

  /** Between the words of two messages of an event so many places are left free. */
  public static final int MESSAGE_GAP = 1;

  /** Of {@link #NUMBERS}: the value is a number. */
  public static final byte NUMBER = 'n';

  /** Of {@link #NUMBERS}: the value is text that looks like a number. */
  public static final byte TEXT = 't';

  private IndexFields() {}
}
