/** OpenDKIM, OpenDMARC, dkimpy and pyspf judge saved copies, in a network namespace where Knot is the DNS. */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { daemon, type Installable } from './daemon.ts';
import { KNOT } from './knot.ts';

const OPENDKIM = daemon('opendkim');
const OPENDMARC = daemon('opendmarc');
const PYTHON = '/usr/bin/python3';
const MODULES = ['/usr/lib/python3/dist-packages/dkim', '/usr/lib/python3/dist-packages/spf.py'];

const isThere =
  [KNOT, OPENDKIM, OPENDMARC].every(({ path }) => path !== null) && MODULES.every(existsSync);

export const OTHER_VERIFIERS: Installable = {
  name: 'opendkim, opendmarc, python3-dkim, python3-spf (as root)',
  path: isThere && userInfo().uid === 0 ? (OPENDKIM.path ?? null) : null,
};

/** A copy and the connection by which it came. */
export interface Copy {
  readonly raw: string;
  readonly ip: string;
  readonly helo: string;
  readonly mailFrom: string;
}

export interface OtherVerdicts {
  /** `pass` or `fail` of each signature in the order of the head, by its domain. */
  readonly dkimpy: readonly (readonly [domain: string, result: string])[];
  /** OpenDKIM's, by domain. */
  readonly opendkim: readonly (readonly [domain: string, result: string])[];
  readonly pyspf: string;
  /** OpenDMARC's, made of OpenDKIM's alone: its test mode has an envelope of its own. */
  readonly opendmarc: string;
}

/** `zone`: lines of a zone file of the root; a long text is split into strings. */
export async function judgeElsewhere(
  copies: Readonly<Record<string, Copy>>,
  zone: readonly string[],
): Promise<Readonly<Record<string, OtherVerdicts>>> {
  const folder = await mkdtemp(join(tmpdir(), 'verifiers-'));
  try {
    await writeAll(folder, copies, zone);
    const args = ['--net', '--mount', '--fork', '--kill-child', 'bash', 'judge.sh'];
    await promisify(execFile)('unshare', args, { cwd: folder });
    return JSON.parse(await readFile(join(folder, 'verdicts.json'), 'utf8'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeAll(
  folder: string,
  copies: Readonly<Record<string, Copy>>,
  zone: readonly string[],
): Promise<void> {
  await mkdir(join(folder, 'db'));
  const head = [
    '$ORIGIN .',
    '$TTL 60',
    '@ SOA a. b. 1 3600 600 86400 60',
    '@ NS ns.',
    'ns. A 127.0.0.1',
  ];
  const files = {
    'root.zone': [...head, ...zone, ''].join('\n'),
    'knot.conf': knotConfiguration(folder),
    'opendkim.conf': 'Mode v\nAuthservID mx\nSyslog no\nNameservers 127.0.0.1\n',
    'opendmarc.conf':
      'AuthservID mx\nTrustedAuthservIDs mx\nSyslog false\nPublicSuffixList suffixes\n',
    suffixes: 'example\ncom\n',
    resolv: 'nameserver 127.0.0.1\n',
    'copies.json': JSON.stringify(copies),
    'judge.sh': JUDGE,
    'judge.py': PROGRAM,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
}

function knotConfiguration(folder: string): string {
  return `server:
  rundir: "${folder}"
  listen: 127.0.0.1@53
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
database:
  storage: "${folder}/db"
zone:
  - domain: .
    file: "${folder}/root.zone"
`;
}

const JUDGE = `set -e
ip link set lo up
mount --bind resolv /etc/resolv.conf
${KNOT.path ?? 'knotd'} -c knot.conf >knot.log 2>&1 &
${PYTHON} judge.py
kill %1
`;

/** The programs' own test modes: -t reads a file, as if a client had sent it. */
const PROGRAM = `
import json, re, subprocess, time
import dkim, dns.resolver, spf

for _ in range(100):
    try:
        dns.resolver.resolve('.', 'NS')
        break
    except Exception:
        time.sleep(0.05)

def field(*command):
    said = subprocess.run(command, capture_output=True, text=True)
    return re.findall(r"hvalue='(.*?)'\\n", said.stdout + said.stderr + '\\n', re.S)

verdicts = {}
for name, copy in json.load(open('copies.json')).items():
    raw = copy['raw'].encode('latin1')
    open('copy.eml', 'wb').write(raw)
    signatures = [v for k, v in dkim.rfc822_parse(raw)[0] if k.lower() == b'dkim-signature']
    by_dkimpy = []
    for index, value in enumerate(signatures):
        domain = re.search(rb'd=([^;\\s]+)', value).group(1).decode()
        try:
            good = dkim.DKIM(raw).verify(idx=index)
        except dkim.DKIMException:
            good = False
        by_dkimpy.append([domain, 'pass' if good else 'fail'])
    result = spf.check2(i=copy['ip'], s=copy['mailFrom'], h=copy['helo'])[0]
    own = ['dkim=none'] + field('opendkim', '-x', 'opendkim.conf', '-t', 'copy.eml', '-vvv')
    by_opendkim = re.findall(r'dkim=(\\w+)(?:(?!dkim=).)*?header\\.d=([^;\\s]+)', own[-1], re.S)
    results = own[-1] if own[-1].startswith('mx') else 'mx; ' + own[-1]
    trace = 'Authentication-Results: ' + results.replace('\\n', '\\r\\n') + '\\r\\n'
    trace += 'Authentication-Results: mx; spf=none smtp.mailfrom=example.org\\r\\n'
    open('judged.eml', 'wb').write(trace.encode('latin1') + raw)
    of_dmarc = field('opendmarc', '-c', 'opendmarc.conf', '-t', 'judged.eml', '-vvv')
    found = re.search(r'dmarc=(\\w+)', ' '.join(of_dmarc))
    verdicts[name] = {
        'dkimpy': by_dkimpy,
        'opendkim': [[domain, verdict] for verdict, domain in by_opendkim],
        'pyspf': result,
        'opendmarc': found.group(1) if found else 'silent',
    }
json.dump(verdicts, open('verdicts.json', 'w'))
`;
