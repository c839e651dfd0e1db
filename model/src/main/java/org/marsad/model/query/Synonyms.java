package org.marsad.model.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names that other products give to fields which we keep under the name their source gave them:
 * Winlogbeat's for what is in a Windows event, so that searches and rules written for it find the
 * events of every shipper. A clause about such a name holds if it holds under either.
 *
 * <p>Matchers and stores expand queries; trees that are shown or stored keep the name as written.
 */
public final class Synonyms {
  private static final List<String> PREFIXES = List.of("winlog.event_data.", "winlog.user_data.");

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("winlog.event_id", "EventID"),
          Map.entry("winlog.channel", "Channel"),
          Map.entry("winlog.computer_name", "Computer"),
          Map.entry("winlog.provider_name", "Provider_Name"),
          Map.entry("winlog.provider_guid", "Provider_Guid"),
          Map.entry("winlog.record_id", "EventRecordID"),
          Map.entry("winlog.process.pid", "Execution_ProcessID"),
          Map.entry("winlog.process.thread.id", "Execution_ThreadID"),
          Map.entry("winlog.activity_id", "Correlation_ActivityID"),
          Map.entry("winlog.related_activity_id", "Correlation_RelatedActivityID"),
          Map.entry("winlog.user.identifier", "Security_UserID"),
          Map.entry("winlog.keywords", "Keywords"),
          Map.entry("winlog.opcode", "Opcode"),
          Map.entry("winlog.task", "Task"),
          Map.entry("winlog.version", "Version"));

  private Synonyms() {}

  /** The name under which events keep what another product calls so; null if there is no other. */
  public static @Nullable String of(String name) {
    if (!name.startsWith("winlog.")) {
      return null;
    }
    for (String prefix : PREFIXES) {
      if (name.startsWith(prefix) && name.length() > prefix.length()) {
        return name.substring(prefix.length());
      }
    }
    return NAMES.get(name);
  }

  /** The query with every clause about such a name asked of both. */
  public static Query expand(Query query) {
    return switch (query) {
      case Query.All all -> all;
      case Query.Time time -> time;
      case Query.And and -> new Query.And(all(and.clauses()));
      case Query.Or or -> new Query.Or(all(or.clauses()));
      case Query.Not not -> new Query.Not(expand(not.clause()));
      case Query.Exists exists -> either(exists, exists.field());
      case Query.Term term -> either(term, term.field());
      case Query.Phrase phrase -> either(phrase, phrase.field());
      case Query.Wildcard wildcard -> either(wildcard, wildcard.field());
      case Query.Regex regex -> either(regex, regex.field());
      case Query.Range range -> either(range, range.field());
      case Query.Cidr cidr -> either(cidr, cidr.field());
      case Query.In in -> either(in, in.field());
    };
  }

  private static List<Query> all(List<Query> clauses) {
    var expanded = new ArrayList<Query>(clauses.size());
    for (Query clause : clauses) {
      expanded.add(expand(clause));
    }
    return expanded;
  }

  private static Query either(Query clause, String field) {
    String other = of(field);
    return other == null ? clause : new Query.Or(List.of(clause, under(clause, other)));
  }

  /** A clause about another field. */
  private static Query under(Query clause, String name) {
    return switch (clause) {
      case Query.Exists _ -> new Query.Exists(name);
      case Query.Term term -> new Query.Term(name, term.value(), term.exact());
      case Query.Phrase phrase ->
          new Query.Phrase(name, phrase.text(), phrase.slop(), phrase.prefix());
      case Query.Wildcard wildcard -> new Query.Wildcard(name, wildcard.pattern());
      case Query.Regex regex -> new Query.Regex(name, regex.pattern());
      case Query.Range range -> new Query.Range(name, range.lower(), range.upper());
      case Query.Cidr cidr -> new Query.Cidr(name, cidr.network());
      case Query.In in -> new Query.In(name, in.values());
      case Query.All _, Query.Time _, Query.And _, Query.Or _, Query.Not _ -> clause;
    };
  }
}
