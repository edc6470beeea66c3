// `npm run bench:dns`: how fast `check-dns` asks, beside a bare dns-packet loop that puts the same records to
// the same local servers in the same run, so that the ratio means the same on every machine.
//
// 2,000 domains of six records, as a user's are: each zone has two name servers, and three resolvers are asked
// too (one knotd on five ports). What check-dns asks is counted by knotd; beside the records that is the SOA and
// the NS set of each zone and the SPF record of each domain. Its time is that of the whole command: start-up,
// judging and the JSON of every server's answer are in it. With one name server and one resolver fewer questions
// bear the cost of each domain; that is printed too. The bare loop has a socket to each server.
import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import dnsPacket from 'dns-packet';

const DOMAINS = 2000;
const RUNS = 3;
const TOKENS = ['aaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbb', 'cccccccccccccccc'];
/** At each server, as check-dns has it. */
const IN_FLIGHT = 100;
const SHAPES = [
  { nameservers: 2, resolvers: 3 },
  { nameservers: 1, resolvers: 1 },
];
/** Milliseconds. */
const RETRANSMIT = 250;
const DELAY = 200;

const BIN = fileURLToPath(new URL('../bin/ses-migrate.js', import.meta.url));
const KNOTD = ['/usr/sbin/knotd', '/usr/local/sbin/knotd', '/opt/homebrew/sbin/knotd'].find(
  existsSync,
);
const names = Array.from({ length: DOMAINS }, (_, index) => `d${index}.example`);

/** Records of one domain as `check-dns --token` expects them: name below the domain, type, data. */
const RECORDS = [
  ...TOKENS.map((token) => [`${token}._domainkey`, 'CNAME', `${token}.dkim.amazonses.com.`]),
  ['mail', 'MX', '10 feedback-smtp.us-east-1.amazonses.com.'],
  ['mail', 'TXT', '"v=spf1 include:amazonses.com ~all"'],
  ['_dmarc', 'TXT', '"v=DMARC1; p=none;"'],
];

function report(what, found, aim = '') {
  console.log(`${what.padEnd(52)} ${String(found).padStart(8)}  ${aim}`.trimEnd());
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

async function startKnot(folder, ports) {
  mkdirSync(join(folder, 'db'));
  for (const name of names) {
    const lines = [
      '$TTL 300',
      '@ SOA ns1 hostmaster 7 3600 600 86400 60',
      '@ NS ns1',
      '@ NS ns2',
      'ns1 A 127.0.0.1',
      'ns2 A 127.0.0.1',
      ...RECORDS.map((record) => record.join(' ')),
    ];
    writeFileSync(join(folder, `${name}.zone`), `${lines.join('\n')}\n`);
  }
  const config = `server:
  rundir: "${folder}"
  listen: [${ports.map((port) => `127.0.0.1@${port}`).join(', ')}]
  udp-workers: 1
control:
  listen: "${folder}/control"
database:
  storage: "${folder}/db"
mod-stats:
  - id: all
    request-protocol: on
template:
  - id: default
    storage: "${folder}"
    file: "%s.zone"
    global-module: mod-stats/all
zone:
${names.map((name) => `  - domain: ${name}`).join('\n')}
`;
  writeFileSync(join(folder, 'knot.conf'), config);
  const child = spawn(KNOTD, ['-c', join(folder, 'knot.conf')], { stdio: 'ignore' });
  const last = [{ name: names.at(-1), type: 'SOA' }];
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`knotd ended with ${child.exitCode}`);
    const { answered } = await ask(last, ports[0], { patience: 1 });
    if (answered === 1) return child;
    await sleep(50);
  }
  throw new Error('knotd does not serve after 15 s');
}

/** UDP questions that knotd has seen so far. */
function questionsSeen(folder) {
  const knotc = KNOTD.replace(/knotd$/, 'knotc');
  const { stdout } = spawnSync(knotc, ['-s', join(folder, 'control'), 'stats', 'mod-stats'], {
    encoding: 'utf8',
  });
  return Number(/request-protocol\[udp4\] = (\d+)/.exec(stdout)?.[1] ?? Number.NaN);
}

