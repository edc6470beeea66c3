import { chmod, chown, mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import {
  daemon,
  give,
  greets,
  mailOwner,
  type Owner,
  pathOf,
  serverCertificate,
  startDaemon,
} from './daemon.ts';
import { freePort } from './knot.ts';

export const DOVECOT = daemon('dovecot');

export const USER = 'you@inbox.example';
export const PASSWORD = 'open sesame 5c1f';

export interface Dovecot {
  /** STARTTLS, and without it no login. */
  readonly imap: number;
  /** TLS from the first byte. */
  readonly imaps: number;
  /** Certificate of the server (PEM), for 127.0.0.1. */
  readonly ca: string;
  readonly caFile: string;
  /** Puts a message into a folder as a delivery does, which makes it where it is not there. Its name is as on disk. */
  deliver(raw: Buffer | string, folder?: string): Promise<void>;
  /** Names of the messages that are marked as read. */
  read(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

interface DovecotOptions {
  /** What it says it can, e.g. no IDLE. */
  readonly capabilities?: string;
  /** False: the folder for spam is made by the first spam. */
  readonly junk?: boolean;
}

/** A real Dovecot with one mailbox in a folder of its own. */
export async function startDovecot(options: DovecotOptions = {}): Promise<Dovecot> {
  const folder = await mkdtemp(join(tmpdir(), 'dovecot-'));
  const [imap, imaps] = [await freePort(), await freePort()];
  const { cert, key } = await serverCertificate('dovecot');
  const mail = join(folder, 'mail');
  const make = async (path: string) => {
    for (const part of ['new', 'cur', 'tmp'])
      await mkdir(join(mail, path, part), { recursive: true });
  };
  for (const path of options.junk === false ? [''] : ['', '.Junk']) await make(path);
  await writeFile(join(folder, 'cert.pem'), cert);
  await writeFile(join(folder, 'key.pem'), key, { mode: 0o600 });
  await writeFile(join(folder, 'users'), `${USER}:{PLAIN}${PASSWORD}\n`);
  const owner = mailOwner();
  const config = join(folder, 'dovecot.conf');
  await writeFile(config, configuration(folder, { imap, imaps, owner, ...options }));
  await chmod(folder, 0o755);
  await give(mail, owner);
  const command = [pathOf(DOVECOT), '-F', '-c', config];
  const stop = await startDaemon({ command, isUp: () => greets(imap), folder });
  let delivered = 0;
  return {
    imap,
    imaps,
    ca: cert,
    caFile: join(folder, 'cert.pem'),
    async deliver(raw, to = 'INBOX') {
      delivered += 1;
      const folder = to === 'INBOX' ? '' : `.${to}`;
      await make(folder);
      const path = join(mail, folder, 'new', `${Date.now()}.${delivered}.test`);
      if (folder !== '') await give(join(mail, folder), owner);
      await writeFile(path, raw);
      if (owner !== null) await chown(path, owner.uid, owner.gid);
    },
    async read() {
      const names = await readdir(mail, { recursive: true });
      return names.filter((name) => /:2,[A-Z]*S/.test(name));
    },
    stop,
  };
}

function configuration(
  folder: string,
  {
    imap,
    imaps,
    owner,
    capabilities,
    junk = true,
  }: DovecotOptions & { imap: number; imaps: number; owner: Owner | null },
): string {
  const me = userInfo();
  const mailUser = owner ?? me;
  // Without root every process runs as the one who started it.
  const same =
    owner === null
      ? [`default_internal_user = ${me.username}`, `default_login_user = ${me.username}`]
      : [];
  return [
    `base_dir = ${folder}/run`,
    'protocols = imap',
    'listen = 127.0.0.1',
    'log_path = /dev/stderr',
    ...same,
    'ssl = required',
    `ssl_cert = <${folder}/cert.pem`,
    `ssl_key = <${folder}/key.pem`,
    'disable_plaintext_auth = yes',
    'auth_failure_delay = 0',
    `mail_location = maildir:${folder}/mail`,
    'first_valid_uid = 1',
    'maildir_stat_dirs = no',
    // Folders are made on disk here, behind its back.
    'mailbox_list_index = no',
    'mailbox_idle_check_interval = 1s',
    ...(capabilities === undefined ? [] : [`imap_capability = ${capabilities}`]),
    'passdb {',
    '  driver = passwd-file',
    `  args = ${folder}/users`,
    '}',
    'userdb {',
    '  driver = static',
    `  args = uid=${mailUser.uid} gid=${mailUser.gid} home=${folder}/mail`,
    '}',
    'namespace inbox {',
    '  inbox = yes',
    '  mailbox Junk {',
    '    special_use = \\Junk',
    `    auto = ${junk ? 'subscribe' : 'no'}`,
    '  }',
    '}',
    'service imap-login {',
    '  inet_listener imap {',
    `    port = ${imap}`,
    '  }',
    '  inet_listener imaps {',
    `    port = ${imaps}`,
    '    ssl = yes',
    '  }',
    '}',
    '',
  ].join('\n');
}
