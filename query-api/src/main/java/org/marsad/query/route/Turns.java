package org.marsad.query.route;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.concurrent.Semaphore;
import org.marsad.model.problem.Problem;
import org.marsad.model.problem.ProblemException;

/** Lets a bounded number of questions be worked on at a time; others are asked to come back. */
final class Turns {
  private final int most;
  private final Semaphore free;

  Turns(int most) {
    this.most = most;
    this.free = new Semaphore(most);
  }

  /** Answers off the event loop, if it has its turn. */
  HttpResponse answer(ServiceRequestContext context, Blocking.Answer answer) {
    return Blocking.answer(
        context,
        () -> {
          if (!free.tryAcquire()) {
            throw new ProblemException(
                Problem.of(
                        HttpStatus.TOO_MANY_REQUESTS.code(),
                        "too-many-searches",
                        "Too many searches at a time",
                        most + " searches are running; come back in a moment")
                    .retryAfter(1));
          }
          try {
            return answer.give();
          } finally {
            free.release();
          }
        });
  }
}
