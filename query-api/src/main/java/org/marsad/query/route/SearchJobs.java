package org.marsad.query.route;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.marsad.model.metrics.Metrics;
import org.marsad.query.JobsConfig;

/**
 * The searches that run by themselves: some at a time, the others in line. They are forgotten when
 * nobody asks for them any more, and when the process ends. Thread-safe.
 */
final class SearchJobs implements Closeable {
  private static final int ID_BYTES = 12;
  private static final long SWEEP_SECONDS = 5;

  private final Asking asking;
  private final JobsConfig config;
  private final Path folder;
  private final InstantSource clock;
  private final Metrics metrics;
  private final JobRoom room;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, SearchJob> jobs = new ConcurrentHashMap<>();
  private final ThreadPoolExecutor runners;
  private final ScheduledExecutorService sweeper;

  private SearchJobs(
      Asking asking, JobsConfig config, Path folder, InstantSource clock, Metrics metrics) {
    this.asking = asking;
    this.config = config;
    this.folder = folder;
    this.clock = clock;
    this.metrics = metrics;
    this.room = new JobRoom(config.disk(), config.diskPerUser());
    this.runners =
        new ThreadPoolExecutor(
            config.concurrent(),
            config.concurrent(),
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("marsad-job-", 0).factory());
    this.sweeper =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("marsad-job-sweep").factory());
  }

  /** Jobs whose rows lie in a folder; what an earlier process left there is deleted. */
  static SearchJobs open(
      Asking asking, JobsConfig config, Path folder, InstantSource clock, Metrics metrics)
      throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
      for (Path file : left) {
        Files.delete(file);
      }
    }
    var opened = new SearchJobs(asking, config, folder, clock, metrics);
    opened.runners.allowCoreThreadTimeOut(true);
    opened.sweeper.scheduleWithFixedDelay(
        opened::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    metrics.gauge("marsad_search_jobs", "Searches that run by themselves.", opened.jobs::size);
    metrics.gauge(
        "marsad_search_jobs_disk_bytes", "Bytes of their rows.", () -> opened.room.bytes());
    return opened;
  }

  /** Begins a search, if its owner has not too many; empty if so. */
  synchronized Optional<SearchJob> begin(String owner, Asked asked) {
    sweep();
    if (of(owner).size() >= config.perUser()) {
      count("refused");
      return Optional.empty();
    }
    var bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    var job =
        new SearchJob(
            Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
            owner,
            asked,
            asking,
            folder,
            config.rows(),
            room,
            clock);
    jobs.put(job.id(), job);
    runners.execute(
        () -> {
          job.run();
          count(job.state().toString());
        });
    return Optional.of(job);
  }

  private void count(String outcome) {
    metrics
        .counter("marsad_search_job", "Searches that ran by themselves.", "outcome", outcome)
        .increment();
  }

  /** The job of an id, if it is of this owner. */
  Optional<SearchJob> find(String id, String owner) {
    SearchJob job = jobs.get(id);
    if (job == null || !job.owner().equals(owner)) {
      return Optional.empty();
    }
    job.touch();
    return Optional.of(job);
  }

  /** The jobs of an owner, the newest first. */
  List<SearchJob> of(String owner) {
    var own = new ArrayList<SearchJob>();
    for (SearchJob job : jobs.values()) {
      if (job.owner().equals(owner)) {
        own.add(job);
      }
    }
    own.sort(Comparator.comparing(SearchJob::created).reversed());
    return own;
  }

  /** Ends a job and forgets it. */
  void cancel(SearchJob job) {
    jobs.remove(job.id());
    job.cancel();
  }

  private void sweep() {
    for (SearchJob job : jobs.values()) {
      if (job.idleMillis() > config.keep().toMillis()) {
        count("expired");
        cancel(job);
      }
    }
  }

  @Override
  public void close() {
    sweeper.shutdownNow();
    jobs.values().forEach(SearchJob::cancel);
    runners.shutdown();
    try {
      if (!runners.awaitTermination(2, TimeUnit.SECONDS)) {
        runners.shutdownNow();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
