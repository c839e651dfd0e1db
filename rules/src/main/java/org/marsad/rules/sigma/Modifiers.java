package org.marsad.rules.sigma;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.marsad.model.query.Network;
import org.marsad.rules.sigma.Check.Comparison;
import org.marsad.rules.sigma.Check.DatePart;
import org.marsad.rules.sigma.Check.Place;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * One item of a search identifier: {@code field|modifier|...: value or values}. Modifiers work on
 * the values from left to right (Sigma specification 2.1.0, "Modifiers"). Each value becomes a few
 * alternatives, of which one must hold; the values are joined by OR, or AND with {@code all}.
 */
final class Modifiers {
  static final Set<String> NAMES =
      Set.of(
          "all",
          "base64",
          "base64offset",
          "cased",
          "cidr",
          "contains",
          "day",
          "dotall",
          "endswith",
          "exists",
          "expand",
          "fieldref",
          "gt",
          "gte",
          "hour",
          "i",
          "ignorecase",
          "lt",
          "lte",
          "m",
          "minute",
          "month",
          "multiline",
          "neq",
          "re",
          "s",
          "startswith",
          "utf16",
          "utf16be",
          "utf16le",
          "week",
          "wide",
          "windash",
          "year");

  private static final Map<String, DatePart> DATE_PARTS =
      Map.of(
          "minute", DatePart.MINUTE,
          "hour", DatePart.HOUR,
          "day", DatePart.DAY,
          "week", DatePart.WEEK,
          "month", DatePart.MONTH,
          "year", DatePart.YEAR);

  private static final Map<String, Comparison> COMPARISONS =
      Map.of(
          "lt", Comparison.LESS,
          "lte", Comparison.LESS_OR_EQUAL,
          "gt", Comparison.GREATER,
          "gte", Comparison.GREATER_OR_EQUAL);

  /** A byte order mark in front of little-endian UTF-16. */
  private static final byte[] MARK = {(byte) 0xff, (byte) 0xfe};

  /** Alternatives that one value may become: dashes multiply. */
  private static final int MAX_ALTERNATIVES = 4096;

  private static final String DASHES = "-/\u2013\u2014\u2015";
  private static final int[] OFFSET_START = {0, 2, 3};
  private static final int[] OFFSET_CUT = {0, 3, 2};

  private final String field;
  private final Node key;
  private final Map<String, List<String>> placeholders;
  private List<Value> values = new ArrayList<>();
  private boolean all;
  private boolean cased;
  private boolean negated;
  private String regexOptions = "";

  private Modifiers(String field, Node key, Map<String, List<String>> placeholders) {
    this.field = field;
    this.key = key;
    this.placeholders = placeholders;
  }

  /**
   * The condition of an item.
   *
   * @param key the node of {@code field|modifier|...}, for places
   * @param placeholders values of {@code %name%}
   */
  static Expr item(Node key, Node value, Map<String, List<String>> placeholders) {
    List<String> words = List.of(Nodes.text(key).split("\\|", -1));
    var item = new Modifiers(words.getFirst(), key, placeholders);
    return item.expr(words.subList(1, words.size()), value);
  }

  /** The condition of a keyword by itself. */
  static Expr keyword(Node node, Map<String, List<String>> placeholders) {
    return new Modifiers(Expr.Test.ANYWHERE, node, placeholders).expr(List.of(), node);
  }

  private Expr expr(List<String> modifiers, Node node) {
    for (String modifier : modifiers) {
      if (!NAMES.contains(modifier)) {
        throw Rejection.at(
            key, "unknown modifier \"" + modifier + "\"" + Suggestions.of(modifier, NAMES));
      }
    }
    boolean verbatim = modifiers.contains("re");
    if (verbatim && !modifiers.getFirst().equals("re")) {
      throw Rejection.at(key, "re must be the first modifier");
    }
    List<Node> nodes = Nodes.list(node);
    if (nodes.isEmpty()) {
      values.add(new Value.Nothing(node));
    }
    for (Node each : nodes) {
      values.add(value(each, verbatim));
    }
    modifiers.forEach(this::apply);
    var parts = new ArrayList<Expr>();
    for (Value value : values) {
      parts.add(Expr.any(tests(value)));
    }
    Expr joined = all ? Expr.all(parts) : Expr.any(parts);
    return negated ? new Expr.Not(joined) : joined;
  }

