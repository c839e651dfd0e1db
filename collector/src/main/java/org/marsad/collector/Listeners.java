package org.marsad.collector;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marsad.collector.input.Input;
import org.marsad.model.intake.SocketReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The inputs that listen, and how they are changed while they do: whose settings stayed the same is
 * left alone with its connections; where they changed, the new one is opened before the old one is
 * closed, or after it where both want the same port. Thread-safe.
 */
final class Listeners {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private final Map<String, Open> open = new LinkedHashMap<>();

  /**
   * Opens all.
   *
   * @throws IOException if a port cannot be had, with its name
   */
  synchronized void start(List<Wanted> wanted) throws IOException {
    for (Wanted each : wanted) {
      open.put(each.name, each.open());
    }
  }

  /**
   * Makes them as wanted. An input that cannot be had as wanted stays as it was.
   *
   * @return what could not be done
   */
  synchronized List<String> change(List<Wanted> wanted) {
    var problems = new ArrayList<String>();
    var names = wanted.stream().map(Wanted::name).toList();
    for (String name : List.copyOf(open.keySet())) {
      Open old = open.get(name);
      if (old != null && !names.contains(name)) {
        old.input.stop();
        open.remove(name);
        LOG.info("closed input {}", name);
      }
    }
    for (Wanted each : wanted) {
      Open old = open.get(each.name);
      if (old == null || !old.wanted.settings.equals(each.settings)) {
        try {
          open.put(each.name, old == null ? each.open() : replace(old, each));
          LOG.info("opened input {} with new settings", each.name);
        } catch (IOException e) {
          problems.add(String.valueOf(e.getMessage()));
        }
      }
    }
    return problems;
  }

  private Open replace(Open old, Wanted wanted) throws IOException {
    try {
      Open fresh = wanted.open();
      old.input.stop();
      return fresh;
    } catch (IOException _) {
      // Most likely both want the same port.
    }
    old.input.stop();
    open.remove(wanted.name);
    try {
      return wanted.open();
    } catch (IOException e) {
      open.put(wanted.name, old.wanted.open());
      throw e;
    }
  }

  /** Lets all take up certificates that have changed. */
  synchronized Renewed renew() {
    var taken = new ArrayList<String>();
    var problems = new ArrayList<String>();
    for (Open each : open.values()) {
      try {
        if (each.input.renew()) {
          taken.add(each.input.name());
        }
      } catch (IOException e) {
        problems.add("input " + each.input.name() + ": " + e.getMessage());
      }
    }
    return new Renewed(taken, problems);
  }

  /** Where they listen, by name. */
  synchronized Map<String, InetSocketAddress> addresses() {
    var addresses = new LinkedHashMap<String, InetSocketAddress>();
    open.values().forEach(each -> addresses.put(each.input.name(), each.input.address()));
    return addresses;
  }

  synchronized List<Input> inputs() {
    return open.values().stream().map(Open::input).toList();
  }

  /** The sockets of all inputs for datagrams. */
  List<SocketReport> sockets() {
    return inputs().stream().flatMap(input -> input.sockets().stream()).toList();
  }

  /** Stops all. */
  synchronized void stop() {
    open.values().forEach(each -> each.input.stop());
  }

  /**
   * An input as the settings want it.
   *
   * @param name of its settings
   * @param settings whatever makes a difference, to be compared
   */
  record Wanted(String name, int port, Object settings, Opener opener) {
    Open open() throws IOException {
      try {
        return new Open(this, opener.open());
      } catch (Exception e) {
        throw new IOException(
            "cannot listen for " + name + " on port " + port + ": " + e.getMessage(), e);
      }
    }
  }

  /** One that listens. */
  record Open(Wanted wanted, Input input) {}

  /** Opens an input. */
  @FunctionalInterface
  interface Opener {
    Input open();
  }
}
