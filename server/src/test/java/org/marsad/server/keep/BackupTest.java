package org.marsad.server.keep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.server.Server;
import org.marsad.server.TestClient;
import org.marsad.server.TestConfigs;

/** Backups of a running server, and servers started on them. */
class BackupTest {
  private static final int BATCH = 50;

  @TempDir private Path folder;

  @Test
  void aServerOnTheCopyHasAllThatWasAcknowledgedBefore() throws Exception {
    Path data = folder.resolve("data");
    Path copy = folder.resolve("copy");
    int acknowledged;
    try (Server server = Server.open(TestConfigs.at(data))) {
      server.start();
      TestClient client = new TestClient(server.url(), server.adminToken());
      var sent = new AtomicInteger();
      var ended = new AtomicBoolean();
      Thread sender = Thread.ofPlatform().start(() -> send(client, sent, ended));
      client.awaitJson(
          "/api/v1/search?size=0&q=backup", found -> found.path("total").path("value").asInt() > 0);
      acknowledged = sent.get();
      Backup.take(data, copy, InstantSource.system(), _ -> {});
      ended.set(true);
      sender.join();
    }
    assertTrue(acknowledged >= BATCH);
    assertEquals(List.of(), Restore.differences(copy, _ -> {}));
    Path restored = folder.resolve("restored");
    Restore.into(copy, restored, _ -> {});
    try (Server server = Server.open(TestConfigs.at(restored))) {
      server.start();
      TestClient client = new TestClient(server.url(), server.adminToken());
      int held = acknowledged;
      client.awaitJson(
          "/api/v1/search?size=0&q=backup",
          found -> found.path("total").path("value").asInt() >= held);
      for (int seq = 0; seq < acknowledged; seq += 97) {
        client.await("seq:" + seq + " backup", 1);
      }
    }
  }

  private static void send(TestClient client, AtomicInteger sent, AtomicBoolean ended) {
    try {
      while (!ended.get()) {
        var body = new StringBuilder();
        for (int seq = sent.get(); seq < sent.get() + BATCH; seq++) {
          body.append("{\"message\":\"backup\",\"seq\":").append(seq).append("}\n");
        }
        if (client.post("/api/v1/events", "application/x-ndjson", body.toString()).statusCode()
            == 200) {
          sent.addAndGet(BATCH);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void tellsWhatWasChangedAndRefusesIt() throws IOException {
    Path copy = plain();
    Path victim = copy.resolve("rules.checkpoint");
    Files.writeString(victim, "changed");
    List<String> differences = Restore.differences(copy, _ -> {});
    assertEquals(1, differences.size());
    assertTrue(differences.getFirst().startsWith("rules.checkpoint"), differences.toString());
    assertThrows(IOException.class, () -> Restore.into(copy, folder.resolve("restored"), _ -> {}));
  }

  @Test
  void isNoBackupBeforeItIsWhole() throws IOException {
    Path copy = plain();
    Files.delete(copy.resolve(Manifest.FILE));
    assertThrows(IOException.class, () -> Restore.differences(copy, _ -> {}));
  }

  @Test
  void aManifestCannotLeadOutOfItsFolder() throws IOException {
    Path copy = plain();
    Path manifest = copy.resolve(Manifest.FILE);
    Files.writeString(
        manifest, Files.readString(manifest).replace("\"rules.checkpoint\"", "\"../x\""));
    assertThrows(IOException.class, () -> Restore.differences(copy, _ -> {}));
  }

  @Test
  void overwritesNothingAndKeepsSecretsSecret() throws IOException {
    Path copy = plain();
    assertThrows(
        IOException.class,
        () -> Backup.take(folder.resolve("data"), copy, InstantSource.system(), _ -> {}));
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(copy.resolve("admin.token"))));
    assertFalse(Files.exists(folder.resolve("data").resolve(".backup")), "links are let go");
    try (Stream<Path> files = Files.list(copy)) {
      assertTrue(files.noneMatch(file -> file.endsWith(Server.URL_FILE)));
    }
  }

  @Test
  void aBackupInsideOfTheDataIsRefused() throws IOException {
    plain();
    Path data = folder.resolve("data");
    assertThrows(
        IOException.class,
        () -> Backup.take(data, data.resolve("backup"), InstantSource.system(), _ -> {}));
  }

  /** A backup of a folder that has what a data folder has, but nothing of a server in it. */
  private Path plain() throws IOException {
    Path data = folder.resolve("data");
    Files.createDirectories(data.resolve("journal"));
    Files.writeString(data.resolve("journal").resolve("%020d.log".formatted(0)), "x");
    Files.writeString(data.resolve("rules.checkpoint"), "state");
    Files.writeString(data.resolve(Server.URL_FILE), "http://127.0.0.1:1");
    Files.writeString(data.resolve("admin.token"), "secret");
    Files.setPosixFilePermissions(
        data.resolve("admin.token"), PosixFilePermissions.fromString("rw-------"));
    Path copy = folder.resolve("copy");
    Backup.take(data, copy, InstantSource.system(), _ -> {});
    return copy;
  }
}
