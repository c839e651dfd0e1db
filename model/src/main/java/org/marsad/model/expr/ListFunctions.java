package org.marsad.model.expr;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Functions of several values. */
final class ListFunctions {
  static final List<Function> ALL =
      List.of(
          of("size", 1, "size(list): how many values", a -> Value.of(a.get(0).list().size())),
          of("list", Integer.MAX_VALUE, "list(a, b, ...)", Value::of),
          of("nth", 2, "nth(list, index from 0, -1 the last)", ListFunctions::nth),
          of("distinct", 1, "distinct(list)", ListFunctions::distinct),
          of(
              "sorted",
              1,
              "sorted(list)",
              a -> Value.of(a.get(0).list().stream().sorted(Value.ORDER).toList())),
          of("has_any", Integer.MAX_VALUE, "has_any(list, value, ...)", ListFunctions::hasAny));

  private ListFunctions() {}

  @FunctionalInterface
  private interface OfList {
    Value of(List<Value> arguments);
  }

  private static Function of(String name, int most, String usage, OfList body) {
    return new Function(name, most == 2 ? 2 : 1, most, usage, false, (a, _) -> body.of(a));
  }

  private static Value nth(List<Value> a) {
    List<Value> list = a.get(0).list();
    double index = a.get(1).number();
    int at = (int) (index < 0 ? list.size() + index : index);
    return !Double.isNaN(index) && at >= 0 && at < list.size() ? list.get(at) : Values.NULL;
  }

  private static Value distinct(List<Value> a) {
    var seen = new LinkedHashMap<String, Value>();
    a.get(0).list().forEach(value -> seen.putIfAbsent(value.text(), value));
    return Value.of(new ArrayList<>(seen.values()));
  }

  private static Value hasAny(List<Value> a) {
    for (Value value : a.getFirst().list()) {
      for (Value wanted : a.subList(1, a.size())) {
        for (Value each : wanted.list()) {
          if (Evaluator.isEqual(value, each)) {
            return Values.TRUE;
          }
        }
      }
    }
    return Values.FALSE;
  }
}
