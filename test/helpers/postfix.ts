import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { greets, type Installable, startDaemon } from './daemon.ts';
import { freePort } from './knot.ts';

/**
 * Where Debian's package is: installed, or unpacked below POSTFIX_ROOT, as it cannot be installed beside Exim. Its
 * master starts as root only.
 */
const ROOT = [process.env.POSTFIX_ROOT ?? '', ''].find((root) =>
  existsSync(`${root}/usr/lib/postfix/sbin/master`),
);

export const POSTFIX: Installable = {
  name: 'postfix (as root)',
  path: ROOT === undefined || userInfo().uid !== 0 ? null : `${ROOT}/usr/lib/postfix/sbin/master`,
};

/** Users of every Debian that own nothing else here: mail_owner, setgid_group, and who has the mail. */
const OWNER = { user: 'list', uid: 38, group: 'news', gid: 38 } as const;

export const MAILBOX = 'you@inbox.example';

export interface Postfix {
  /** One for each listener that was asked for. */
  readonly ports: readonly number[];
  /** Source of every message that it has delivered into its Maildir. */
  delivered(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** A real Postfix with the mailbox MAILBOX; `listeners`: what is different at each port, as in main.cf. */
export async function startPostfix(
  listeners: readonly Readonly<Record<string, string>>[],
  main: Readonly<Record<string, string>> = {},
): Promise<Postfix> {
  const folder = await mkdtemp(join(tmpdir(), 'postfix-'));
  const ports: number[] = [];
  for (const _each of listeners) ports.push(await freePort());
  const config = await makeFolders(folder);
  await writeFile(join(config, 'main.cf'), mainConfiguration(folder, main));
  await writeFile(join(config, 'master.cf'), services(listeners, ports));
  const libraries = `${ROOT}/usr/lib/postfix`;
  const stop = await startDaemon({
    // The environment reaches its services by import_environment.
    command: [
      ...['/usr/bin/env', `LD_LIBRARY_PATH=${libraries}`, `MAIL_CONFIG=${config}`],
      ...[POSTFIX.path ?? '', '-c', config, '-d'],
    ],
    isUp: async () => (await Promise.all(ports.map(greets))).every(Boolean),
    folder,
  });
  return {
    ports,
    async delivered() {
      const inbox = join(folder, 'mail/you/new');
      const names = existsSync(inbox) ? await readdir(inbox) : [];
      return Promise.all(names.map((name) => readFile(join(inbox, name), 'utf8')));
    },
    stop,
  };
}

const QUEUES = [
  ...['active', 'bounce', 'corrupt', 'defer', 'deferred', 'flush', 'hold', 'incoming'],
  ...['maildrop', 'private', 'public', 'saved', 'trace'],
];

async function makeFolders(folder: string): Promise<string> {
  await chmod(folder, 0o755);
  for (const name of [
    'conf',
    'queue/pid',
    ...QUEUES.map((each) => `queue/${each}`),
    'data',
    'mail',
  ])
    await mkdir(join(folder, name), { recursive: true });
  for (const name of ['data', 'mail', ...QUEUES.map((each) => `queue/${each}`)])
    await chown(join(folder, name), OWNER.uid, OWNER.gid);
  return join(folder, 'conf');
}

function mainConfiguration(folder: string, main: Readonly<Record<string, string>>): string {
  const settings: Readonly<Record<string, string>> = {
    compatibility_level: '3.6',
    command_directory: `${ROOT}/usr/sbin`,
    daemon_directory: `${ROOT}/usr/lib/postfix/sbin`,
    shlib_directory: `${ROOT}/usr/lib/postfix`,
    meta_directory: `${ROOT}/etc/postfix`,
    sendmail_path: `${ROOT}/usr/sbin/sendmail`,
    queue_directory: `${folder}/queue`,
    data_directory: `${folder}/data`,
    mail_owner: OWNER.user,
    setgid_group: OWNER.group,
    default_privs: 'nobody',
    import_environment: 'MAIL_CONFIG LD_LIBRARY_PATH',
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    myhostname: 'mx.inbox.example',
    mydestination: '',
    alias_maps: '',
    virtual_mailbox_domains: 'inbox.example',
    virtual_mailbox_base: `${folder}/mail`,
    virtual_mailbox_maps: `inline:{${MAILBOX}=you/}`,
    virtual_uid_maps: `static:${OWNER.uid}`,
    virtual_gid_maps: `static:${OWNER.gid}`,
    virtual_minimum_uid: '1',
    // No question to DNS, no pause for a client that a test sends into faults.
    smtpd_peername_lookup: 'no',
    // One command at a time: a line in front of it breaks at the command that a test names.
    smtpd_discard_ehlo_keywords: 'pipelining',
    smtpd_error_sleep_time: '0',
    smtpd_client_connection_count_limit: '0',
    smtpd_recipient_restrictions: 'permit_mynetworks, reject_unauth_destination',
    mynetworks: '192.0.2.0/24',
    // Not to a pipe, which its logger, another user, cannot open.
    maillog_file: `${folder}/log`,
    maillog_file_prefixes: folder,
    ...main,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('');
}

const SERVICES = `
postlog unix-dgram n - n - 1 postlogd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
proxymap unix - - n - - proxymap
virtual unix - n n - - virtual
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
`;

function services(
  listeners: readonly Readonly<Record<string, string>>[],
  ports: readonly number[],
): string {
  const smtpd = listeners.map((options, index) => {
    const more = Object.entries(options).map(([name, value]) => ` -o { ${name} = ${value} }`);
    return `127.0.0.1:${ports[index]} inet n - n - - smtpd${more.join('')}`;
  });
  return `${smtpd.join('\n')}${SERVICES}`;
}
