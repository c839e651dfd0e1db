package org.marsad.model.expr;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Everything an expression can call, written out by groups, and what others call it. */
public final class Functions {
  /** What Splunk, Kusto and ES|QL call a function, and what it is here. */
  private static final Map<String, String> ALIASES =
      Map.ofEntries(
          Map.entry("iif", "if"),
          Map.entry("iff", "if"),
          Map.entry("tolower", "lower"),
          Map.entry("to_lower", "lower"),
          Map.entry("toupper", "upper"),
          Map.entry("to_upper", "upper"),
          Map.entry("strlen", "len"),
          Map.entry("length", "len"),
          Map.entry("substring", "substr"),
          Map.entry("strcat", "concat"),
          Map.entry("cidrmatch", "cidr"),
          Map.entry("cidr_match", "cidr"),
          Map.entry("ipv4_is_in_range", "cidr"),
          Map.entry("ipv6_is_in_range", "cidr"),
          Map.entry("isempty", "isnull"),
          Map.entry("isnotempty", "isnotnull"),
          Map.entry("to_string", "tostring"),
          Map.entry("to_number", "tonumber"),
          Map.entry("toint", "tonumber"),
          Map.entry("tolong", "tonumber"),
          Map.entry("todouble", "tonumber"),
          Map.entry("todatetime", "time"),
          Map.entry("to_datetime", "time"),
          Map.entry("datetime", "time"),
          Map.entry("ceiling", "ceil"),
          Map.entry("power", "pow"),
          Map.entry("log10", "log"),
          Map.entry("base64_decode_tostring", "b64decode"),
          Map.entry("from_base64", "b64decode"),
          Map.entry("base64_encode_tostring", "b64encode"),
          Map.entry("to_base64", "b64encode"),
          Map.entry("url_decode", "urldecode"),
          Map.entry("url_encode", "urlencode"),
          Map.entry("mvcount", "size"),
          Map.entry("array_length", "size"),
          Map.entry("mv_count", "size"),
          Map.entry("mvindex", "nth"),
          Map.entry("mvjoin", "join"),
          Map.entry("mvdedup", "distinct"),
          Map.entry("mvsort", "sorted"),
          Map.entry("strcat_array", "join"),
          Map.entry("hash_sha256", "sha256"),
          Map.entry("hash_md5", "md5"),
          Map.entry("date_trunc", "bin"),
          Map.entry("format_datetime", "strftime"),
          Map.entry("greatest", "max"),
          Map.entry("least", "min"));

  /** Which arguments may be a regex. */
  private static final Map<String, Integer> REGEX = Map.of("match", 1, "replace", 1, "extract", 1);

  private static final Map<String, Function> ALL = all();

  private Functions() {}

  private static Map<String, Function> all() {
    var all = new TreeMap<String, Function>();
    for (Function function : SpecialForms.DECLARED) {
      all.put(function.name(), function);
    }
    for (List<Function> group :
        List.of(
            TextFunctions.ALL,
            NumberFunctions.ALL,
            TimeFunctions.ALL,
            CodeFunctions.ALL,
            NetworkFunctions.ALL,
            ListFunctions.ALL)) {
      for (Function function : group) {
        all.put(function.name(), function);
      }
    }
    return Map.copyOf(all);
  }

  /** The function of a name in small letters, ours or another language's; null if there is none. */
  public static @Nullable Function find(String name) {
    return ALL.get(ALIASES.getOrDefault(name.toLowerCase(Locale.ROOT), name));
  }

  /** Our names. */
  public static Collection<String> names() {
    return Set.copyOf(ALL.keySet());
  }

  static boolean takesRegex(String function, int argument) {
    Integer place = REGEX.get(function);
    return place != null && place == argument;
  }
}
