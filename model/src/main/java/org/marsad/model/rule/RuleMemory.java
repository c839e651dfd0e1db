package org.marsad.model.rule;

/**
 * What a rule that counts remembers, as of a moment ago.
 *
 * @param keys groups, or values seen before
 * @param bytes that they take, as estimated
 * @param evicted keys that it had to forget for want of room, since the process began
 */
public record RuleMemory(long keys, long bytes, long evicted) {}
