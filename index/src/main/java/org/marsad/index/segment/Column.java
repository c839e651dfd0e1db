package org.marsad.index.segment;

/**
 * The values of one field in the documents of a segment, for {@link Columns}.
 *
 * @param field its id
 * @param numbers whether they are sortable numbers, else places in the order of all values
 * @param repeats whether a document has one value twice
 * @param kinds the sum of {@code 1 << code} of the kinds of its values
 * @param documents the document of each value, ascending
 * @param codes the number or the place of each, ascending within a document
 * @param size how many there are
 * @param values of texts, the numbers of the distinct values in their order
 */
record Column(
    int field,
    boolean numbers,
    boolean repeats,
    int kinds,
    int[] documents,
    long[] codes,
    int size,
    int[] values) {}