  private static Value value(Node node, boolean verbatim) {
    if (!(node instanceof ScalarNode scalar)) {
      throw Rejection.at(node, "expecting a value, not a list or a map in it");
    }
    String text = scalar.getValue();
    if (scalar.getTag().equals(Tag.NULL)) {
      return new Value.Nothing(node);
    }
    if (verbatim) {
      return new Value.Verbatim(node, text);
    }
    if (scalar.getTag().equals(Tag.INT) || scalar.getTag().equals(Tag.FLOAT)) {
      return number(node, text);
    }
    if (scalar.getTag().equals(Tag.BOOL)) {
      return new Value.Bool(
          node, Set.of("true", "yes", "on").contains(text.toLowerCase(Locale.ROOT)));
    }
    return new Value.Text(node, List.of(Wildcards.parse(text)));
  }

  private static Value number(Node node, String text) {
    try {
      String digits = text.replace("_", "");
      double value =
          digits.startsWith("0x") || digits.startsWith("0X")
              ? Long.parseLong(digits.substring(2), 16)
              : Double.parseDouble(digits);
      return new Value.Num(node, value, text);
    } catch (NumberFormatException _) {
      return new Value.Text(node, List.of(Wildcards.plain(text)));
    }
  }

  private void apply(String modifier) {
    switch (modifier) {
      case "all" -> all = true;
      case "cased" -> cased = true;
      case "neq" -> negated = true;
      case "contains" -> place(Place.ANYWHERE);
      case "startswith" -> place(Place.START);
      case "endswith" -> place(Place.END);
      case "re" -> regex();
      case "i", "ignorecase" -> option("i");
      case "m", "multiline" -> option("m");
      case "s", "dotall" -> option("s");
      case "exists" -> exists();
      case "expand" -> expand();
      case "windash" -> texts("windash", Modifiers::dashes);
      case "base64" -> bytes("base64", Modifiers::base64);
      case "base64offset" -> bytes("base64offset", Modifiers::base64Offsets);
      case "utf16le", "wide" -> encode(modifier, StandardCharsets.UTF_16LE, new byte[0]);
      case "utf16be" -> encode(modifier, StandardCharsets.UTF_16BE, new byte[0]);
      case "utf16" -> encode(modifier, StandardCharsets.UTF_16LE, MARK);
      case "cidr" -> cidr();
      case "fieldref" -> reference();
      default -> {
        if (DATE_PARTS.containsKey(modifier)) {
          datePart(modifier);
        } else {
          compare(modifier);
        }
      }
    }
  }

  private List<Expr> tests(Value value) {
    return switch (value) {
      case Value.Nothing _ -> {
        if (field.equals(Expr.Test.ANYWHERE)) {
          throw Rejection.at(value.node(), "null needs a field");
        }
        yield List.of(test(new Check.Null()));
      }
      case Value.Text text -> {
        var tests = new ArrayList<Expr>();
        for (Wildcards pattern : text.alternatives()) {
          Wildcards whole = field.equals(Expr.Test.ANYWHERE) ? pattern.open(true, true) : pattern;
          tests.add(test(new Check.Text(whole, cased)));
        }
        yield tests;
      }
      case Value.Num number ->
          field.equals(Expr.Test.ANYWHERE)
              ? List.of(
                  test(new Check.Text(Wildcards.plain(number.text()).open(true, true), cased)))
              : List.of(test(new Check.Numeral(number.value())));
      case Value.Bool bool ->
          List.of(test(new Check.Text(Wildcards.plain(Boolean.toString(bool.value())), false)));
      case Value.Bytes bytes ->
          throw Rejection.at(
              bytes.node(), "bytes match nothing by themselves; base64 or base64offset is missing");
      case Value.Verbatim verbatim -> throw Rejection.at(verbatim.node(), "expecting text");
      case Value.Checked checked -> {
        possible(checked);
        yield List.of(test(checked.check()));
      }
    };
  }

  /** That a part of a date can be the number. */
  private static void possible(Value.Checked checked) {
    if (checked.check() instanceof Check.Compare(Comparison how, double number, DatePart part)
        && how == Comparison.EQUAL
        && part != DatePart.NONE
        && !part.has(number)) {
      throw Rejection.at(
          checked.node(),
          "this can never hold: the "
              + part.name().toLowerCase(Locale.ROOT)
              + " of a date is "
              + part.range());
    }
  }

  private Expr test(Check check) {
    return new Expr.Test(field, check);
  }

  private void replace(Change change) {
    var changed = new ArrayList<Value>();
    for (Value value : values) {
      changed.add(change.of(value));
    }
    values = changed;
  }

  private void texts(String modifier, TextChange change) {
    replace(
        value -> {
          Value.Text text = text(modifier, value);
          var changed = new ArrayList<Wildcards>();
          for (Wildcards pattern : text.alternatives()) {
            changed.addAll(change.of(pattern));
            if (changed.size() > MAX_ALTERNATIVES) {
              throw Rejection.at(value.node(), modifier + " makes too many alternatives of it");
            }
          }
          return new Value.Text(text.node(), changed);
        });
  }

