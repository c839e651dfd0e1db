package org.marsad.query.route;

import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import java.time.InstantSource;
import java.util.function.BiFunction;
import org.marsad.model.query.RegexCompiler;
import org.marsad.model.rule.Replays;
import org.marsad.model.rule.RuleBook;
import org.marsad.query.PackReloading;
import org.marsad.query.auth.AuditLog;
import org.marsad.query.auth.Role;

/** Everything under {@code rules}, {@code packs} and {@code replays}. */
public final class RuleRoutes {
  private final PacksRoute packs;
  private final RulesRoute rules;
  private final ReplaysRoute replays;
  private final PackReloadRoute packReload;

  public RuleRoutes(
      RuleBook rules,
      Replays replays,
      PackReloading packReloading,
      RegexCompiler regexes,
      InstantSource clock,
      AuditLog audit) {
    this.packs = new PacksRoute(rules);
    this.rules = new RulesRoute(rules);
    this.replays = new ReplaysRoute(replays, regexes, clock, audit);
    this.packReload = new PackReloadRoute(packReloading, audit);
  }

  /** Binds the routes behind the door of their roles. */
  public void bind(
      ServerBuilder server, String prefix, BiFunction<Role, HttpService, HttpService> guard) {
    server.route().get(prefix + "packs").build(guard.apply(Role.READER, packs));
    server.route().post(prefix + "packs/reload").build(guard.apply(Role.AUTHOR, packReload));
    server.route().get(prefix + "rules").build(guard.apply(Role.READER, rules));
    server
        .route()
        .get(prefix + "replays")
        .post(prefix + "replays")
        .build(guard.apply(Role.AUTHOR, replays));
    server
        .route()
        .get(prefix + "replays/{id}")
        .delete(prefix + "replays/{id}")
        .build(guard.apply(Role.AUTHOR, replays));
  }
}
