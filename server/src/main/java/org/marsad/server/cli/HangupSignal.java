package org.marsad.server.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP, which daemons take for "read your settings again". Where the system has no such signal, a
 * line of the log says so.
 *
 * <p>The JDK has no supported class for signals, and javac warns of each use of the one there is
 * without a way to be told not to; so it is reached by its name.
 */
final class HangupSignal {
  private static final Logger LOG = LoggerFactory.getLogger(HangupSignal.class);

  private HangupSignal() {}

  /**
   * From now on the signal runs this, on a thread of the JVM's, instead of ending the process. To
   * be called once.
   */
  static void runs(Runnable task) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler calls =
          (_, method, arguments) ->
              switch (method.getName()) {
                case "hashCode" -> 1;
                case "equals" -> arguments[0] instanceof Proxy;
                case "toString" -> "reload";
                default -> {
                  task.run();
                  yield null;
                }
              };
      Object proxy =
          Proxy.newProxyInstance(
              HangupSignal.class.getClassLoader(), new Class<?>[] {handler}, calls);
      Object hangup = signal.getConstructor(String.class).newInstance("HUP");
      signal.getMethod("handle", signal, handler).invoke(null, hangup, proxy);
    } catch (ReflectiveOperationException e) {
      LOG.info("SIGHUP does not read the settings again here: {}", e.toString());
    }
  }
}
