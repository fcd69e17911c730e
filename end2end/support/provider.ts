// A real OpenID provider for one journey: oidc-provider, with people who sign in by their name alone.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

/** Who there is, with their groups. */
const PEOPLE: Record<string, string[]> = { ann: ['platform-team', 'everybody'], bob: ['everybody'] };

export class IdentityProvider {
  private constructor(
    readonly issuer: string,
    private readonly server: Server,
    private readonly redirects: string[],
    private readonly afterLogout: string[],
  ) {}

  static async start(): Promise<IdentityProvider> {
    // The issuer is known before the provider: its port comes first.
    let handle: ReturnType<Provider['callback']> | undefined;
    const server = createServer((request, response) => void handle?.(request, response));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const [redirects, afterLogout]: [string[], string[]] = [['http://127.0.0.1/none'], ['http://127.0.0.1/none']];
    const provider = new Provider(issuer, {
      clients: [{ client_id: 'atoll', client_secret: 'a secret of the journey', redirect_uris: redirects, post_logout_redirect_uris: afterLogout }],
      claims: { openid: ['sub'], profile: ['preferred_username', 'groups'] },
      cookies: { keys: ['of the journey'] },
      pkce: { required: () => true },
      findAccount: (_context, id) => ({
        accountId: id,
        claims: () => ({ sub: id, preferred_username: id, groups: PEOPLE[id] ?? [] }),
      }),
    });
    // The portal's port is known later: its addresses are compared when they are used.
    const known = provider.Client.prototype;
    known.redirectUriAllowed = (uri: string) => redirects.includes(uri);
    known.postLogoutRedirectUriAllowed = (uri: string) => afterLogout.includes(uri);
    handle = provider.callback();
    return new IdentityProvider(issuer, server, redirects, afterLogout);
  }

  /** Tells it where the portal is. */
  knows(portal: string): void {
    this.redirects.push(`${portal}/auth/callback/corp`);
    this.afterLogout.push(`${portal}/signin`);
  }

  /** The portal's settings for it. */
  settings(more = ''): string {
    return `[sign-in]
${more}
[[sign-in.providers]]
id = "corp"
title = "Corp"
issuer = "${this.issuer}"
client-id = "atoll"
client-secret = "a secret of the journey"
username-claim = "preferred_username"
groups = { platform-team = "atoll:admins" }
`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}
