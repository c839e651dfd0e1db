package org.marsad.model.pipe;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.query.Query;

/**
 * A search and what is done with its events. {@code toString} writes what the parser reads back.
 *
 * @param search which events
 * @param commands what is done with them, in order
 */
public record Pipeline(Query search, List<Command> commands) {
  public Pipeline {
    commands = List.copyOf(commands);
  }

  /** Opens the stages, the first of which is returned. */
  public Stage open(Stage last, Run run) {
    return stages(last, run).getFirst();
  }

  /** Opens a stage for each command, in order, and the last behind them. */
  public List<Stage> stages(Stage last, Run run) {
    var before = new ArrayList<@Nullable List<String>>();
    List<String> columns = null;
    for (Command command : commands) {
      before.add(columns);
      columns = command.columns(columns);
    }
    var stages = new ArrayList<Stage>();
    stages.add(last);
    for (int i = commands.size() - 1; i >= 0; i--) {
      stages.addFirst(commands.get(i).open(stages.getFirst(), run, before.get(i)));
    }
    return stages;
  }

  /** The columns of the result; null if it is events. */
  public @Nullable List<String> columns() {
    List<String> columns = null;
    for (Command command : commands) {
      columns = command.columns(columns);
    }
    return columns;
  }

  /** Whether the result is a table, and not events. */
  public boolean isTable() {
    return commands.stream().anyMatch(Command::isTable);
  }

  /** Whether the events must come newest first; else any order gives the same. */
  public boolean isOrdered() {
    for (Command command : commands) {
      switch (command.kind()) {
        case ORDERED -> {
          return true;
        }
        case GATHERING -> {
          return false;
        }
        case EACH -> {}
      }
    }
    return true;
  }

  /** Whether each row is looked at alone, so that it may run on a live stream. */
  public boolean isLive() {
    return commands.stream().allMatch(command -> command.kind() == Command.Kind.EACH);
  }

  @Override
  public String toString() {
    var out = new StringBuilder(search.toString());
    commands.forEach(command -> out.append(" | ").append(command));
    return out.toString();
  }
}