/** The bare loop: one socket, so many in flight, sent again after a while, every answer decoded. */
async function ask(questions, port, { patience = 20 } = {}) {
  const socket = createSocket('udp4');
  socket.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const waiting = new Map();
  let next = 0;
  let answered = 0;
  let settle;
  const all = new Promise((resolve) => {
    settle = resolve;
  });
  const send = (id) => {
    const { name, type } = waiting.get(id).question;
    socket.send(
      dnsPacket.encode({
        type: 'query',
        id,
        flags: 0,
        questions: [{ name, type, class: 'IN' }],
        additionals: [{ type: 'OPT', name: '.', udpPayloadSize: 1232, flags: 0, options: [] }],
      }),
    );
  };
  const fill = () => {
    while (waiting.size < IN_FLIGHT && next < questions.length) {
      const id = next & 0xffff;
      waiting.set(id, { question: questions[next], at: performance.now(), tries: 0 });
      next += 1;
      send(id);
    }
    if (waiting.size === 0) settle();
  };
  socket.on('error', () => undefined);
  socket.on('message', (packet) => {
    const reply = dnsPacket.decode(packet);
    const open = waiting.get(reply.id);
    if (open === undefined || reply.questions[0]?.name !== open.question.name) return;
    waiting.delete(reply.id);
    if (reply.answers.length > 0) answered += 1;
    fill();
  });
  const timer = setInterval(() => {
    for (const [id, open] of waiting) {
      if (performance.now() - open.at < RETRANSMIT) continue;
      open.at = performance.now();
      open.tries += 1;
      if (open.tries < patience) send(id);
      else waiting.delete(id);
    }
    fill();
  }, 50);
  const start = performance.now();
  fill();
  await all;
  clearInterval(timer);
  socket.close();
  return { answered, ms: performance.now() - start };
}

/** `check-dns ARGS` as a user runs it; its wall time, and the kernel's count of its peak memory. */
function checkDns(folder, { nameservers, resolvers }, args) {
  const preload = join(folder, 'peak.cjs');
  const peak = join(folder, 'peak');
  const body = `require('fs').writeFileSync(${JSON.stringify(peak)}, JSON.stringify(process.resourceUsage()))`;
  writeFileSync(preload, `process.on('exit', () => ${body});`);
  const servers = [
    ...nameservers.flatMap((port) => ['--nameserver', `127.0.0.1:${port}`]),
    ...resolvers.flatMap((port) => ['--resolver', `127.0.0.1:${port}`]),
  ];
  const flags = ['--region', 'us-east-1', ...servers, '--json'];
  const tokens = TOKENS.flatMap((token) => ['--token', token]);
  // With NODE_EXTRA_CA_CERTS, Node 20 itself starts about three times slower, which hides the rest.
  const env = { PATH: process.env.PATH, HOME: folder, NODE_OPTIONS: `--require=${preload}` };
  const start = performance.now();
  const child = spawn(process.execPath, [BIN, 'check-dns', ...args, ...flags, ...tokens], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const chunks = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      const ms = performance.now() - start;
      const lines = Buffer.concat(chunks).toString('utf8');
      const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(readFileSync(peak, 'utf8'));
      resolve({ code, ms, lines, peakMb: maxRSS / 1024, cpu: userCPUTime + systemCPUTime });
    });
  });
}

/** A server of its own port that answers what knotd does, DELAY later. */
async function startRelay(port) {
  const relay = createSocket('udp4').bind(0, '127.0.0.1');
  await once(relay, 'listening');
  relay.on('message', (query, { port: from, address }) => {
    const onward = createSocket('udp4');
    onward.once('message', (answer) => {
      onward.close();
      setTimeout(() => relay.send(answer, from, address), DELAY);
    });
    onward.send(query, port, '127.0.0.1');
  });
  return relay;
}

/** The bare loop at each server at once; rates a second, and microseconds of CPU a question. */
async function bareLoop(ports) {
  const questions = names.flatMap((name) =>
    RECORDS.map(([label, type]) => ({ name: `${label}.${name}`, type })),
  );
  const asked = questions.length * ports.length;
  const before = process.cpuUsage();
  const start = performance.now();
  const all = await Promise.all(ports.map((port) => ask(questions, port)));
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  const answered = all.reduce((sum, each) => sum + each.answered, 0);
  if (answered !== asked) throw new Error(`bare loop: ${answered} answers to ${asked}`);
  return { rate: (asked / ms) * 1000, cpu: (user + system) / asked, asked };
}

