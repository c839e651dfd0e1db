package org.marsad.model.command;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.marsad.model.config.Suggest;
import org.marsad.model.expr.TextReader;
import org.marsad.model.pipe.Command;
import org.marsad.model.pipe.Pipeline;
import org.marsad.model.query.Query;
import org.marsad.model.query.QueryParser;
import org.marsad.model.query.QueryProblem.Suggestion;
import org.marsad.model.query.QuerySyntaxException;
import org.marsad.model.query.RegexCompiler;
import org.marsad.model.query.SavedQueries;
import org.marsad.model.query.SearchPart;

/**
 * Reads a search and its commands: {@code search | command | command}. A mistake in a command does
 * not keep those behind the next pipe from being read, so that several are told at once.
 */
public final class PipelineParser {
  /** Commands of a query at most. */
  public static final int MAX_COMMANDS = 100;

  /** Searches in brackets inside of each other at most. */
  private static final int MAX_DEPTH = 5;

  private PipelineParser() {}

  /**
   * Reads a text that says nothing relative to now.
   *
   * @throws QuerySyntaxException with every problem found
   */
  public static Pipeline parse(String text) {
    return parse(text, Instant.EPOCH, ZoneOffset.UTC, null);
  }

  /**
   * Reads a text; an empty one is everything.
   *
   * @param now what relative times are relative to
   * @param zone where days begin for who asks
   * @param regexes has a look at each regex; null for nobody
   * @throws QuerySyntaxException with every problem found
   */
  public static Pipeline parse(
      String text, Instant now, ZoneId zone, @Nullable RegexCompiler regexes) {
    return parse(text, now, zone, regexes, SavedQueries.NONE);
  }

  /**
   * As above, for a text that may include saved ones.
   *
   * @param saved what {@code @name} stands for
   */
  public static Pipeline parse(
      String text, Instant now, ZoneId zone, @Nullable RegexCompiler regexes, SavedQueries saved) {
    if (text.length() > QueryParser.MAX_LENGTH) {
      throw new QuerySyntaxException(List.of(QueryParser.tooLong(text)));
    }
    var in = new TextReader(text, now, zone, regexes, saved);
    Pipeline pipeline = whole(in);
    if (!in.problems().isEmpty()) {
      throw new QuerySyntaxException(in.problems());
    }
    return pipeline;
  }

  /** Reads all of a text; what is wrong is noted in the reader. */
  static Pipeline whole(TextReader in) {
    Pipeline pipeline = pipeline(in, 0);
    while (!in.isOver() || in.is("]")) {
      in.unexpected("SQ143", "| or the end", "|");
      in.goTo(Math.min(in.text().length(), in.at() + 1));
      in.recover();
      if (in.is("|")) {
        commands(in, 0);
      }
    }
    return pipeline;
  }

  /** Reads {@code [ search | command ]}; told if there is none. */
  static Pipeline nested(TextReader in) {
    int depth = in.depth();
    in.blanks();
    int open = in.at();
    if (!in.take("[")) {
      in.unexpected("SQ140", "a search in square brackets", "[ search ]");
      return new Pipeline(QueryParser.parse(""), List.of());
    }
    if (depth > MAX_DEPTH) {
      in.problem("SQ192", open, open + 1, "searches lie deeper than " + MAX_DEPTH, List.of());
      in.goTo(in.text().length());
      return new Pipeline(QueryParser.parse(""), List.of());
    }
    Pipeline pipeline = pipeline(in, depth);
    if (!in.take("]")) {
      in.problem(
          "SQ101",
          open,
          open + 1,
          "'[' is never closed",
          List.of("]"),
          new Suggestion("close it with ]", in.at(), in.at(), "]"));
    }
    return pipeline;
  }

