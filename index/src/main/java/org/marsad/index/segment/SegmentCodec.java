package org.marsad.index.segment;

import java.io.IOException;
import org.apache.lucene.codecs.FieldsConsumer;
import org.apache.lucene.codecs.FieldsProducer;
import org.apache.lucene.codecs.PostingsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene104.Lucene104PostingsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/**
 * Lucene's codec, with terms written by {@link TermsFile}: the files are the same, and who reads a
 * segment needs nothing of ours. For writers alone.
 */
final class SegmentCodec extends Lucene104Codec {
  private static final PostingsFormat TERMS = new TermsFormat();

  @Override
  public PostingsFormat getPostingsFormatForField(String field) {
    return TERMS;
  }

  /** Named as what reads them. */
  private static final class TermsFormat extends PostingsFormat {
    private final PostingsFormat reader = new Lucene104PostingsFormat();

    TermsFormat() {
      super("Lucene104");
    }

    @Override
    public FieldsConsumer fieldsConsumer(SegmentWriteState state) throws IOException {
      return TermsFile.open(state);
    }

    @Override
    public FieldsProducer fieldsProducer(SegmentReadState state) throws IOException {
      return reader.fieldsProducer(state);
    }
  }
}
