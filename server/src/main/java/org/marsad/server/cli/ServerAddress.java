package org.marsad.server.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.marsad.server.Server;
import org.marsad.server.ServerConfig;
import picocli.CommandLine.Option;

/** Where the server is and how to prove who asks: options shared by the commands that ask it. */
final class ServerAddress {
  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The server, e.g. http://127.0.0.1:8514. Default: the one that uses --data.")
  @Nullable String url = System.getenv("MARSAD_URL");

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description =
          "The bearer token (better: environment variable MARSAD_TOKEN). Default: the admin"
              + " token in --data.")
  @Nullable String token = System.getenv("MARSAD_TOKEN");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data folder of the server (default: ${DEFAULT-VALUE}).",
      defaultValue = "${env:MARSAD_DATA:-./data}")
  Path data = Path.of("data");

  ApiClient open() {
    return new ApiClient(uri(), token());
  }

  URI uri() {
    if (url != null) {
      try {
        URI uri = URI.create(url.endsWith("/") ? url : url + "/");
        if (uri.getHost() != null) {
          return uri;
        }
      } catch (IllegalArgumentException _) {
        // told below
      }
      throw new CommandException("not a URL: \"" + url + "\"; expecting http://HOST:PORT");
    }
    Path file = data.resolve(Server.URL_FILE);
    if (Files.exists(file)) {
      return URI.create(read(file) + "/");
    }
    return URI.create("http://127.0.0.1:" + ServerConfig.DEFAULT_HTTP_PORT + "/");
  }

  String token() {
    if (token != null) {
      return token;
    }
    Path file = data.resolve(Server.ADMIN_TOKEN_FILE);
    if (!Files.exists(file)) {
      throw new CommandException(
          "no token: "
              + file
              + " is not there; name the server's data folder with --data, or give a token"
              + " in the environment variable MARSAD_TOKEN");
    }
    return read(file);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new CommandException("cannot read " + file + ": " + e.getMessage());
    }
  }
}
