package org.marsad.load;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/** The longest collection of garbage in this process since it was asked last. Any thread. */
final class GarbagePauses {
  private final AtomicLong longest = new AtomicLong();

  private GarbagePauses() {}

  /** Listens from now on. */
  static GarbagePauses listen() {
    var pauses = new GarbagePauses();
    for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (bean instanceof NotificationEmitter emitter) {
        emitter.addNotificationListener((event, _) -> pauses.heard(event), null, null);
      }
    }
    return pauses;
  }

  private void heard(Notification event) {
    if (event.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)
        && event.getUserData() instanceof CompositeData data) {
      long millis = GarbageCollectionNotificationInfo.from(data).getGcInfo().getDuration();
      longest.accumulateAndGet(millis, Math::max);
    }
  }

  /** In milliseconds; begins anew. */
  long take() {
    return longest.getAndSet(0);
  }
}
