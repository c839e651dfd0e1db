package org.marsad.model.expr;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.query.Address;
import org.marsad.model.query.Network;

/** Functions of addresses. */
final class NetworkFunctions {
  private static final List<String> PRIVATE =
      List.of(
          "10.0.0.0/8",
          "172.16.0.0/12",
          "192.168.0.0/16",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "100.64.0.0/10",
          "::1/128",
          "fc00::/7",
          "fe80::/10");

  static final List<Function> ALL =
      List.of(
          new Function(
              "cidr",
              2,
              Integer.MAX_VALUE,
              "cidr(address, \"192.0.2.0/24\", ...)",
              true,
              (a, _) -> cidr(a)),
          new Function(
              "isip",
              1,
              1,
              "isip(text)",
              true,
              (a, _) -> Value.of(Address.parse(a.get(0).text()) != null)),
          new Function(
              "isprivate",
              1,
              1,
              "isprivate(address): not routed in the internet",
              true,
              (a, _) -> isPrivate(a.get(0))),
          new Function(
              "subnet", 2, 2, "subnet(address, 24): its network", true, (a, _) -> subnet(a)));

  private NetworkFunctions() {}

  private static Value cidr(List<Value> a) {
    byte[] address = Address.parse(a.getFirst().text());
    if (address == null) {
      return Values.FALSE;
    }
    for (Value list : a.subList(1, a.size())) {
      for (Value value : list.list()) {
        Network network = network(value.text());
        if (network != null && network.contains(address)) {
          return Values.TRUE;
        }
      }
    }
    return Values.FALSE;
  }

  /** An address alone is the network of itself. */
  private static @Nullable Network network(String text) {
    String whole = text.indexOf('/') >= 0 ? text : text + (text.indexOf(':') < 0 ? "/32" : "/128");
    return Network.parse(whole);
  }

  private static Value isPrivate(Value value) {
    byte[] address = Address.parse(value.text());
    if (address == null) {
      return Values.NULL;
    }
    for (String each : PRIVATE) {
      Network network = Network.parse(each);
      if (network != null && network.contains(address)) {
        return Values.TRUE;
      }
    }
    return Values.FALSE;
  }

  private static Value subnet(List<Value> a) {
    double prefix = a.get(1).number();
    String text = a.get(0).text();
    if (Double.isNaN(prefix) || Address.parse(text) == null) {
      return Values.NULL;
    }
    Network network = Network.parse(text + "/" + (int) prefix);
    if (network == null) {
      return Values.NULL;
    }
    try {
      String first = InetAddress.getByAddress(network.first()).getHostAddress();
      return Value.of(first + "/" + (int) prefix);
    } catch (UnknownHostException _) {
      return Values.NULL;
    }
  }
}
