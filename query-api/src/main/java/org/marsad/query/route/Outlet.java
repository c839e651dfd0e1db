package org.marsad.query.route;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponseWriter;
import java.util.concurrent.ExecutionException;

/** Where the bytes of an answer go that is made while it is read. One thread writes. */
interface Outlet {
  /** Whether somebody is there. Any thread may ask. */
  boolean isOpen();

  /** Waits until the bytes were taken; false if nobody is there any more. */
  boolean write(byte[] bytes) throws InterruptedException;

  /** To an HTTP client, whose pace holds back. */
  record Http(HttpResponseWriter writer) implements Outlet {
    @Override
    public boolean isOpen() {
      return writer.isOpen();
    }

    @Override
    public boolean write(byte[] bytes) throws InterruptedException {
      if (!writer.tryWrite(HttpData.wrap(bytes))) {
        return false;
      }
      try {
        writer.whenConsumed().get();
        return true;
      } catch (ExecutionException _) {
        return false;
      }
    }
  }
}
