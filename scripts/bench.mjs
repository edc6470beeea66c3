// `npm run bench`: how fast the tool starts and how much it weighs, beside what we aim at. Times are
// ratios to `node -e 0` run in turn with it, so that they mean the same on every machine.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PAIRS = 21;
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BIN = join(ROOT, 'bin/ses-migrate.js');
const folder = mkdtempSync(join(tmpdir(), 'ses-migrate-bench-'));
// With NODE_EXTRA_CA_CERTS, Node 20 itself starts about three times slower, which hides the rest.
const env = {
  ...process.env,
  NODE_EXTRA_CA_CERTS: undefined,
  HOME: folder,
  AWS_REGION: 'us-east-1',
  SES_MIGRATE_DOMAIN: 'acme.example',
};

function report(what, found, aim, note = '') {
  console.log(`${what.padEnd(34)} ${String(found).padStart(9)}  aim <= ${aim}${note}`);
}

function node(args, extra = {}) {
  const options = { cwd: folder, env: { ...env, ...extra }, stdio: 'ignore' };
  const start = process.hrtime.bigint();
  const { status, error } = spawnSync(process.execPath, args, options);
  if (error) throw error;
  return { status, milliseconds: Number(process.hrtime.bigint() - start) / 1e6 };
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function start(command, aim) {
  const args = [BIN, ...command.split(' ')];
  const { status } = node(args); // the first run fills the page cache
  const pairs = Array.from({ length: PAIRS }, () => [node(['-e', '0']), node(args)]);
  const ratio = median(pairs.map(([floor, own]) => own.milliseconds / floor.milliseconds));
  const absolute = median(pairs.map(([, own]) => own.milliseconds));
  report(
    `${command}: x node -e 0`,
    ratio.toFixed(2),
    aim,
    ` (${absolute.toFixed(0)} ms, exit ${status})`,
  );
}

/** The kernel's own count of the peak resident set, read at the end of the process. */
function memory(command, aim) {
  const preload = join(folder, 'peak.cjs');
  const file = join(folder, 'peak');
  const peak = 'String(process.resourceUsage().maxRSS)';
  const write = `require('fs').writeFileSync(process.env.PEAK, ${peak})`;
  writeFileSync(preload, `process.on('exit', () => ${write});`);
  node(['--require', preload, BIN, ...command.split(' ')], { PEAK: file });
  report(`${command}: peak MiB`, Math.round(Number(readFileSync(file, 'utf8')) / 1024), aim);
}

function npm(args, cwd) {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

function weigh() {
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const [{ filename, size, unpackedSize, files }] = JSON.parse(npm(pack, ROOT));
  report('tarball, kB', Math.round(size / 1000), 1000);
  report('unpacked, kB', Math.round(unpackedSize / 1000), 4000);
  report('files', files.length, 100);
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  writeFileSync(join(empty, 'package.json'), '{}');
  npm(['install', '--offline', '--no-audit', '--no-fund', join(folder, filename)], empty);
  const installed = readdirSync(join(empty, 'node_modules')).filter(
    (name) => !name.startsWith('.'),
  );
  report('packages installed', installed.length, 1);
}

try {
  start('--version', 1.5);
  start('--help', 1.7);
  start('status --offline', 4);
  memory('--help', 50);
  weigh();
} finally {
  rmSync(folder, { recursive: true });
}
