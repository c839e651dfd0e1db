package org.marsad.rules.pack;

import java.nio.file.Path;
import java.util.List;
import org.marsad.model.incident.Level;
import org.marsad.model.query.Query;
import org.marsad.rules.sigma.SigmaCorrelation;
import org.marsad.rules.sigma.SigmaRule;

/** What a pack holds. */
public sealed interface Rule {
  /** What every rule says of itself. */
  Meta meta();

  /** Holds for a single event. */
  sealed interface Single extends Rule {
    /** Fields that tell one alert of this rule from another. */
    List<String> key();

    /** Why an alert is raised, where the rule does not say it better. */
    String reason();
  }

  /**
   * A condition in the query language.
   *
   * @param match the condition
   */
  record Detection(Meta meta, Query match, List<String> key) implements Single {
    public Detection {
      key = List.copyOf(key);
    }

    @Override
    public String reason() {
      return meta.description().isEmpty() ? "the event matches: " + match : meta.description();
    }
  }

  /** A rule of Sigma. */
  record Sigma(Meta meta, SigmaRule rule, List<String> key) implements Single {
    public Sigma {
      key = List.copyOf(key);
    }

    @Override
    public String reason() {
      return meta.description().isEmpty() ? meta.title() : meta.description();
    }
  }

  /**
   * Holds for several events together: a rule of a DRL file.
   *
   * @param name the rule's name in its file
   * @param silent how long it is silent about a key that it has told, in nanoseconds; 0 if it is
   *     not
   */
  record Correlation(Meta meta, String name, long silent) implements Rule {}

  /**
   * A value of the event is on a list.
   *
   * @param match what the event must be besides
   * @param fields whose values are looked up
   * @param kind what the list has
   * @param list its file, read again when it changes
   */
  record Indicator(
      Meta meta, Query match, List<String> fields, IndicatorKind kind, Path list, List<String> key)
      implements Single {
    public Indicator {
      fields = List.copyOf(fields);
      key = List.copyOf(key);
    }

    @Override
    public String reason() {
      return meta.description().isEmpty() ? meta.title() : meta.description();
    }
  }

  /** What lists of indicators have. */
  enum IndicatorKind {
    /** IPv4 and IPv6, single ones and networks. */
    ADDRESS,
    /** Names; those below them are meant too. */
    DOMAIN,
    /** MD5, SHA-1, SHA-256 and the like, in hexadecimal. */
    HASH,
    /** Addresses of the web. */
    URL
  }

  /**
   * Values of an event were never seen before, as far as its history goes.
   *
   * @param match which events are looked at
   * @param fields one to three, whose values are looked at together
   * @param history how long values are remembered, in nanoseconds
   * @param learn how long it only looks after the first event it knows, in nanoseconds
   */
  record NewTerms(Meta meta, Query match, List<String> fields, long history, long learn)
      implements Rule {
    public NewTerms {
      fields = List.copyOf(fields);
    }
  }

  /** Holds for several events of a group together: a correlation of Sigma. */
  record Grouped(Meta meta, SigmaCorrelation correlation) implements Rule {}

  /**
   * What a rule says of itself.
   *
   * @param id unique among all packs, letters, digits and dashes
   * @param version from 1; part of the ids of its alerts
   * @param title one line
   * @param description more; may be empty
   * @param author may be empty
   * @param level how bad it is when the rule holds
   * @param attack ATT&CK ids
   * @param pack name of its pack
   * @param references addresses to read on
   * @param tags as its author wrote them, those of ATT&CK too
   */
  record Meta(
      String id,
      int version,
      String title,
      String description,
      String author,
      Level level,
      List<String> attack,
      String pack,
      List<String> references,
      List<String> tags) {
    public Meta {
      attack = List.copyOf(attack);
      references = List.copyOf(references);
      tags = List.copyOf(tags);
    }

    /** Without references and tags. */
    public Meta(
        String id,
        int version,
        String title,
        String description,
        String author,
        Level level,
        List<String> attack,
        String pack) {
      this(id, version, title, description, author, level, attack, pack, List.of(), List.of());
    }

    /** The same at another level. */
    public Meta at(Level other) {
      return new Meta(
          id, version, title, description, author, other, attack, pack, references, tags);
    }
  }
}
