package org.marsad.server.cli;

import org.marsad.server.Server;
import org.marsad.server.ServerConfig;

/** What a person reads when the server is up. */
final class Banner {
  private Banner() {}

  static void print(Terminal terminal, Server server, ServerConfig settings) {
    terminal.line(
        terminal.bold("Marsad is up") + " after " + server.startMillis() + " ms: " + server.url());
    server.inputs().forEach((input, address) -> terminal.line("  " + input + "  " + address));
    terminal.line("  data    " + settings.data().toAbsolutePath());
    terminal.line("  packs   " + server.packs());
    if (server.newAdminToken()) {
      terminal.line(
          "  token   "
              + server.adminToken()
              + terminal.dim("  (admin; shown this once, kept in admin.token in the data folder)"));
    }
    terminal.line("Ctrl-C stops it.");
    terminal.line();
  }
}
