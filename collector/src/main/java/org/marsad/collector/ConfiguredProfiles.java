package org.marsad.collector;

import java.time.ZoneId;
import java.util.Objects;
import org.marsad.collector.format.SourceProfile;
import org.marsad.collector.format.SourceProfiles;
import org.marsad.collector.source.SourceRules;
import org.marsad.collector.source.SourceSettings;
import org.marsad.model.event.Origin;

/** What the formats are told of a source out of {@code collector.sources}. Thread-safe. */
final class ConfiguredProfiles implements SourceProfiles {
  private final ZoneId zone;
  private final SourceSettings settings;

  ConfiguredProfiles(ZoneId zone, SourceSettings settings) {
    this.zone = zone;
    this.settings = settings;
  }

  @Override
  public SourceProfile of(Origin origin) {
    SourceRules rules = settings.of(origin);
    return new SourceProfile(
        Objects.requireNonNullElse(rules.zone(), zone),
        Objects.requireNonNullElse(rules.format(), Origin.AUTO),
        rules.labels());
  }

  @Override
  public int generation() {
    return settings.generation();
  }
}
