package org.marsad.query.feed;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.marsad.model.incident.Level;

/**
 * Whom to tell of new and raised incidents.
 *
 * @param url where they are posted to, {@code http} or {@code https}
 * @param secretFile a file with the secret that signs them, in any form of at least 16 characters
 * @param minSeverity milder incidents are not told; medium if null
 * @param perMinute deliveries a minute at most, more wait; 60 if null
 */
public record WebhookConfig(
    @Nullable String url,
    @Nullable Path secretFile,
    @Nullable String minSeverity,
    @Nullable Integer perMinute) {
  private static final int DEFAULT_PER_MINUTE = 60;

  public WebhookConfig {
    minSeverity = minSeverity == null ? Level.MEDIUM.toString() : minSeverity;
    perMinute = perMinute == null ? DEFAULT_PER_MINUTE : perMinute;
    URI uri = URI.create(url == null ? "" : url);
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (uri.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
      throw new IllegalArgumentException("url must be http or https with a host: \"" + url + "\"");
    }
    if (secretFile == null || secretFile.toString().isEmpty()) {
      throw new IllegalArgumentException("secret_file must name a file");
    }
    if (Level.parse(minSeverity).isEmpty()) {
      throw new IllegalArgumentException("min_severity is none: \"" + minSeverity + "\"");
    }
    if (perMinute < 1 || perMinute > 100_000) {
      throw new IllegalArgumentException("per_minute must be in 1..100000: " + perMinute);
    }
  }

  URI address() {
    return URI.create(url == null ? "" : url);
  }

  Path secret() {
    return secretFile == null ? Path.of("") : secretFile;
  }

  Level least() {
    return minSeverity == null ? Level.MEDIUM : Level.parse(minSeverity).orElse(Level.MEDIUM);
  }

  int most() {
    return perMinute == null ? DEFAULT_PER_MINUTE : perMinute;
  }
}