  private static Pipeline pipeline(TextReader in, int depth) {
    String name = Saved.whole(in, depth > 0);
    if (!name.isEmpty()) {
      Pipeline saved = Saved.take(in, name);
      var all = new ArrayList<>(saved.commands());
      all.addAll(commands(in, depth));
      return new Pipeline(saved.search(), all);
    }
    if (beginsWithSequence(in)) {
      var all = new ArrayList<Command>();
      next(in, depth, all);
      all.addAll(commands(in, depth));
      return new Pipeline(QueryParser.parse(""), all);
    }
    SearchPart part =
        QueryParser.part(
            in.text(),
            in.at(),
            depth > 0,
            in.now(),
            in.zone(),
            in.regexes(),
            in.saved().equals(SavedQueries.NONE) ? null : named -> Saved.clause(in, named));
    in.add(part.problems());
    in.goTo(part.end());
    return new Pipeline(part.query(), commands(in, depth));
  }

  /** Whether the text begins as in EQL, {@code sequence by f [ search ]}, without a pipe. */
  private static boolean beginsWithSequence(TextReader in) {
    in.blanks();
    int from = in.at();
    String word = in.word();
    in.blanks();
    int behind = in.at();
    in.goTo(from);
    String text = in.text();
    int bracket = text.indexOf('[', behind);
    int pipe = text.indexOf('|', behind);
    return word.equalsIgnoreCase("sequence")
        && bracket >= 0
        && (pipe < 0 || bracket < pipe)
        && (bracket == behind || text.charAt(bracket - 1) == ' ')
        && (bracket == behind
            || text.regionMatches(true, behind, "by ", 0, 3)
            || text.regionMatches(true, behind, "maxspan=", 0, 8));
  }

  private static List<Command> commands(TextReader in, int depth) {
    var commands = new ArrayList<Command>();
    while (in.take("|")) {
      if (commands.size() >= MAX_COMMANDS) {
        in.problem(
            "SQ193",
            in.at() - 1,
            in.at(),
            "the query has more than " + MAX_COMMANDS + " commands",
            List.of());
        in.goTo(in.text().length());
        break;
      }
      next(in, depth, commands);
    }
    return commands;
  }

  private static void next(TextReader in, int depth, List<Command> commands) {
    commands.addAll(command(in, depth));
    if (!in.isOver()) {
      in.unexpected("SQ143", "| or the end", "|");
      in.recover();
    }
  }

  private static List<Command> command(TextReader in, int depth) {
    in.blanks();
    int from = in.at();
    String saved = Saved.name(in);
    if (!saved.isEmpty()) {
      return included(in, saved);
    }
    String word = in.word().toLowerCase(Locale.ROOT);
    int end = in.at();
    if (in.text().startsWith("-", end)) {
      in.goTo(end + 1);
      String dashed = word + "-" + in.word().toLowerCase(Locale.ROOT);
      if (Commands.find(dashed) == null) {
        in.goTo(end);
      } else {
        word = dashed;
        end = in.at();
      }
    }
    if (word.isEmpty()) {
      in.unexpected("SQ104", "a command behind |", Commands.names().toArray(String[]::new));
      in.recover();
      return List.of();
    }
    CommandReader reader = Commands.find(word);
    if (reader == null) {
      String nearest = Suggest.nearest(word, Commands.names());
      nearest = nearest.isEmpty() ? Suggest.nearest(word, Commands.known()) : nearest;
      in.problem(
          "SQ104",
          from,
          end,
          "unknown command '" + in.text().substring(from, end) + "'",
          Commands.names(),
          nearest.isEmpty()
              ? new Suggestion[0]
              : new Suggestion[] {
                new Suggestion("did you mean '" + nearest + "'", from, end, nearest)
              });
      in.recover();
      return List.of();
    }
    return read(reader, in, depth);
  }

  /** {@code | @name}: the commands of a saved search. */
  private static List<Command> included(TextReader in, String name) {
    int from = in.at();
    Pipeline saved = Saved.take(in, name);
    if (!(saved.search() instanceof Query.All)) {
      in.problem(
          "SQ170",
          from,
          in.at(),
          "@" + name + " searches for events, so that it cannot stand behind |",
          List.of("a saved search that begins with |"));
    }
    return saved.commands();
  }

  private static List<Command> read(CommandReader reader, TextReader in, int depth) {
    in.enter(depth + 1);
    List<Command> commands = reader.read(in);
    in.enter(depth);
    return commands;
  }
}