  /** A value that is text, or whose text stands for it. */
  private static Value.Text text(String modifier, Value value) {
    return switch (value) {
      case Value.Text text -> text;
      case Value.Num number ->
          new Value.Text(number.node(), List.of(Wildcards.plain(number.text())));
      default -> throw Rejection.at(value.node(), "the modifier " + modifier + " wants text");
    };
  }

  private void place(Place place) {
    String name = place == Place.ANYWHERE ? "contains" : place == Place.START ? "starts" : "ends";
    boolean before = place != Place.START;
    boolean behind = place != Place.END;
    replace(
        value ->
            switch (value) {
              case Value.Checked(Node node, Check.Reference(String other, Place _, boolean _)) ->
                  new Value.Checked(node, new Check.Reference(other, place, cased));
              case Value.Checked(
                      Node node,
                      Check.Regex(String pattern, String options, boolean backtracks)) ->
                  new Value.Checked(
                      node, new Check.Regex(placed(pattern, place), options, backtracks));
              default -> {
                Value.Text text = text(name, value);
                var open = new ArrayList<Wildcards>();
                text.alternatives().forEach(each -> open.add(each.open(before, behind)));
                yield new Value.Text(text.node(), open);
              }
            });
  }

  /** An expression is found anywhere unless it is told where it must begin or end. */
  private static String placed(String pattern, Place place) {
    return switch (place) {
      case START -> pattern.startsWith("^") ? pattern : "^(?:" + pattern + ")";
      case END -> pattern.endsWith("$") ? pattern : "(?:" + pattern + ")$";
      case WHOLE, ANYWHERE -> pattern;
    };
  }

  private void regex() {
    replace(
        value -> {
          if (!(value instanceof Value.Verbatim verbatim)) {
            throw Rejection.at(value.node(), "the modifier re wants a regular expression");
          }
          String pattern = verbatim.text();
          var check = new Check.Regex(pattern, "", backtracks(pattern, value.node()));
          return new Value.Checked(value.node(), check);
        });
  }

  /** Whether RE2 refuses an expression that is one. */
  private static boolean backtracks(String pattern, Node node) {
    try {
      Pattern.compile(pattern);
      return false;
    } catch (PatternSyntaxException _) {
      try {
        BacktrackingRegex.compile(pattern, "");
        return true;
      } catch (IllegalArgumentException e) {
        throw Rejection.at(node, "/" + pattern + "/ is no regular expression: " + e.getMessage());
      }
    }
  }

  private void option(String letter) {
    regexOptions += letter;
    replace(
        value -> {
          if (!(value
              instanceof
              Value.Checked(
                  Node node,
                  Check.Regex(String pattern, String _, boolean backtracks)))) {
            throw Rejection.at(key, "the modifier " + letter + " comes behind re");
          }
          return new Value.Checked(node, new Check.Regex(pattern, regexOptions, backtracks));
        });
  }

  private void exists() {
    replace(
        value -> {
          if (values.size() != 1 || !(value instanceof Value.Bool bool)) {
            throw Rejection.at(value.node(), "exists wants true or false");
          }
          return new Value.Checked(value.node(), new Check.Exists(bool.value()));
        });
  }

  private void expand() {
    replace(
        value -> {
          Value.Text text = text("expand", value);
          var expanded = new ArrayList<Wildcards>();
          for (Wildcards pattern : text.alternatives()) {
            expanded.addAll(Placeholders.fill(pattern, placeholders, value.node()));
          }
          return new Value.Text(value.node(), expanded);
        });
  }

  private void bytes(String modifier, ByteChange change) {
    replace(
        value -> {
          var encoded = new ArrayList<Wildcards>();
          switch (value) {
            case Value.Bytes bytes ->
                bytes.alternatives().forEach(each -> encoded.addAll(change.of(each)));
            default -> {
              for (byte[] each : utf8(modifier, value)) {
                encoded.addAll(change.of(each));
              }
            }
          }
          return new Value.Text(value.node(), encoded);
        });
  }

  private void encode(String modifier, Charset charset, byte[] mark) {
    replace(
        value -> {
          var encoded = new ArrayList<byte[]>();
          for (byte[] each : utf8(modifier, value)) {
            byte[] body = new String(each, StandardCharsets.UTF_8).getBytes(charset);
            byte[] marked = Arrays.copyOf(mark, mark.length + body.length);
            System.arraycopy(body, 0, marked, mark.length, body.length);
            encoded.add(marked);
          }
          return new Value.Bytes(value.node(), encoded);
        });
  }

