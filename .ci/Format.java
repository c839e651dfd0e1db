import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Holds every source file to google-java-format. {@code check ROOT} names the files that differ and
 * fails, {@code write ROOT} rewrites them. The build runs it on the JDK that compiles.
 */
final class Format {
  private Format() {}

  public static void main(String[] arguments) throws IOException {
    boolean write = arguments[0].equals("write");
    Path root = Path.of(arguments[1]);
    List<Path> wrong = sources(root).parallelStream().filter(file -> differs(file, write)).toList();
    for (Path file : wrong) {
      System.out.println((write ? "formatted " : "not formatted: ") + root.relativize(file));
    }
    if (!wrong.isEmpty() && !write) {
      System.out.println(wrong.size() + " files are not formatted; run ./dev format");
      System.exit(1);
    }
  }

  private static List<Path> sources(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !root.relativize(file).toString().contains("target/"))
          .toList();
    }
  }

  private static boolean differs(Path file, boolean write) {
    try {
      String source = Files.readString(file);
      String formatted = new Formatter().formatSourceAndFixImports(source);
      if (write && !formatted.equals(source)) {
        Files.writeString(file, formatted);
      }
      return !formatted.equals(source);
    } catch (FormatterException e) {
      System.out.println(file + ": " + e.getMessage());
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
