package org.marsad.index.segment;

import java.io.IOException;
import org.apache.lucene.codecs.BlockTermState;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.codecs.FieldsConsumer;
import org.apache.lucene.codecs.NormsProducer;
import org.apache.lucene.codecs.lucene103.blocktree.Lucene103BlockTreeTermsReader;
import org.apache.lucene.codecs.lucene104.Lucene104PostingsFormat.IntBlockTermState;
import org.apache.lucene.codecs.lucene104.Lucene104PostingsWriter;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.Fields;
import org.apache.lucene.index.IndexFileNames;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.store.ByteBuffersDataOutput;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.IOUtils;
import org.apache.lucene.util.compress.LZ4;
import org.jspecify.annotations.Nullable;

/**
 * Writes terms as {@code Lucene103BlockTreeTermsReader} reads them, with documents by Lucene's own
 * writer. Most terms of logs have one document, which stands beside the term: these go by without
 * anything made for them. One thread; a file that fails is closed and left.
 */
final class TermsFile extends FieldsConsumer {
  private static final String TERMS_EXTENSION = "tim";
  private static final String TERMS_CODEC = "BlockTreeTermsDict";
  private static final String INDEX_EXTENSION = "tip";
  private static final String INDEX_CODEC = "BlockTreeTermsIndex";
  private static final String META_EXTENSION = "tmd";
  private static final String META_CODEC = "BlockTreeTermsMeta";

  /** Whose bytes are written here, whatever the reader writes down as current one day. */
  private static final int VERSION = Lucene103BlockTreeTermsReader.VERSION_START;

  private final SegmentWriteState state;
  private final Lucene104PostingsWriter postings;
  private final IndexOutput terms;
  private final IndexOutput index;
  private final IndexOutput meta;
  private final TermIndex tree;
  private final FieldInfos infos;
  private final ByteBuffersDataOutput fieldMeta = new ByteBuffersDataOutput();
  private final LZ4.FastCompressionHashTable seen = new LZ4.FastCompressionHashTable();
  private int fields;
  private boolean closed;

  private TermsFile(
      SegmentWriteState state,
      Lucene104PostingsWriter postings,
      IndexOutput terms,
      IndexOutput index,
      IndexOutput meta) {
    this.state = state;
    this.postings = postings;
    this.terms = terms;
    this.index = index;
    this.meta = meta;
    tree = new TermIndex(index);
    infos = state.fieldInfos;
  }

  static TermsFile open(SegmentWriteState state) throws IOException {
    Lucene104PostingsWriter postings = null;
    IndexOutput terms = null;
    IndexOutput index = null;
    IndexOutput meta = null;
    boolean opened = false;
    try {
      postings = new Lucene104PostingsWriter(state);
      terms = create(state, TERMS_EXTENSION, TERMS_CODEC);
      index = create(state, INDEX_EXTENSION, INDEX_CODEC);
      meta = create(state, META_EXTENSION, META_CODEC);
      postings.init(meta, state);
      opened = true;
      return new TermsFile(state, postings, terms, index, meta);
    } finally {
      if (!opened) {
        IOUtils.closeWhileHandlingException(meta, index, terms, postings);
      }
    }
  }

  private static IndexOutput create(SegmentWriteState state, String extension, String codec)
      throws IOException {
    String name =
        IndexFileNames.segmentFileName(state.segmentInfo.name, state.segmentSuffix, extension);
    IndexOutput out = state.directory.createOutput(name, state.context);
    boolean begun = false;
    try {
      CodecUtil.writeIndexHeader(
          out, codec, VERSION, state.segmentInfo.getId(), state.segmentSuffix);
      begun = true;
      return out;
    } finally {
      if (!begun) {
        IOUtils.closeWhileHandlingException(out);
      }
    }
  }

  @Override
  public void write(Fields all, @Nullable NormsProducer norms) throws IOException {
    for (String field : all) {
      Terms of = all.terms(field);
      FieldInfo info = infos.fieldInfo(field);
      if (of != null && info != null) {
        new Field(info).write(of.iterator());
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    boolean ended = false;
    try {
      meta.writeVInt(fields);
      fieldMeta.copyTo(meta);
      CodecUtil.writeFooter(index);
      meta.writeLong(index.getFilePointer());
      CodecUtil.writeFooter(terms);
      meta.writeLong(terms.getFilePointer());
      CodecUtil.writeFooter(meta);
      ended = true;
    } finally {
      if (ended) {
        IOUtils.close(meta, terms, index, postings);
      } else {
        IOUtils.closeWhileHandlingException(meta, terms, index, postings);
      }
    }
  }

  /** The terms of one field. */
  private final class Field {
    private final FieldInfo info;
    private final boolean placed;
    private final TermBlocks blocks;
    private final FixedBitSet documents;

    /** Where the documents of the last term with several are: none of those behind is before it. */
    private long documentsAt;

    private long count;
    private long entries;
    private long occurrences;

    Field(FieldInfo info) {
      this.info = info;
      placed = info.getIndexOptions() != IndexOptions.DOCS;
      blocks = new TermBlocks(terms, tree, placed, seen);
      documents = new FixedBitSet(state.segmentInfo.maxDoc());
      postings.setField(info);
    }

    void write(TermsEnum each) throws IOException {
      ForwardTermsEnum forward = each instanceof ForwardTermsEnum known && !placed ? known : null;
      BytesRef first = new BytesRef();
      long begin = tree.begin();
      for (BytesRef term = each.next(); term != null; term = each.next()) {
        int single = forward == null ? ForwardTermsEnum.SEVERAL : forward.single();
        if (single == ForwardTermsEnum.SEVERAL) {
          if (!several(term, each)) {
            continue;
          }
        } else {
          documents.set(single);
          entries++;
          blocks.add(term, 1, single, documentsAt, 1, 0, 0);
        }
        if (count++ == 0) {
          first = BytesRef.deepCopyOf(term);
        }
      }
      if (count > 0) {
        BytesRef last = blocks.end();
        end(first, last, begin, tree.end());
      }
    }

    /** Writes a term with its documents; false if it has none. */
    private boolean several(BytesRef term, TermsEnum each) throws IOException {
      BlockTermState written = postings.writeTerm(term, each, documents, null);
      if (!(written instanceof IntBlockTermState at)) {
        return false;
      }
      entries += at.docFreq;
      occurrences += placed ? at.totalTermFreq : 0;
      if (at.singletonDocID < 0 || placed) {
        documentsAt = at.docStartFP;
      }
      blocks.add(
          term,
          at.docFreq,
          at.singletonDocID,
          documentsAt,
          at.totalTermFreq,
          at.posStartFP,
          at.lastPosBlockOffset);
      return true;
    }

    private void end(BytesRef first, BytesRef last, long begin, long root) throws IOException {
      fields++;
      fieldMeta.writeVInt(info.number);
      fieldMeta.writeVLong(count);
      if (placed) {
        fieldMeta.writeVLong(occurrences);
      }
      fieldMeta.writeVLong(entries);
      fieldMeta.writeVInt(documents.cardinality());
      put(first);
      put(last);
      fieldMeta.writeVLong(begin);
      fieldMeta.writeVLong(root);
      fieldMeta.writeVLong(index.getFilePointer());
    }

    private void put(BytesRef term) throws IOException {
      fieldMeta.writeVInt(term.length);
      fieldMeta.writeBytes(term.bytes, term.offset, term.length);
    }
  }
}
