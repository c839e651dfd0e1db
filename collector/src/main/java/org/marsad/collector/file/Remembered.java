package org.marsad.collector.file;

/**
 * What is remembered of a file.
 *
 * @param key what the system knows it by, whatever its name
 * @param path the name it was found under first, which is the peer of its origin
 * @param trace how far it was read
 * @param seen when it was last there, in seconds since 1970
 */
record Remembered(String key, String path, Trace trace, long seen) {}
