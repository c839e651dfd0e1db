package org.marsad.rules.sigma;

import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** A document cannot be used; never leaves this package. */
final class Rejection extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int line;
  private final int column;

  /** The others, of one that stands for several. */
  private final transient List<Rejection> more;

  private Rejection(int line, int column, String message, List<Rejection> more) {
    super(message, null, false, false);
    this.line = line;
    this.column = column;
    this.more = List.copyOf(more);
  }

  /** Several as one. */
  static Rejection of(List<Rejection> all) {
    Rejection first = all.getFirst();
    return new Rejection(first.line, first.column, first.text(), all.subList(1, all.size()));
  }

  static Rejection at(Node node, String message) {
    Mark mark = node.getStartMark();
    return new Rejection(mark.getLine() + 1, mark.getColumn() + 1, message, List.of());
  }

  /** At so many characters behind the start of a value that is written on one line. */
  static Rejection at(Node node, int ahead, String message) {
    Mark mark = node.getStartMark();
    boolean isQuoted =
        node instanceof ScalarNode scalar
            && (scalar.getScalarStyle() == DumperOptions.ScalarStyle.SINGLE_QUOTED
                || scalar.getScalarStyle() == DumperOptions.ScalarStyle.DOUBLE_QUOTED);
    int column = mark.getColumn() + 1 + (isQuoted ? 1 : 0);
    return new Rejection(mark.getLine() + 1, column + ahead, message, List.of());
  }

  /** It and the others it stands for, each by itself, in their order. */
  List<Rejection> all() {
    if (more.isEmpty()) {
      return List.of(this);
    }
    var all = new ArrayList<Rejection>();
    all.add(new Rejection(line, column, text(), List.of()));
    all.addAll(more);
    return all;
  }

  int line() {
    return line;
  }

  int column() {
    return column;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
