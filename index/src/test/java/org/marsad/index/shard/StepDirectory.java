package org.marsad.index.shard;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;

/**
 * A directory that lets a test look at what is there before each change: all files as they are, or
 * those alone that would be left after a power cut.
 */
final class StepDirectory extends FilterDirectory {
  private final Step step;
  private final Set<String> durable = new HashSet<>();
  private int changes;

  StepDirectory(Step step) {
    super(new ByteBuffersDirectory());
    this.step = step;
  }

  /** How often something changed. */
  synchronized int changes() {
    return changes;
  }

  private void look() throws IOException {
    changes++;
    var all = new ByteBuffersDirectory();
    var left = new ByteBuffersDirectory();
    for (String file : in.listAll()) {
      try {
        all.copyFrom(in, file, file, IOContext.READONCE);
      } catch (AccessDeniedException _) {
        // it is still being written, and then named by nothing
        continue;
      }
      if (durable.contains(file)) {
        left.copyFrom(in, file, file, IOContext.READONCE);
      }
    }
    step.look(all);
    step.look(left);
  }

  @Override
  public synchronized IndexOutput createOutput(String name, IOContext context) throws IOException {
    look();
    durable.remove(name);
    return in.createOutput(name, context);
  }

  @Override
  public synchronized void sync(Collection<String> names) throws IOException {
    look();
    in.sync(names);
    durable.addAll(names);
    look();
  }

  @Override
  public synchronized void rename(String source, String dest) throws IOException {
    look();
    in.rename(source, dest);
    if (durable.remove(source)) {
      durable.add(dest);
    }
    look();
  }

  @Override
  public synchronized void deleteFile(String name) throws IOException {
    look();
    in.deleteFile(name);
    durable.remove(name);
  }

  /** Looks at what a crash would leave. */
  interface Step {
    void look(Directory left) throws IOException;
  }
}
