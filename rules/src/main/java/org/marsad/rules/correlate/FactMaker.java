package org.marsad.rules.correlate;

import org.kie.api.KieBase;
import org.kie.api.definition.type.FactType;
import org.marsad.rules.correlate.api.Derived;

/** Makes empty facts of the types that a pack declares. Thread-safe. */
final class FactMaker {
  private final KieBase base;
  private final String packageName;

  FactMaker(KieBase base, String packageName) {
    this.base = base;
    this.packageName = packageName;
  }

  Derived make(String type) {
    FactType declared = base.getFactType(packageName, type);
    try {
      return (Derived) declared.newInstance();
    } catch (InstantiationException | IllegalAccessException e) {
      throw new IllegalStateException("cannot make a " + type, e);
    }
  }
}
