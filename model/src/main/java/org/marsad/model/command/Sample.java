package org.marsad.model.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Event;
import org.marsad.model.expr.TextReader;
import org.marsad.model.expr.Value;
import org.marsad.model.pipe.Command;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;

/**
 * {@code sample 1%}: this share of the rows. Which ones is decided by their ids, so that the same
 * question gives the same ones.
 */
record Sample(double percent) implements Command {
  static List<Command> read(TextReader in) {
    in.blanks();
    int from = in.at();
    String text = in.argument();
    boolean share = text.endsWith("%");
    double number = Value.parse(share ? text.substring(0, text.length() - 1) : text).number();
    double percent = share ? number : number * 100;
    if (!(percent > 0 && percent <= 100)) {
      in.problem(
          "SQ142",
          from,
          in.at(),
          "\"" + text + "\" is no share of the rows",
          List.of("1%", "0.01"));
      percent = 100;
    }
    return List.of(new Sample(percent));
  }

  @Override
  public Kind kind() {
    return Kind.EACH;
  }

  @Override
  public Stage open(Stage next, Run run, @Nullable List<String> columns) {
    run.warn("sample: " + percent + " % of the rows; counts behind it are of these alone");
    return new Each(next, row -> chance(row) < percent / 100 ? row : null);
  }

  /** A number in [0, 1) that depends on the row alone (the finalizer of SplitMix64). */
  private static double chance(Row row) {
    Event event = row.event();
    long z =
        (event == null ? row.toString().hashCode() : event.batch().id(event.row()))
            + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return ((z ^ (z >>> 31)) >>> 11) * 0x1.0p-53;
  }

  @Override
  public String toString() {
    return "sample " + Value.of(percent).text() + "%";
  }
}
