package org.marsad.server.config;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A value somebody set.
 *
 * @param key dotted, such as {@code collector.syslog_tcp.port}
 * @param value as written
 * @param where for messages, such as {@code marsad.yaml:12:5}
 */
record Setting(String key, JsonNode value, String where) {}