  private static List<byte[]> utf8(String modifier, Value value) {
    var bytes = new ArrayList<byte[]>();
    for (Wildcards pattern : text(modifier, value).alternatives()) {
      String plain = pattern.text();
      if (plain == null) {
        throw Rejection.at(value.node(), modifier + " cannot encode a wildcard");
      }
      bytes.add(plain.getBytes(StandardCharsets.UTF_8));
    }
    return bytes;
  }

  private static List<Wildcards> base64(byte[] bytes) {
    return List.of(Wildcards.plain(Base64.getEncoder().encodeToString(bytes)));
  }

  /** What is the same in base64 wherever the bytes lie, for each of the three ways to lie. */
  private static List<Wildcards> base64Offsets(byte[] bytes) {
    var variants = new ArrayList<Wildcards>();
    for (int shift = 0; shift < OFFSET_START.length; shift++) {
      byte[] shifted = new byte[shift + bytes.length];
      Arrays.fill(shifted, 0, shift, (byte) ' ');
      System.arraycopy(bytes, 0, shifted, shift, bytes.length);
      String text = Base64.getEncoder().encodeToString(shifted);
      int end = text.length() - OFFSET_CUT[shifted.length % 3];
      variants.add(Wildcards.plain(text.substring(OFFSET_START[shift], end)));
    }
    return variants;
  }

  /** Every dash or slash that begins a word may be any of the dashes, or a slash. */
  private static List<Wildcards> dashes(Wildcards pattern) {
    int[] symbols = pattern.symbols();
    var variants = new ArrayList<int[]>();
    variants.add(symbols.clone());
    for (int at = 0; at < symbols.length; at++) {
      boolean dash = symbols[at] == '-' || symbols[at] == '/';
      boolean begins = (at == 0 || !isWord(symbols[at - 1]));
      if (!dash || !begins || at + 1 == symbols.length || !isWord(symbols[at + 1])) {
        continue;
      }
      var more = new ArrayList<int[]>();
      for (int[] variant : variants) {
        for (int i = 0; i < DASHES.length(); i++) {
          int[] other = variant.clone();
          other[at] = DASHES.charAt(i);
          more.add(other);
        }
      }
      variants = more;
      if (variants.size() > MAX_ALTERNATIVES) {
        break;
      }
    }
    return variants.stream().map(pattern::with).toList();
  }

  private static boolean isWord(int symbol) {
    return symbol == '_' || (symbol >= 0 && Character.isLetterOrDigit(symbol));
  }

  private void cidr() {
    replace(
        value -> {
          String plain = text("cidr", value).alternatives().getFirst().text();
          Network network = plain == null ? null : Network.parse(plain);
          if (network == null) {
            throw Rejection.at(value.node(), "expecting a network such as 10.0.0.0/8");
          }
          Network masked = network.masked();
          if (!masked.equals(network)) {
            throw Rejection.at(
                value.node(),
                "the address has bits behind the prefix of the network; did you mean "
                    + masked
                    + "?");
          }
          return new Value.Checked(value.node(), new Check.Cidr(network));
        });
  }

  private void reference() {
    replace(
        value -> {
          String other = text("fieldref", value).alternatives().getFirst().text();
          if (other == null) {
            throw Rejection.at(value.node(), "fieldref wants the name of a field");
          }
          return new Value.Checked(value.node(), new Check.Reference(other, Place.WHOLE, cased));
        });
  }

  private void datePart(String modifier) {
    DatePart part = DATE_PARTS.get(modifier);
    replace(
        value -> {
          if (part == null || !(value instanceof Value.Num number)) {
            throw Rejection.at(value.node(), "the modifier " + modifier + " wants a number");
          }
          return new Value.Checked(
              value.node(), new Check.Compare(Comparison.EQUAL, number.value(), part));
        });
  }

  private void compare(String modifier) {
    Comparison comparison = COMPARISONS.get(modifier);
    replace(
        value -> {
          if (comparison != null) {
            if (value instanceof Value.Num number) {
              return new Value.Checked(
                  value.node(), new Check.Compare(comparison, number.value(), DatePart.NONE));
            }
            if (value
                instanceof
                Value.Checked(
                    Node node,
                    Check.Compare(Comparison _, double bound, DatePart part))) {
              return new Value.Checked(node, new Check.Compare(comparison, bound, part));
            }
          }
          throw Rejection.at(value.node(), "the modifier " + modifier + " wants a number");
        });
  }

  /** One value changed by a modifier. */
  @FunctionalInterface
  private interface Change {
    Value of(Value value);
  }

  /** What a pattern becomes. */
  @FunctionalInterface
  private interface TextChange {
    List<Wildcards> of(Wildcards pattern);
  }

  /** What bytes become. */
  @FunctionalInterface
  private interface ByteChange {
    List<Wildcards> of(byte[] bytes);
  }
}
