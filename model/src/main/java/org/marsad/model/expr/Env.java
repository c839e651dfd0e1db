package org.marsad.model.expr;

import java.time.Instant;
import java.time.ZoneId;
import org.marsad.model.query.RegexCompiler;

/**
 * What expressions depend on besides their row.
 *
 * @param now the time of the question; the same for all rows
 * @param zone where the asker's days begin
 * @param regexes runs patterns
 */
public record Env(Instant now, ZoneId zone, RegexCompiler regexes) {}
