package org.marsad.index.field;

import java.io.IOException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.marsad.model.event.Schema;

/**
 * The names of fields that the events of an index have. A schema learns them from what is written;
 * after a start it knows none of what was written before, and queries would not find it.
 */
public final class FieldNames {
  private FieldNames() {}

  /** Makes the names of an index known to a schema, as long as it has room. */
  public static void learn(IndexReader reader, Schema schema) throws IOException {
    for (LeafReaderContext leaf : reader.leaves()) {
      Terms names = leaf.reader().terms(IndexFields.NAMES);
      if (names == null) {
        continue;
      }
      TermsEnum each = names.iterator();
      for (BytesRef name = each.next(); name != null; name = each.next()) {
        if (isName(name)) {
          schema.id(name.utf8ToString());
        }
      }
    }
  }

  /** Whether a term of {@link IndexFields#NAMES} is a name and no mark. */
  public static boolean isName(BytesRef name) {
    byte last = name.bytes[name.offset + name.length - 1];
    String text = name.utf8ToString();
    return last != IndexFields.LONG_VALUE
        && name.bytes[name.offset] != IndexFields.LEFT_OUT
        && !text.equals(IndexFields.LONG_WORD)
        && !text.equals(IndexFields.FOREIGN_WORD);
  }
}
