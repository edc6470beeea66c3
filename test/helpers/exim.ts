import { chmod, mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import {
  daemon,
  give,
  greets,
  mailOwner,
  pathOf,
  serverCertificate,
  startDaemon,
} from './daemon.ts';
import { freePort } from './knot.ts';

export const EXIM = daemon('exim4', 'exim');

export const LOGIN = { user: 'shop', pass: 'open/sesame 77aa' };

/** Recipients, and what the server does about them; it knows no others. */
export const TO = {
  /** Is delivered; so are those below where the server is not `picky`. */
  known: 'you@inbox.example',
  unknown: 'nobody@inbox.example',
  /** `451` to RCPT. */
  later: 'later@inbox.example',
  /** `554` after the message. */
  spam: 'spam@inbox.example',
  /** `451` after the message. */
  busy: 'busy@inbox.example',
  /** No answer to RCPT for longer than a client waits. */
  silent: 'silent@inbox.example',
  /** No answer to the message for longer than a client waits. */
  slow: 'slow@inbox.example',
} as const;

export interface Exim {
  /** STARTTLS, and without it no login. */
  readonly port: number;
  /** TLS from the first byte. */
  readonly smtps: number;
  /** Certificate of the server (PEM), for 127.0.0.1. */
  readonly ca: string;
  readonly caFile: string;
  /** Source of every message that it has delivered. */
  delivered(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** What can be wrong with the server. */
export interface EximOptions {
  /** It treats the recipients of TO as is said there. */
  readonly picky?: boolean;
  /** Options of its main configuration, in place of the usual ones. */
  readonly main?: Readonly<Record<string, string>>;
  /** Whether a login is right, in Exim's language. */
  readonly loginCondition?: string;
}

/**
 * A real Exim that takes mail with a login and delivers it into one Maildir. It runs without privileges
 * (Exim specification, 56 "Running Exim without privilege"): under root as nobody.
 */
export async function startExim(options: EximOptions = {}): Promise<Exim> {
  const folder = await mkdtemp(join(tmpdir(), 'exim-'));
  const [port, smtps] = [await freePort(), await freePort()];
  const { cert, key } = await serverCertificate('exim');
  for (const name of ['spool', 'log', 'mail', 'mail/new']) await mkdir(join(folder, name));
  await writeFile(join(folder, 'cert.pem'), cert);
  await writeFile(join(folder, 'key.pem'), key, { mode: 0o600 });
  const owner = mailOwner();
  const config = join(folder, 'exim.conf');
  const { uid, gid } = owner ?? userInfo();
  await writeFile(config, configuration(folder, { port, smtps, uid, gid, ...options }));
  await chmod(folder, 0o755);
  await give(folder, owner);
  const command = [pathOf(EXIM), '-C', config, '-bdf'];
  const stop = await startDaemon({ command, isUp: () => greets(port), folder, owner });
  return {
    port,
    smtps,
    ca: cert,
    caFile: join(folder, 'cert.pem'),
    async delivered() {
      const inbox = join(folder, 'mail/new');
      const names = await readdir(inbox);
      return Promise.all(names.map((name) => readFile(join(inbox, name), 'utf8')));
    },
    stop,
  };
}

interface Settings extends EximOptions {
  readonly port: number;
  readonly smtps: number;
  readonly uid: number;
  readonly gid: number;
}

function local(address: string): string {
  return address.slice(0, address.indexOf('@'));
}

const RIGHT_LOGIN = `\${if and{{eq{$auth2}{${LOGIN.user}}}{eq{$auth3}{${LOGIN.pass}}}}}`;

function configuration(folder: string, settings: Settings): string {
  const { main, picky = false, loginCondition = RIGHT_LOGIN } = settings;
  const options = Object.entries({ ...usual(folder, settings), ...main });
  return `
${options.map(([name, value]) => `${name} = ${value}`).join('\n')}

begin acl
rcpt:
  deny !authenticated = *
    message = relay not permitted
${picky ? PICKY_RCPT : ''}
  require verify = recipient
  accept
data:
${picky ? PICKY_DATA : ''}
  accept

begin routers
mailbox:
  driver = accept
  domains = inbox.example
  local_parts = !${local(TO.unknown)}
  transport = maildir

begin transports
maildir:
  driver = appendfile
  maildir_format
  directory = ${folder}/mail

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${loginCondition}
  server_set_id = $auth2
`;
}

const ONCE_ENCRYPTED = `\${if def:tls_in_cipher {*}}`;

function usual(
  folder: string,
  { port, smtps, uid, gid }: Settings,
): Readonly<Record<string, string | number>> {
  return {
    exim_user: uid,
    exim_group: gid,
    admin_groups: gid,
    never_users: '',
    deliver_drop_privilege: 'true',
    keep_environment: '',
    spool_directory: `${folder}/spool`,
    log_file_path: `${folder}/log/%slog`,
    pid_file_path: `${folder}/pid`,
    primary_hostname: 'smtp.old.example',
    local_interfaces: '127.0.0.1',
    daemon_smtp_ports: `${port} : ${smtps}`,
    tls_on_connect_ports: smtps,
    tls_advertise_hosts: '*',
    tls_certificate: `${folder}/cert.pem`,
    tls_privatekey: `${folder}/key.pem`,
    auth_advertise_hosts: ONCE_ENCRYPTED,
    // No question to DNS, and none to the client.
    host_lookup: '',
    rfc1413_query_timeout: '0s',
    message_size_limit: '100K',
    acl_smtp_rcpt: 'rcpt',
    acl_smtp_data: 'data',
  };
}

const PICKY_RCPT = `
  defer local_parts = ${local(TO.later)}
    message = Greylisted, please try again later
  accept local_parts = ${local(TO.silent)}
    delay = 5s`;

const PICKY_DATA = `
  deny condition = \${if inlist{${TO.spam}}{$recipients}}
    message = 554 5.7.1 Message rejected as spam by Content Filtering.
  defer condition = \${if inlist{${TO.busy}}{$recipients}}
    message = Temporary local problem
  accept condition = \${if inlist{${TO.slow}}{$recipients}}
    delay = 5s`;
