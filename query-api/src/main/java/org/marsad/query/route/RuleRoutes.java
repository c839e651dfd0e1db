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
    server.service(prefix + "packs", guard.apply(Role.READER, packs));
    server.service(prefix + "packs/reload", guard.apply(Role.AUTHOR, packReload));
    server.service(prefix + "rules", guard.apply(Role.READER, rules));
    server.service(prefix + "replays", guard.apply(Role.AUTHOR, replays));
    server.service(prefix + "replays/{id}", guard.apply(Role.AUTHOR, replays));
  }
}
