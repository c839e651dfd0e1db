package org.marsad.collector.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells of changes in folders as soon as the system does, on a thread of its own. Only a hint:
 * where the system tells nothing, or there are more folders than {@value #MAX_FOLDERS}, files are
 * looked at from time to time all the same.
 */
final class FolderWatch implements Closeable {
  static final int MAX_FOLDERS = 512;

  private static final WatchEvent.Kind<?>[] KINDS = {
    StandardWatchEventKinds.ENTRY_CREATE,
    StandardWatchEventKinds.ENTRY_MODIFY,
    StandardWatchEventKinds.ENTRY_DELETE
  };

  private final @Nullable WatchService service;
  private final Listener listener;
  private final Map<Path, WatchKey> folders = new HashMap<>();

  FolderWatch(Listener listener) {
    this.listener = listener;
    service = open();
    if (service != null) {
      Thread.ofPlatform().daemon().name("marsad-file-watch").start(() -> run(service));
    }
  }

  private static @Nullable WatchService open() {
    try {
      return FileSystems.getDefault().newWatchService();
    } catch (IOException | UnsupportedOperationException _) {
      return null;
    }
  }

  /** Watches these folders and no others. One thread. */
  void watch(Set<Path> wanted) {
    if (service == null) {
      return;
    }
    for (Iterator<Map.Entry<Path, WatchKey>> each = folders.entrySet().iterator();
        each.hasNext(); ) {
      Map.Entry<Path, WatchKey> watched = each.next();
      if (!wanted.contains(watched.getKey()) || !watched.getValue().isValid()) {
        watched.getValue().cancel();
        each.remove();
      }
    }
    for (Path folder : wanted) {
      if (folders.size() < MAX_FOLDERS && !folders.containsKey(folder)) {
        try {
          folders.put(folder, folder.register(service, KINDS));
        } catch (IOException | ClosedWatchServiceException _) {
          // It is gone again, or the system watches no more; it is looked at anyway.
        }
      }
    }
  }

  private void run(WatchService watched) {
    try {
      while (true) {
        WatchKey key = watched.take();
        boolean names = false;
        for (WatchEvent<?> event : key.pollEvents()) {
          names |= !event.kind().equals(StandardWatchEventKinds.ENTRY_MODIFY);
        }
        key.reset();
        listener.changed(names);
      }
    } catch (InterruptedException | ClosedWatchServiceException _) {
      // closed
    }
  }

  @Override
  public void close() throws IOException {
    if (service != null) {
      service.close();
    }
  }

  /** Told on the thread of the watch. */
  @FunctionalInterface
  interface Listener {
    /** Something changed; {@code names} says that files came or went. */
    void changed(boolean names);
  }
}
