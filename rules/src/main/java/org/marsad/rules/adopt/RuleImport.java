package org.marsad.rules.adopt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.marsad.rules.archive.RuleFiles;
import org.marsad.rules.problem.RuleProblem;

/**
 * Takes rules of others over into a new pack. Reads a folder or an archive, keeps what is in it
 * apart by what it is, and writes the pack only when everything was read. One thread.
 */
public final class RuleImport {
  private static final long MAX_TEXT = 512L << 20;

  private final SigmaIntake sigma;
  private final WazuhIntake wazuh;
  private final List<RuleProblem> skipped = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private License license = License.UNKNOWN;
  private int others;
  private long text;

  private RuleImport(Settings settings) {
    sigma = new SigmaIntake(settings.deprecated());
    wazuh = new WazuhIntake(settings.author());
  }

  /**
   * Reads rules and writes them as a pack.
   *
   * @param source a folder, an archive or a file
   * @param pack a folder that does not exist yet
   * @throws IOException if the source cannot be read or the pack not be written
   */
  public static Report run(Path source, Path pack, Settings settings) throws IOException {
    NewPack folder = NewPack.free(pack);
    var reading = new RuleImport(settings);
    RuleFiles.read(source, RuleImport::isWanted, reading.new Reader());
    return reading.write(folder, source, settings);
  }

  private static boolean isWanted(String name) {
    String small = name.toLowerCase(Locale.ROOT);
    return isYaml(small) || small.endsWith(".xml") || License.isNamedSo(small);
  }

  private static boolean isYaml(String small) {
    return small.endsWith(".yml") || small.endsWith(".yaml");
  }

  private Report write(NewPack folder, Path source, Settings settings) throws IOException {
    SigmaIntake.Taken own = sigma.taken();
    WazuhIntake.Taken foreign = wazuh.taken();
    skipped.addAll(own.skipped());
    skipped.addAll(foreign.skipped());
    License found = settings.license().isEmpty() ? license : license.called(settings.license());
    var report =
        new Report(
            own.rules() + foreign.rules(),
            own.correlations() + foreign.correlations(),
            foreign.sorting(),
            skipped,
            foreign.notes(),
            others,
            found.name());
    if (report.rules() + report.correlations() > 0) {
      own.files().forEach(folder::add);
      foreign.files().forEach(folder::add);
      folder.write(String.valueOf(source.getFileName()), settings.author(), found, report);
    }
    return report;
  }

  /**
   * What the caller knows better than the files.
   *
   * @param license of the rules; empty for that of the license file among them
   * @param author of rules that name none; may be empty
   * @param deprecated whether Sigma rules are taken that their authors have given up
   */
  public record Settings(String license, String author, boolean deprecated) {}

  /**
   * What became of the rules.
   *
   * @param rules for single events that were taken
   * @param correlations that were taken
   * @param sorting rules that raise no alert, and are part of the conditions of others
   * @param skipped what was not taken, with its place and the reason
   * @param notes what was taken but means a little more or less than it did
   * @param others files in which there are no rules
   * @param license of the rules, as far as known
   */
  public record Report(
      int rules,
      int correlations,
      int sorting,
      List<RuleProblem> skipped,
      List<RuleProblem> notes,
      int others,
      String license) {
    public Report {
      skipped = List.copyOf(skipped);
      notes = List.copyOf(notes);
    }
  }

  /** Hands each file to those who know its kind. */
  private final class Reader implements RuleFiles.Visitor {
    @Override
    public void file(String name, byte[] content) throws IOException {
      text += content.length;
      if (text > MAX_TEXT) {
        throw new IOException("there are more than " + MAX_TEXT + " bytes of rules");
      }
      if (!names.add(name)) {
        skipped.add(RuleProblem.of(name, "a second file of this name"));
        return;
      }
      String small = name.toLowerCase(Locale.ROOT);
      if (License.isNamedSo(small)) {
        license = license.or(new String(content, StandardCharsets.UTF_8));
        return;
      }
      String decoded;
      try {
        decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      } catch (CharacterCodingException _) {
        skipped.add(RuleProblem.of(name, "the file is not UTF-8"));
        return;
      }
      boolean known = isYaml(small) ? sigma.add(name, decoded) : wazuh.add(name, decoded);
      others += known ? 0 : 1;
    }

    @Override
    public void problem(RuleProblem problem) {
      skipped.add(problem);
    }
  }
}
