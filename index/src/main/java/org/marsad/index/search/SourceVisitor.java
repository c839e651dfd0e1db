package org.marsad.index.search;

import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.StoredFieldVisitor;
import org.apache.lucene.util.BytesRef;
import org.marsad.index.field.IndexFields;

/** Takes the stored event out of a document. */
final class SourceVisitor extends StoredFieldVisitor {
  private BytesRef source = new BytesRef();

  BytesRef source() {
    return source;
  }

  @Override
  public void binaryField(FieldInfo field, byte[] value) {
    source = new BytesRef(value);
  }

  @Override
  public Status needsField(FieldInfo field) {
    return field.name.equals(IndexFields.SOURCE) ? Status.YES : Status.NO;
  }
}
