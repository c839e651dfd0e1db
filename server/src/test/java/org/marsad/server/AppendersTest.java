package org.marsad.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.net.SyslogAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.logbackgelf.CompressionMethod;
import de.siegmar.logbackgelf.GelfTcpAppender;
import de.siegmar.logbackgelf.GelfUdpAppender;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.AppenderComponentBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The appenders that Java programs log with, from Maven Central: every message once. */
class AppendersTest {
  private static final int MESSAGES = 100;

  @TempDir private Path folder;
  private Server server;
  private TestClient client;

  @BeforeEach
  void start() throws IOException {
    server = Server.open(TestConfigs.withoutRules(folder.resolve("data")));
    server.start();
    client = new TestClient(server.url(), server.adminToken());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void logbackGelfOverUdp() throws Exception {
    for (CompressionMethod method : CompressionMethod.values()) {
      var appender = new GelfUdpAppender();
      appender.setGraylogHost("127.0.0.1");
      appender.setGraylogPort(port("gelf-udp"));
      appender.setMaxChunkSize(300);
      appender.setCompressionMethod(method);
      String word = "udp" + method.name().toLowerCase(java.util.Locale.ROOT);
      logback(appender, word);
      everyMessageOnce(word, "gelf");
    }
  }

  @Test
  void logbackGelfOverTcp() throws Exception {
    var appender = new GelfTcpAppender();
    appender.setGraylogHost("127.0.0.1");
    appender.setGraylogPort(port("gelf-tcp"));
    logback(appender, "gelftcp");
    everyMessageOnce("gelftcp", "gelf");
  }

  @Test
  void logbackSyslogOverUdp() throws Exception {
    var appender = new SyslogAppender();
    appender.setSyslogHost("127.0.0.1");
    appender.setPort(port("syslog-udp"));
    appender.setFacility("LOCAL3");
    appender.setSuffixPattern("app: %msg");
    logback(appender, "logbacksyslog");
    everyMessageOnce("logbacksyslog", "syslog-3164");
    JsonNode event = client.search("message:\"logbacksyslog n7 end\"").path("events").get(0);
    assertEquals(19, event.path("log.syslog.facility.code").asInt(), event.toString());
  }

  @Test
  void log4jGelfOverTcpEndedByNul() throws Exception {
    log4j(
        "log4jgelf",
        builder ->
            builder
                .addAttribute("host", "127.0.0.1")
                .addAttribute("port", port("gelf-tcp"))
                .addAttribute("protocol", "TCP"),
        "Socket",
        true);
    everyMessageOnce("log4jgelf", "gelf");
  }

  @Test
  void log4jSyslogOverTcpAndUdp() throws Exception {
    for (String protocol : new String[] {"TCP", "UDP"}) {
      String word = "log4j" + protocol.toLowerCase(java.util.Locale.ROOT);
      log4j(
          word,
          builder ->
              builder
                  .addAttribute("host", "127.0.0.1")
                  .addAttribute("port", port("syslog-" + word.substring(5)))
                  .addAttribute("protocol", protocol)
                  .addAttribute("format", "RFC5424")
                  .addAttribute("appName", "shop")
                  .addAttribute("facility", "LOCAL4")
                  .addAttribute("newLine", true),
          "Syslog",
          false);
      everyMessageOnce(word, "syslog-5424");
      JsonNode event = client.search("message:\"" + word + " n7 end\"").path("events").get(0);
      assertEquals("shop", event.path("process.name").asText(), event.toString());
      assertEquals(20, event.path("log.syslog.facility.code").asInt(), event.toString());
    }
  }

  private static void logback(Appender<ILoggingEvent> appender, String word) {
    var context = new LoggerContext();
    appender.setContext(context);
    appender.start();
    ch.qos.logback.classic.Logger logger = context.getLogger("shop.Orders");
    logger.addAppender(appender);
    for (int i = 0; i < MESSAGES; i++) {
      logger.info("{} n{} end", word, i);
    }
    context.stop();
  }

  private static void log4j(
      String word, Consumer<AppenderComponentBuilder> settings, String kind, boolean gelf) {
    ConfigurationBuilder<BuiltConfiguration> builder =
        ConfigurationBuilderFactory.newConfigurationBuilder();
    AppenderComponentBuilder appender = builder.newAppender("remote", kind);
    settings.accept(appender);
    if (gelf) {
      appender.add(
          builder
              .newLayout("GelfLayout")
              .addAttribute("host", "shop.example.com")
              .addAttribute("compressionType", "OFF")
              .addAttribute("includeNullDelimiter", true));
    }
    builder.add(appender);
    builder.add(builder.newRootLogger(Level.INFO).add(builder.newAppenderRef("remote")));
    try (org.apache.logging.log4j.core.LoggerContext context =
        Configurator.initialize(builder.build())) {
      var logger = Objects.requireNonNull(context).getLogger("shop.Orders");
      for (int i = 0; i < MESSAGES; i++) {
        logger.info("{} n{} end", word, i);
      }
    }
  }

  private void everyMessageOnce(String word, String format) throws Exception {
    client.await("message:" + word, MESSAGES);
    client.await("message:" + word + " marsad.format:" + format, MESSAGES);
    for (int i : new int[] {0, MESSAGES / 2, MESSAGES - 1}) {
      client.await("message:\"" + word + " n" + i + " end\"", 1);
    }
  }

  private int port(String input) {
    return Objects.requireNonNull(server.inputs().get(input), input).getPort();
  }
}
