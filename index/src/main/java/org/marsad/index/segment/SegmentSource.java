package org.marsad.index.segment;

import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.BinaryDocValues;

/** What a segment is written from: documents in their order, with all they have. One thread. */
interface SegmentSource {
  /** How many documents there are. */
  int size();

  long time(int document);

  long id(int document);

  /**
   * The terms of these fields, to be read once.
   *
   * @param columns those that the segment has
   */
  GrammedTerms terms(List<String> fields, List<? extends ColumnSource> columns) throws IOException;

  /** The fields that become columns. */
  List<? extends ColumnSource> columns() throws IOException;

  /**
   * The events in blocks, from the first on; each call goes through them anew. Where there is a
   * {@link #dictionary} they are compressed anew too.
   */
  BinaryDocValues blocks() throws IOException;

  /** What the texts of all blocks are compressed after, as it is stored; empty if there is none. */
  List<byte[]> dictionary();

  /** Where the events of documents are in blocks; empty if those hold them in their order. */
  List<byte[]> places();
}
