package org.marsad.rules.correlate.api;

import java.util.List;
import org.kie.api.definition.type.Expires;
import org.kie.api.definition.type.Role;
import org.kie.api.definition.type.Timestamp;
import org.marsad.rules.signal.Signal;
import org.marsad.rules.word.Word;

/** A program was started. */
@Role(Role.Type.EVENT)
@Timestamp("ts")
@Expires(value = "2h", policy = Expires.Policy.TIME_SOFT)
public final class ProcessStart extends Happening {
  private final String user;
  private final String effectiveUser;
  private final String host;
  private final String name;
  private final String executable;
  private final String commandLine;
  private final String workingDirectory;
  private final String parentName;
  private final String parentExecutable;
  private final String sha256;
  private final String action;
  private final String outcome;
  private final long pid;
  private final long parentPid;

  /** What an event that has the word tells. */
  public ProcessStart(Signal signal, Word word) {
    proveBy(List.of(signal));
    user = word.text("user", signal);
    effectiveUser = word.text("effectiveUser", signal);
    host = word.text("host", signal);
    name = word.text("name", signal);
    executable = word.text("executable", signal);
    commandLine = word.text("commandLine", signal);
    workingDirectory = word.text("workingDirectory", signal);
    parentName = word.text("parentName", signal);
    parentExecutable = word.text("parentExecutable", signal);
    sha256 = word.text("sha256", signal);
    action = word.text("action", signal);
    outcome = word.text("outcome", signal);
    pid = word.number("pid", signal);
    parentPid = word.number("parentPid", signal);
  }

  /** Who asked for it. */
  public String getUser() {
    return user;
  }

  /** As whom it runs. */
  public String getEffectiveUser() {
    return effectiveUser;
  }

  public String getHost() {
    return host;
  }

  /** The name of its file. */
  public String getName() {
    return name;
  }

  /** The path of its file. */
  public String getExecutable() {
    return executable;
  }

  public String getCommandLine() {
    return commandLine;
  }

  public String getWorkingDirectory() {
    return workingDirectory;
  }

  public String getParentName() {
    return parentName;
  }

  public String getParentExecutable() {
    return parentExecutable;
  }

  public String getSha256() {
    return sha256;
  }

  /** {@code sudo}, {@code created-process}, ... */
  public String getAction() {
    return action;
  }

  public String getOutcome() {
    return outcome;
  }

  public long getPid() {
    return pid;
  }

  public long getParentPid() {
    return parentPid;
  }

  @Override
  public String role() {
    return action.equals("sudo") ? "privileged command" : "program";
  }
}
