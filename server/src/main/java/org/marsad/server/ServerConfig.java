package org.marsad.server;

import java.nio.file.Path;
import java.util.List;
import org.marsad.collector.CollectorConfig;
import org.marsad.collector.file.FileInputConfig;
import org.marsad.collector.journal.JournalConfig;
import org.marsad.index.IndexConfig;
import org.marsad.query.QueryApiConfig;
import org.marsad.rules.RulesConfig;

/**
 * All settings of a server.
 *
 * @param data the folder that everything lies in, unless a setting says otherwise
 * @param http where the API listens
 * @param journal the log on disk
 * @param collector the inputs
 * @param index the event store
 * @param rules the rule engine
 * @param api limits of the API
 */
public record ServerConfig(
    Path data,
    HttpConfig http,
    JournalConfig journal,
    CollectorConfig collector,
    IndexConfig index,
    RulesConfig rules,
    QueryApiConfig api) {
  public static final int DEFAULT_HTTP_PORT = 8514;

  /** The defaults of a server with its data in this folder. */
  public static ServerConfig defaults(Path data) {
    return new ServerConfig(
        data,
        HttpConfig.at(DEFAULT_HTTP_PORT),
        JournalConfig.defaults(data.resolve(Server.JOURNAL_FOLDER)),
        CollectorConfig.defaults()
            .withFiles(List.of(), FileInputConfig.defaults(data.resolve("file-positions"))),
        IndexConfig.defaults(data.resolve("index")),
        RulesConfig.defaults(data.resolve("rules.checkpoint")),
        QueryApiConfig.defaults());
  }
}
