import { besideProxy, SEND_OVER_API } from '../../core/sending/no-connection.ts';
import type { Attempt, Ports, SmtpEndpoint, SmtpLogin } from '../../ports/index.ts';
import { explainLogin } from '../explain-login.ts';
import type { ApplyContext } from '../step.ts';

/** A new key takes some seconds until SMTP accepts it (length not published): ms before each next try. */
const LOGIN_PAUSES = [1_000, 2_000, 3_000, 5_000, 8_000, 10_000, 15_000, 15_000];

/**
 * Logs in, sends nothing, and keeps what came of it; a server that gave no answer refused nothing. `port`: the one that
 * the application will use; null: the usual one.
 */
export async function proveLogin(
  context: ApplyContext,
  login: SmtpLogin,
  port: number | null = null,
): Promise<void> {
  const { ports, record, conclude, world } = context;
  const endpoint = ports.smtp.endpoint(world.region, port);
  const attempt = await tryLogin(ports, endpoint, login);
  const { ok, code, response } = attempt;
  const what = ok ? 'proved-login' : code === null ? 'login-not-tried' : 'login-refused';
  await record(what, {
    accessKeyId: login.username,
    host: endpoint.host,
    port: endpoint.port,
    response,
  });
  if (ok) return;
  const tried = { region: world.region, port: null, login };
  const why = await explainLogin(ports, tried, attempt);
  const reason = code === null ? besideProxy(why, ports.env.proxyVariable(), SEND_OVER_API) : why;
  // Of a key that was made just now, what is left when nothing is wrong is that SMTP does not know it yet.
  const particular = code !== 535 || !NOTHING_FOUND.has(reason.code);
  conclude(code === null ? 'unknown' : 'problem', particular ? [reason] : []);
}

const NOTHING_FOUND: ReadonlySet<string> = new Set([
  'send/login-refused',
  'smtp/password-of-other-key',
]);

/** Retries 535 while the new key spreads; any other answer stands. */
export async function tryLogin(
  ports: Ports,
  endpoint: SmtpEndpoint,
  login: SmtpLogin,
): Promise<Attempt> {
  for (const pause of [...LOGIN_PAUSES, null]) {
    const attempt = await ports.smtp.login(endpoint, login);
    if (attempt.ok || attempt.code !== 535 || pause === null) {
      ports.output.endProgress();
      return attempt;
    }
    const detail = `next try in ${pause / 1000} s`;
    ports.output.progress(`SES SMTP does not accept the new key yet; retrying`, detail);
    await ports.clock.sleep(pause);
  }
  throw new Error('the tries of a login have an end');
}
