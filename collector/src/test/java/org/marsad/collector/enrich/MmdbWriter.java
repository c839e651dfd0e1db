package org.marsad.collector.enrich;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes tiny files in the MaxMind DB format 2.0, with IPv4 addresses in a tree of records of 24
 * bits. For tests.
 */
final class MmdbWriter {
  private static final byte[] MARK = {
    (byte) 0xab, (byte) 0xcd, (byte) 0xef, 'M', 'a', 'x', 'M', 'i', 'n', 'd', '.', 'c', 'o', 'm'
  };

  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private final List<int[]> nodes = new ArrayList<>();
  private final List<Integer> leaves = new ArrayList<>();

  MmdbWriter() {
    nodes.add(new int[2]);
  }

  /** A network of IPv4 and what is known of it. Leaves are written as negative numbers first. */
  MmdbWriter add(String address, int prefix, Map<String, Object> record) {
    int leaf = data.size();
    value(record, data);
    leaves.add(leaf);
    int bits = 0;
    for (String part : address.split("\\.", -1)) {
      bits = bits << 8 | Integer.parseInt(part);
    }
    int node = 0;
    for (int i = 0; i < prefix - 1; i++) {
      int side = bits >>> 31 - i & 1;
      if (nodes.get(node)[side] <= 0) {
        nodes.add(new int[2]);
        nodes.get(node)[side] = nodes.size() - 1;
      }
      node = nodes.get(node)[side];
    }
    nodes.get(node)[bits >>> 32 - prefix & 1] = -leaves.size();
    return this;
  }

  byte[] bytes(String type) {
    var out = new ByteArrayOutputStream();
    for (int[] node : nodes) {
      for (int side : node) {
        int record =
            side > 0 ? side : side == 0 ? nodes.size() : nodes.size() + 16 + leaves.get(-side - 1);
        out.write(record >> 16);
        out.write(record >> 8);
        out.write(record);
      }
    }
    out.writeBytes(new byte[16]);
    out.writeBytes(data.toByteArray());
    out.writeBytes(MARK);
    var metadata = new TreeMap<String, Object>();
    metadata.put("binary_format_major_version", (short) 2);
    metadata.put("binary_format_minor_version", (short) 0);
    metadata.put("build_epoch", 1_773_829_230L);
    metadata.put("database_type", type);
    metadata.put("description", Map.of("en", "test"));
    metadata.put("ip_version", (short) 4);
    metadata.put("languages", List.of("en"));
    metadata.put("node_count", nodes.size());
    metadata.put("record_size", (short) 24);
    value(metadata, out);
    return out.toByteArray();
  }

  private static void value(Object value, ByteArrayOutputStream out) {
    switch (value) {
      case String text -> {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        control(2, bytes.length, out);
        out.writeBytes(bytes);
      }
      case Double number -> {
        control(3, 8, out);
        integer(Double.doubleToLongBits(number), 8, out);
      }
      case Short number -> {
        control(5, 2, out);
        integer(number, 2, out);
      }
      case Integer number -> {
        control(6, 4, out);
        integer(number, 4, out);
      }
      case Long number -> {
        control(9, 8, out);
        integer(number, 8, out);
      }
      case Map<?, ?> map -> {
        control(7, map.size(), out);
        map.forEach(
            (key, inner) -> {
              value(key, out);
              value(inner, out);
            });
      }
      case List<?> list -> {
        control(11, list.size(), out);
        list.forEach(item -> value(item, out));
      }
      default -> throw new IllegalArgumentException("no type for " + value);
    }
  }

  private static void control(int type, int size, ByteArrayOutputStream out) {
    int small = Math.min(size, 29);
    out.write(type > 7 ? small : type << 5 | small);
    if (type > 7) {
      out.write(type - 7);
    }
    if (size >= 29) {
      out.write(size - 29);
    }
  }

  private static void integer(long value, int bytes, ByteArrayOutputStream out) {
    for (int shift = bytes * 8 - 8; shift >= 0; shift -= 8) {
      out.write((int) (value >>> shift));
    }
  }
}
