package org.marsad.model.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.marsad.model.expr.Value;
import org.marsad.model.expr.Values;
import org.marsad.model.random.Seeds;

class SpreadTest {
  @Test
  void theOrderOfNumbersAndHowTheyAreBundledDoNotMatter() {
    long seed = Seeds.next();
    var random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<Double> numbers = numbers(random);
      Value expected = one(numbers);
      Collections.shuffle(numbers, random);
      assertEquals(expected, one(numbers), () -> "seed " + seed);
      var bundled = new Spread(false);
      numbers.stream()
          .distinct()
          .forEach(
              number ->
                  bundled.addTimes(
                      Value.of(number), numbers.stream().filter(number::equals).count()));
      assertEquals(expected, bundled.result(), () -> "seed " + seed);
    }
  }

  @Test
  void isAsExactAsDoublesAre() {
    long seed = Seeds.next();
    var random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      List<Double> numbers = numbers(random);
      double expected = exact(numbers);
      assertEquals(expected, one(numbers).number(), 2 * Math.ulp(expected), () -> "seed " + seed);
    }
  }

  @Test
  void isNothingWhereAllAreTheSame() {
    assertEquals(Value.of(0L), one(List.of(0.1, 0.1, 0.1)));
    assertEquals(Values.NULL, one(List.of(0.1)), "of one there is none");
    var deviation = new Spread(true);
    deviation.addTimes(Value.of(2L), 2);
    deviation.addTimes(Value.of(4L), 2);
    assertEquals(Math.sqrt(4 / 3.0), deviation.result().number());
  }

  private static List<Double> numbers(Random random) {
    var numbers = new ArrayList<Double>();
    double around = random.nextInt(3) == 0 ? 1e9 : 0;
    for (int i = random.nextInt(2, 60); i > 0; i--) {
      numbers.add(
          random.nextBoolean()
              ? around + random.nextInt(20)
              : around + random.nextGaussian() * 1_000);
    }
    return numbers;
  }

  private static Value one(List<Double> numbers) {
    var spread = new Spread(false);
    numbers.forEach(number -> spread.add(Value.of(number), 0));
    return spread.result();
  }

  private static double exact(List<Double> numbers) {
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal squares = BigDecimal.ZERO;
    for (double number : numbers) {
      var one = new BigDecimal(number);
      sum = sum.add(one);
      squares = squares.add(one.multiply(one));
    }
    var count = new BigDecimal(numbers.size());
    var digits = new MathContext(120);
    return squares
        .subtract(sum.multiply(sum).divide(count, digits))
        .divide(count.subtract(BigDecimal.ONE), digits)
        .doubleValue();
  }
}
