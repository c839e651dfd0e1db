package org.marsad.model.intake;

/**
 * One socket that takes datagrams in, as the kernel has it.
 *
 * @param input the configured name of the input
 * @param number of the socket among those of the input, from 0
 * @param wanted bytes asked for, to keep what comes while we are busy
 * @param granted bytes the kernel gave
 * @param drops datagrams the kernel dropped because they were full; -1 where it does not tell
 */
public record SocketReport(String input, int number, long wanted, long granted, long drops) {}
