package org.marsad.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.ObjectInputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The floors of the house, and what lives on which. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("org.marsad");

  private static final String[] WINGS = {
    "org.marsad.collector..", "org.marsad.index..", "org.marsad.rules..", "org.marsad.query.."
  };

  @Test
  void seesTheWholeHouse() {
    for (String wing : WINGS) {
      String name = wing.replace("..", "");
      assertTrue(
          CLASSES.stream().anyMatch(c -> c.getPackageName().startsWith(name)),
          "no class of " + name);
    }
  }

  @Test
  void modelNeedsTheJdkAlone() {
    noClasses()
        .that()
        .resideInAPackage("org.marsad.model..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("org.marsad.model..", "java..", "org.jspecify..")
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.marsad.collector..",
        "org.marsad.index..",
        "org.marsad.rules..",
        "org.marsad.query.."
      })
  void noWingKnowsAnotherOrWhatIsAbove(String wing) {
    List<String> others = Stream.of(WINGS).filter(other -> !other.equals(wing)).toList();
    noClasses()
        .that()
        .resideInAPackage(wing)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others.toArray(String[]::new))
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("org.marsad.server..")
        .check(CLASSES);
  }

  @Test
  void luceneStaysInIndex() {
    only("org.apache.lucene..", "org.marsad.index..");
  }

  @Test
  void droolsStaysInCorrelate() {
    only("org.drools..", "org.marsad.rules.correlate..");
    only("org.kie..", "org.marsad.rules.correlate..");
  }

  @Test
  void nettyAndArmeriaStayWhereNetworksAre() {
    only("io.netty..", "org.marsad.collector..", "org.marsad.query..");
    only(
        "com.linecorp.armeria..",
        "org.marsad.collector..",
        "org.marsad.query..",
        "org.marsad.server");
  }

  private static void only(String library, String... rooms) {
    noClasses()
        .that()
        .resideOutsideOfPackages(rooms)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(CLASSES);
  }

  @Test
  void packagesStandOnFloors() {
    slices().matching("org.marsad.model.(*)..").should().beFreeOfCycles().check(CLASSES);
    slices().matching("org.marsad.collector.(*)..").should().beFreeOfCycles().check(CLASSES);
    slices().matching("org.marsad.index.(*)..").should().beFreeOfCycles().check(CLASSES);
    slices().matching("org.marsad.rules.(*)..").should().beFreeOfCycles().check(CLASSES);
    slices().matching("org.marsad.query.(*)..").should().beFreeOfCycles().check(CLASSES);
    slices().matching("org.marsad.server.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    for (JavaClass each : CLASSES) {
      assertTrue(
          each.getPackage().isAnnotatedWith(NullMarked.class), each.getPackageName() + " is not");
    }
  }

  @Test
  void onlyCommandsWriteToTheStreamsOfTheProcess() {
    noClasses()
        .that()
        .resideOutsideOfPackages("org.marsad.server.cli..", "org.marsad.load..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace", PrintStream.class)
        .check(CLASSES);
  }

  @Test
  void nothingIsDeserialisedSleptOrMatchedWithoutBound() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ObjectInputStream.class)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .check(CLASSES);
    // It bounds how often a text is read.
    noClasses()
        .that()
        .doNotHaveSimpleName("BacktrackingRegex")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.regex.Pattern")
        .check(CLASSES);
  }

  @Test
  void noFieldIsOpenToTheWorld() {
    DescribedPredicate<JavaClass> ours =
        DescribedPredicate.describe("ours", c -> c.getPackageName().startsWith("org.marsad"));
    for (JavaClass each : CLASSES.that(ours)) {
      each.getFields().stream()
          .filter(field -> field.getModifiers().contains(JavaModifier.PUBLIC))
          .forEach(
              field ->
                  assertTrue(
                      field.getModifiers().contains(JavaModifier.FINAL),
                      field.getFullName() + " can be changed by anybody"));
    }
  }
}
