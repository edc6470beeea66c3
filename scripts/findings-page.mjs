// `npm run docs`: writes docs/findings.md from the catalogue in src/core/catalogue/index.ts.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

const AREAS = {
  dns: 'DNS records',
  ses: 'What SES says',
  step: 'Steps and plans',
  route53: 'Route 53',
  cloudflare: 'Cloudflare',
  address: 'Verified addresses',
  aws: 'Reading from AWS',
  events: 'Events of bounces and complaints',
  production: 'Production access',
  smtp: 'SMTP credentials',
  send: 'Sending and proof',
  inbox: 'The mailbox for the received copy',
  checklist: 'The checklist file',
  file: 'Files for secrets',
  store: 'Stores for secrets in AWS',
  cancelled: 'Cancelled',
  usage: 'Command line and input',
};

const INTRODUCTION = `# Findings and errors

Every code that \`ses-migrate\` prints or puts into its JSON, in \`findings[].code\` and \`error.code\`.
Codes are stable; messages may change. \`ses-migrate explain CODE\` says the same in the terminal.

This page is made by \`npm run docs\` from \`src/core/catalogue/index.ts\`: change it there.
`;

/** The page as text. */
export function findingsPage(catalogue) {
  const sections = Object.entries(AREAS).flatMap(([area, title]) => {
    const entries = catalogue.filter(({ code }) => code.split('/')[0] === area);
    return [`## ${title}\n`, ...entries.map(section)];
  });
  return [INTRODUCTION, ...sections].join('\n');
}

function section({ code, meaning, why, fix, exit }) {
  return `### ${code}\n\n${meaning} ${why}\n\n**Do:** ${fix}\n\n**Exit code:** ${exit.map(exitText).join(' or ')}\n`;
}

function exitText(exit) {
  return exit === 'step' ? 'as its step' : String(exit);
}

/** The catalogue is TypeScript, which not every Node that builds this project reads by itself. */
async function loadCatalogue() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['src/core/catalogue/index.ts'],
    bundle: true,
    format: 'esm',
    write: false,
  });
  const { CATALOGUE } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
  );
  return CATALOGUE;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(
    new URL('../docs/findings.md', import.meta.url),
    findingsPage(await loadCatalogue()),
  );
}
