package org.marsad.rules.correlate;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.correlate.api.Alert;
import org.marsad.rules.correlate.api.Derived;
import org.marsad.rules.correlate.api.DnsQuery;
import org.marsad.rules.correlate.api.FileWrite;
import org.marsad.rules.correlate.api.Happening;
import org.marsad.rules.correlate.api.Logon;
import org.marsad.rules.correlate.api.NetConnection;
import org.marsad.rules.correlate.api.ProcessStart;
import org.marsad.rules.correlate.api.ServiceInstalled;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.signal.Signal;
import org.marsad.rules.word.Interest;
import org.marsad.rules.word.Vocabulary;
import org.marsad.rules.word.Word;

/** An event as one word of the vocabulary sees it; its fact is made when somebody asks for it. */
abstract class Subject {
  private final String word;
  private final Signal signal;
  private @Nullable Happening fact;

  private Subject(String word, Signal signal) {
    this.word = word;
    this.signal = signal;
  }

  /** An event that has this word. */
  static Subject of(String word, Signal signal) {
    return new OfWord(Vocabulary.shipped().get(word), signal);
  }

  /** An event that a rule held for. */
  static Subject of(Rule.Meta rule, Signal signal) {
    return new OfRule(new Alert(rule, signal), signal);
  }

  /** What a fact was made of. */
  static Subject of(Happening fact) {
    Signal last = fact.evidence().getLast();
    return switch (fact) {
      case Derived derived -> new OfMeasure(derived, last);
      case Alert alert -> new OfRule(alert, last);
      default -> of(fact.getClass().getSimpleName(), last).with(fact);
    };
  }

  private Subject with(Happening known) {
    fact = known;
    return this;
  }

  String word() {
    return word;
  }

  Signal signal() {
    return signal;
  }

  /** The value of an attribute; empty if it has none. */
  abstract String text(String attribute);

  /** Whether an attribute has this value. */
  boolean is(String attribute, String value) {
    return text(attribute).equals(value);
  }

  /** The value of an attribute as a number; not a number if it has none. */
  double number(String attribute) {
    String text = text(attribute);
    try {
      return text.isEmpty() || text.length() > 32 ? Double.NaN : Double.parseDouble(text);
    } catch (NumberFormatException _) {
      return Double.NaN;
    }
  }

  /** What it is, in a word or two, for people. */
  String role() {
    return fact().role();
  }

  /** What Drools knows of it; the same at each call. */
  Happening fact() {
    Happening made = fact;
    if (made == null) {
      made = make();
      fact = made;
    }
    return made;
  }

  abstract Happening make();

  /** Whether somebody with such an interest wants it. */
  boolean isWanted(Interest interest) {
    if (!interest.word().equals(word)) {
      return false;
    }
    for (var literal : interest.literals().entrySet()) {
      if (!is(literal.getKey(), literal.getValue())) {
        return false;
      }
    }
    return true;
  }

  /** The same of a fact: of what is measured only its type is known, the rest is for Drools. */
  boolean mayBe(Interest interest) {
    return isWanted(interest);
  }

  boolean isWanted(List<Interest> interests) {
    for (int i = 0; i < interests.size(); i++) {
      if (isWanted(interests.get(i))) {
        return true;
      }
    }
    return false;
  }

  private static final class OfWord extends Subject {
    private final Word word;

    OfWord(Word word, Signal signal) {
      super(word.name(), signal);
      this.word = word;
    }

    @Override
    String text(String attribute) {
      return word.text(attribute, signal());
    }

    @Override
    boolean is(String attribute, String value) {
      return word.is(attribute, value, signal());
    }

    @Override
    Happening make() {
      return switch (word.name()) {
        case "Logon" -> new Logon(signal(), word);
        case "ProcessStart" -> new ProcessStart(signal(), word);
        case "NetConnection" -> new NetConnection(signal(), word);
        case "DnsQuery" -> new DnsQuery(signal(), word);
        case "FileWrite" -> new FileWrite(signal(), word);
        case "ServiceInstalled" -> new ServiceInstalled(signal(), word);
        default -> new Sighting(signal());
      };
    }
  }

  private static final class OfRule extends Subject {
    private final Alert alert;

    OfRule(Alert alert, Signal signal) {
      super("Alert", signal);
      this.alert = alert;
    }

    @Override
    String text(String attribute) {
      return alert.attribute(attribute);
    }

    @Override
    Happening make() {
      return alert;
    }
  }

  /** What a declared type measured. */
  private static final class OfMeasure extends Subject {
    private final Derived derived;

    OfMeasure(Derived derived, Signal last) {
      super(derived.getClass().getSimpleName(), last);
      this.derived = derived;
    }

    @Override
    String text(String attribute) {
      return attribute.equals("key") ? derived.getKey() : "";
    }

    @Override
    boolean mayBe(Interest interest) {
      return interest.word().equals(word());
    }

    @Override
    Happening make() {
      return derived;
    }
  }

  /** Any event, of which nothing is known but that it came. */
  private static final class Sighting extends Happening {
    Sighting(Signal signal) {
      proveBy(List.of(signal));
    }

    @Override
    public String role() {
      return "event";
    }
  }
}
