package org.marsad.model.command;

import java.util.List;
import org.marsad.model.config.Suggest;
import org.marsad.model.expr.TextReader;
import org.marsad.model.pipe.Pipeline;
import org.marsad.model.query.Inclusion;
import org.marsad.model.query.Query;
import org.marsad.model.query.QueryProblem;
import org.marsad.model.query.SavedQueries;

/** Reads what {@code @name} stands for. Names inside of a saved text are found as well. */
final class Saved {
  private static final int MAX_DEPTH = 10;

  private Saved() {}

  /** The search that a name stands for, as a clause of another. */
  static Inclusion clause(TextReader in, String name) {
    Piece piece = piece(in, name);
    if (!piece.problem.isEmpty()) {
      return Inclusion.refused(piece.problem, piece.nearest);
    }
    return piece.pipeline.commands().isEmpty()
        ? Inclusion.of(piece.pipeline.search())
        : Inclusion.refused(
            "@" + name + " has commands, so that it can only be the whole of a search", "");
  }

  /** The name that comes next and is all of a search; empty if it is not. */
  static String whole(TextReader in, boolean nested) {
    String name = name(in);
    if (name.isEmpty()) {
      return "";
    }
    int end = in.at() + 1 + name.length();
    while (end < in.text().length() && Character.isWhitespace(in.text().charAt(end))) {
      end++;
    }
    boolean ends =
        end == in.text().length()
            || (in.text().charAt(end) == '|' && !in.text().startsWith("||", end))
            || (nested && in.text().charAt(end) == ']');
    return ends ? name : "";
  }

  /** The name behind an @ that comes next; empty if there is none. */
  static String name(TextReader in) {
    if (in.saved().equals(SavedQueries.NONE) || !in.is("@")) {
      return "";
    }
    int end = in.at() + 1;
    while (end < in.text().length()
        && (Character.isLetterOrDigit(in.text().charAt(end))
            || "_-.".indexOf(in.text().charAt(end)) >= 0)) {
      end++;
    }
    String name = in.text().substring(in.at() + 1, end);
    return SavedQueries.isName(name) ? name : "";
  }

  /** Goes over {@code @name} and reads what it stands for; told if it cannot be. */
  static Pipeline take(TextReader in, String name) {
    int from = in.at();
    in.goTo(from + 1 + name.length());
    Piece piece = piece(in, name);
    if (!piece.problem.isEmpty()) {
      Inclusion refused = Inclusion.refused(piece.problem, piece.nearest);
      in.problem(
          "SQ170",
          from,
          in.at(),
          piece.problem,
          in.saved().names(),
          refused.suggestions(from, in.at(), name));
    }
    return piece.pipeline;
  }

  private static Piece piece(TextReader in, String name) {
    String text = in.saved().text(name);
    if (text == null) {
      String nearest = Suggest.nearest(name, in.saved().names());
      return Piece.refused("there is no saved search @" + name, nearest);
    }
    if (in.including().contains(name)) {
      return Piece.refused("@" + name + " includes itself", "");
    }
    if (in.including().size() >= MAX_DEPTH) {
      return Piece.refused("saved searches lie deeper than " + MAX_DEPTH, "");
    }
    if (!in.include()) {
      return Piece.refused(
          "the query includes more than " + TextReader.MAX_INCLUSIONS + " saved searches", "");
    }
    TextReader inside = in.inside(name, text);
    Pipeline pipeline = PipelineParser.whole(inside);
    List<QueryProblem> problems = inside.problems();
    return problems.isEmpty()
        ? new Piece(pipeline, "", "")
        : Piece.refused("@" + name + " cannot be read: " + problems.getFirst(), "");
  }

  private record Piece(Pipeline pipeline, String problem, String nearest) {
    static Piece refused(String problem, String nearest) {
      return new Piece(new Pipeline(new Query.All(), List.of()), problem, nearest);
    }
  }
}
