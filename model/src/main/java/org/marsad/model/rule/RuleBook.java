package org.marsad.model.rule;

import java.util.List;

/** The packs and rules at work, and how they are. Any thread may ask. */
public interface RuleBook {
  /** A report per pack, sorted by name; those that could not be used are among them. */
  List<PackReport> packs();

  /** A report per rule, sorted by pack and id. */
  List<RuleReport> rules();
}
