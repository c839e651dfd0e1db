/**
 * Detection and correlation: {@link org.marsad.rules.RuleEngine} is the face. Every event is judged
 * by {@code detect}; what matters is put in the order of event time by {@code clock}, counted by
 * {@code state}, joined by {@code correlate} and told by {@code incident}; {@code LiveCourse} leads
 * it through these. {@code Edition} is what all packs are compiled to, and is exchanged as a whole
 * when packs change.
 */
@NullMarked
package org.marsad.rules;

import org.jspecify.annotations.NullMarked;
