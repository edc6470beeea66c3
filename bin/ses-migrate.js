#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';
import module from 'node:module';
import { compileCacheFolder } from './compile-cache.js';

// Until main() says otherwise: a prompt that dies with its terminal (Ctrl-D) must not end as success.
process.exitCode = 130;
// What is thrown outside main()'s promise is printed by Node, which would then end with 1.
process.on('uncaughtExceptionMonitor', () => {
  process.once('exit', () => {
    process.exitCode = 70;
  });
});

// Windows looks for programs in the current folder first unless told not to (Microsoft, NeedCurrentDirectoryForExePath).
process.env.NoDefaultCurrentDirectoryInExePath = '1';

const argv = process.argv.slice(2);

function readVersion() {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}

/** `COMMAND --help`, `help COMMAND`: the words that name the page; null: something else is asked for. */
function wordsOfHelp() {
  if (['--help', '-h'].includes(argv.at(-1))) return argv.slice(0, -1);
  return argv[0] === 'help' ? argv.slice(1) : null;
}

/** The page that was rendered when the package was built; null when more than help is asked for. */
function helpPage() {
  const words = wordsOfHelp();
  if (words === null || words.length > 1) return null;
  const pages = new URL('../dist/help.json', import.meta.url);
  if (!existsSync(pages)) return null;
  const texts = JSON.parse(readFileSync(pages, 'utf8'));
  const name = words[0] ?? '';
  return Object.hasOwn(texts, name) ? texts[name] : null;
}

async function start() {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    process.stdout.write(`${readVersion()}\n`);
    return 0;
  }
  const help = helpPage();
  if (help !== null) {
    process.stdout.write(help);
    return 0;
  }
  const bundle = new URL('../dist/main.js', import.meta.url);
  if (!existsSync(bundle)) {
    process.stderr.write('ses-migrate is not built yet. Run `npm run build` first.\n');
    return 70;
  }
  // Node 22.8 and later keep what they compiled: the next start takes about a seventh less.
  const cache = module.enableCompileCache === undefined ? null : compileCacheFolder();
  if (cache !== null) module.enableCompileCache(cache);
  const { main } = await import(bundle.href);
  return main(argv);
}

try {
  process.exitCode = await start();
} catch (error) {
  process.exitCode = 70;
  const verbose = argv.includes('--verbose') || Boolean(process.env.DEBUG);
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const trace = error instanceof Error && verbose ? `\n${error.stack}` : '';
  process.stderr.write(`ses-migrate ${readVersion()} has a bug: ${said}${trace}\n`);
}
