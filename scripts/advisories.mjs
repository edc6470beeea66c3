// What is really in the bundle, against public advisories: those of scripts/advisories.json, and those that
// `npm audit` knows where its registry answers. Run after `npm run build`; ends with 1 where one applies.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('..', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');

/** Name and versions of each bundled package; one may be there in several versions. */
export function bundled(notices) {
  const packages = new Map();
  for (const [, name, version] of notices.matchAll(
    /^((?:@[^\s/]+\/)?[^\s/@]+) (\d+\.\d+\.\d+\S*) \(/gm,
  ))
    packages.set(name, [...(packages.get(name) ?? []), version]);
  return packages;
}

/** Advisories whose package is bundled in a version below the one that fixes it. */
export function applying(packages, advisories) {
  return advisories.flatMap((advisory) =>
    (packages.get(advisory.package) ?? [])
      .filter((version) => isBelow(version, advisory.fixed))
      .map(
        (version) =>
          `${advisory.package} ${version}: ${advisory.id}, ${advisory.what} (fixed in ${advisory.fixed})`,
      ),
  );
}

function isBelow(version, fixed) {
  const [a, b] = [version, fixed].map((text) => text.split(/[.-]/, 3).map(Number));
  const at = a.findIndex((part, index) => part !== b[index]);
  return at !== -1 && a[at] < b[at];
}

/** What `npm audit` says of bundled packages; null where its registry cannot be asked. */
function audited(packages) {
  const { vulnerabilities } = auditReport();
  if (vulnerabilities === undefined) return null;
  return Object.values(vulnerabilities)
    .filter(({ name, nodes }) => packages.has(name) && nodes.length > 0)
    .flatMap(({ name, via }) =>
      via
        .filter((each) => typeof each === 'object')
        .filter((each) => each.name === name)
        .map(({ title, url }) => `${name}: ${title} (${url})`),
    );
}

/** It ends with 1 both where it found something and where nobody answered; its document tells which. */
function auditReport() {
  try {
    return JSON.parse(
      execFileSync('npm', ['audit', '--json'], {
        cwd: fileURLToPath(root),
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        timeout: 60_000,
      }),
    );
  } catch (error) {
    if (typeof error.stdout !== 'string' || !error.stdout.startsWith('{')) return {};
    return JSON.parse(error.stdout);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const packages = bundled(read('dist/THIRD-PARTY-NOTICES.txt'));
  const list = JSON.parse(read('scripts/advisories.json'));
  const found = applying(packages, list.advisories);
  const asked = audited(packages);
  if (asked === null)
    console.error(
      `WARNING: npm audit could not be asked. Only the ${list.advisories.length} advisories of ${list.read} were checked: read the public ones and set the date in scripts/advisories.json.`,
    );
  const all = [...found, ...(asked ?? [])];
  for (const line of all) console.error(`bundled: ${line}`);
  console.log(`${packages.size} bundled packages, ${all.length} advisories apply`);
  process.exitCode = packages.size === 0 || all.length > 0 ? 1 : 0;
}
