package org.marsad.rules.correlate.api;

import java.util.List;
import org.kie.api.definition.type.Expires;
import org.kie.api.definition.type.Role;
import org.kie.api.definition.type.Timestamp;
import org.marsad.rules.signal.Signal;
import org.marsad.rules.word.Word;

/** A file was made or changed. */
@Role(Role.Type.EVENT)
@Timestamp("ts")
@Expires(value = "2h", policy = Expires.Policy.TIME_SOFT)
public final class FileWrite extends Happening {
  private final String user;
  private final String host;
  private final String path;
  private final String name;
  private final String directory;
  private final String extension;
  private final String process;
  private final String executable;
  private final String sha256;
  private final String action;
  private final String outcome;

  /** What an event that has the word tells. */
  public FileWrite(Signal signal, Word word) {
    proveBy(List.of(signal));
    user = word.text("user", signal);
    host = word.text("host", signal);
    path = word.text("path", signal);
    name = word.text("name", signal);
    directory = word.text("directory", signal);
    extension = word.text("extension", signal);
    process = word.text("process", signal);
    executable = word.text("executable", signal);
    sha256 = word.text("sha256", signal);
    action = word.text("action", signal);
    outcome = word.text("outcome", signal);
  }

  public String getUser() {
    return user;
  }

  public String getHost() {
    return host;
  }

  public String getPath() {
    return path;
  }

  public String getName() {
    return name;
  }

  public String getDirectory() {
    return directory;
  }

  public String getExtension() {
    return extension;
  }

  public String getProcess() {
    return process;
  }

  public String getExecutable() {
    return executable;
  }

  public String getSha256() {
    return sha256;
  }

  public String getAction() {
    return action;
  }

  public String getOutcome() {
    return outcome;
  }

  @Override
  public String role() {
    return "written file";
  }
}
