package org.marsad.server.cli;

import java.io.IOException;
import org.marsad.server.Server;
import org.marsad.server.ServerConfig;

/** What a person reads when the server is up. */
final class Banner {
  private Banner() {}

  static void print(Terminal terminal, Server server, ServerConfig settings) throws IOException {
    terminal.line(
        terminal.bold("Marsad is up") + " after " + server.startMillis() + " ms: " + server.url());
    server.recovery().forEach(terminal::error);
    server
        .inputs()
        .forEach(
            (input, address) ->
                terminal.line(
                    "  %-11s %s:%d".formatted(input, address.getHostString(), address.getPort())));
    terminal.line("  data        " + settings.data().toAbsolutePath());
    terminal.line("  packs       " + server.packs());
    if (server.isNewAdminToken()) {
      terminal.line(
          "  token       "
              + server.adminToken()
              + terminal.dim("  (admin; shown this once, kept in admin.token in the data folder)"));
    }
    terminal.line("Ctrl-C stops it.");
    terminal.line();
  }
}