/** Two fleets of clients in turn: the bare loop, and ours. */
async function fleet(folder, ports, shape) {
  const list = join(folder, 'domains.txt');
  writeFileSync(list, `${names.join('\n')}\n`);
  const nameservers = ports.slice(0, shape.nameservers);
  const resolvers = ports.slice(shape.nameservers, shape.nameservers + shape.resolvers);
  const rounds = [];
  for (let run = 0; run < RUNS; run += 1) {
    const bare = await bareLoop([...nameservers, ...resolvers]);
    const before = questionsSeen(folder);
    const own = await checkDns(folder, { nameservers, resolvers }, ['--domains-file', list]);
    const asked = questionsSeen(folder) - before;
    const right = own.lines.split('\n').filter((line) => line.includes('"propagated":true')).length;
    if (own.code !== 0 || right !== DOMAINS)
      throw new Error(`check-dns: ${own.code}, ${right} right`);
    const rate = (asked / own.ms) * 1000;
    const records = (bare.asked / own.ms) * 1000;
    rounds.push({ ...own, bare, rate, records, asked, cpu: own.cpu / asked });
  }
  const of = (pick) => median(rounds.map(pick));
  console.log(
    `${DOMAINS} domains, name servers: ${shape.nameservers}, resolvers: ${shape.resolvers}`,
  );
  report('  bare dns-packet loop, questions/s', Math.round(of((one) => one.bare.rate)));
  report('  check-dns, questions/s (start-up included)', Math.round(of((one) => one.rate)));
  report('    of them for records alone', Math.round(of((one) => one.records)));
  report('  ratio', of((one) => one.rate / one.bare.rate).toFixed(2), 'aim >= 0.60');
  report('    for records alone', of((one) => one.records / one.bare.rate).toFixed(2));
  report('  CPU a question, us: the loop', of((one) => one.bare.cpu).toFixed(1));
  report('  CPU a question, us: check-dns', of((one) => one.cpu).toFixed(1));
  report('  questions a domain', (of((one) => one.asked) / DOMAINS).toFixed(1));
  report(
    '  peak memory, MB',
    Math.round(Math.max(...rounds.map((one) => one.peakMb))),
    'aim < 200',
  );
}

/** One domain at a server that takes DELAY to answer, beside the same check at the server itself. */
async function single(folder, port) {
  const relay = await startRelay(port);
  const slow = relay.address().port;
  const at = (server) => ({ nameservers: [server], resolvers: [server] });
  const times = { direct: [], slow: [], answer: [] };
  for (let run = 0; run < RUNS; run += 1) {
    times.direct.push((await checkDns(folder, at(port), [names[run]])).ms);
    times.slow.push((await checkDns(folder, at(slow), [names[run]])).ms);
    const start = performance.now();
    await ask([{ name: names[run], type: 'SOA' }], slow);
    times.answer.push(performance.now() - start);
  }
  relay.close();
  const [direct, delayed, answer] = [times.direct, times.slow, times.answer].map(median);
  report('one domain, ms, at the server itself (start-up)', Math.round(direct));
  report('slow server: one answer, ms', Math.round(answer));
  report('slow server: the check, ms', Math.round(delayed));
  report(
    'ratio to start-up and one answer',
    (delayed / (direct + answer)).toFixed(2),
    'aim <= 1.20',
  );
}

/** Free for TCP as well: knotd wants both. */
async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => server.address().port);
  for (const server of servers) server.close();
  return ports;
}

if (KNOTD === undefined) {
  console.log('bench:dns needs knotd, which is not installed: apt-get install knot');
} else {
  const folder = mkdtempSync(join(tmpdir(), 'bench-dns-'));
  const ports = await freePorts(5);
  let knot = null;
  try {
    knot = await startKnot(folder, ports);
    for (const shape of SHAPES) await fleet(folder, ports, shape);
    await single(folder, ports[0]);
  } finally {
    knot?.kill();
    if (knot !== null && knot.exitCode === null) await once(knot, 'exit');
    rmSync(folder, { recursive: true });
  }
}
