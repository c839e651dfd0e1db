package org.marsad.query.auth;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.marsad.model.problem.Problem;
import org.marsad.model.problem.ProblemException;

/** Lets a request through to a service if its bearer token (RFC 6750) has the role. */
public final class Guard extends SimpleDecoratingHttpService {
  private static final AttributeKey<Token> TOKEN = AttributeKey.valueOf(Guard.class, "TOKEN");

  private final TokenStore tokens;
  private final Role role;

  /** In front of a service. */
  public Guard(HttpService service, TokenStore tokens, Role role) {
    super(service);
    this.tokens = tokens;
    this.role = role;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) throws Exception {
    Token token =
        find(tokens, request)
            .orElseThrow(
                () ->
                    new ProblemException(
                        Problem.of(
                            HttpStatus.UNAUTHORIZED.code(),
                            "unauthorized",
                            "A token is needed",
                            "the request has no valid token; expecting the header"
                                + " \"Authorization: Bearer mrs_...\"")));
    if (!token.role().includes().contains(role)) {
      throw new ProblemException(
          Problem.of(
              HttpStatus.FORBIDDEN.code(),
              "forbidden",
              "The token may not do this",
              "the token has the role " + token.role() + "; this needs " + role));
    }
    context.setAttr(TOKEN, token);
    return unwrap().serve(context, request);
  }

  /** The good token of a request, if it has one. */
  public static Optional<Token> find(TokenStore tokens, HttpRequest request) {
    String token = Credentials.token(request.headers().get(HttpHeaderNames.AUTHORIZATION, ""));
    return token.isEmpty() ? Optional.empty() : tokens.find(token);
  }

  /** Whose request it is. */
  public static String user(ServiceRequestContext context) {
    @Nullable Token token = context.attr(TOKEN);
    return token == null ? "" : token.name();
  }

  /** The address a request came from. */
  public static String peer(ServiceRequestContext context) {
    InetSocketAddress address = context.remoteAddress();
    return address == null || address.getAddress() == null
        ? ""
        : address.getAddress().getHostAddress();
  }
}
