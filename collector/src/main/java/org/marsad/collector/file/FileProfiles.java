package org.marsad.collector.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.marsad.collector.format.SourceProfile;
import org.marsad.collector.format.SourceProfiles;
import org.marsad.model.event.Origin;

/** What the entries of {@code collector.files} say of their files, over what others know. */
public final class FileProfiles implements SourceProfiles {
  private final SourceProfiles others;
  private final List<Entry> entries = new ArrayList<>();

  public FileProfiles(List<FileConfig> files, SourceProfiles others) {
    this.others = others;
    files.forEach(file -> entries.add(new Entry(FilePattern.parse(file.path()), file)));
  }

  @Override
  public SourceProfile of(Origin origin) {
    SourceProfile known = others.of(origin);
    if (!origin.input().equals(FileInput.NAME)) {
      return known;
    }
    for (Entry entry : entries) {
      if (entry.pattern.matches(Path.of(origin.peer()))) {
        return over(known, entry.file);
      }
    }
    return known;
  }

  @Override
  public int generation() {
    return others.generation();
  }

  private static SourceProfile over(SourceProfile known, FileConfig file) {
    Map<String, String> labels = new HashMap<>(known.labels());
    labels.putAll(file.labels());
    String format = file.format().equals(Origin.AUTO) ? known.format() : file.format();
    return new SourceProfile(file.zone() == null ? known.zone() : file.zone(), format, labels);
  }

  private record Entry(FilePattern pattern, FileConfig file) {}
}
