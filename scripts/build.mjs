// Bundles src/cli/main.ts and everything it uses into dist/, so that the package installs no dependency.
// Splitting keeps each lazily imported library in files of its own: `--help` reads none of them.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build as esbuild } from 'esbuild';
import { transportDeclarations } from './declarations.mjs';
import { notices } from './notices.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const standIn = (name) => `${root}scripts/stand-ins/${name}.mjs`;
const SILENT_CONSOLE = standIn('console');

/** BIMI looks up logos; we never ask for it, and it would bring its own HTTP client and XML parser. */
const withoutBimi = {
  name: 'without-bimi',
  setup(build) {
    build.onResolve({ filter: /^\.\/bimi(\/validate-svg)?$/ }, ({ importer }) =>
      /[\\/]mailauth[\\/]lib[\\/]/.test(importer) ? { path: standIn('bimi') } : undefined,
    );
  },
};

/** libmime (under mailauth and imapflow) names attachments by tables that weigh more than itself. */
const withoutMimeTypes = {
  name: 'without-mime-types',
  setup(build) {
    build.onResolve({ filter: /^\.\/mimetypes(\.js)?$/ }, ({ importer }) =>
      /[\\/]libmime[\\/]/.test(importer) ? { path: standIn('mimetypes') } : undefined,
    );
  },
};

/** smtp-server brings a certificate with a public private key for who gives none; the rehearsal makes its own. */
const withoutDefaultKey = {
  name: 'without-default-key',
  setup(build) {
    build.onLoad(
      { filter: /[\\/]smtp-server[\\/]dist[\\/]\w+[\\/]tls-options\.js$/ },
      ({ path }) => {
        const code = readFileSync(path, 'utf8');
        const contents = code.replace(/'-----BEGIN [\s\S]*?-----END [A-Z ]+-----(?:\\n)?'/g, "''");
        if (/PRIVATE KEY/.test(contents)) throw new Error(`${path} holds a key in another form`);
        return { contents };
      },
    );
  },
};

/** Builds into `outdir` and returns esbuild's metafile (which inputs went into which output). */
export async function build(outdir = join(root, 'dist')) {
  const { metafile, outputFiles } = await esbuild({
    absWorkingDir: root,
    entryPoints: {
      main: 'src/cli/main.ts',
      // Beside the chunk that starts it as a thread.
      'chunks/socket-thread.worker': 'src/adapters/dns/socket-thread.worker.ts',
    },
    outdir,
    bundle: true,
    splitting: true,
    minify: true,
    lineLimit: 200, // Node prints the line that threw
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    // ES modules first: the CommonJS builds of the AWS SDK are twice as large when bundled.
    mainFields: ['module', 'main'],
    chunkNames: 'chunks/[name]-[hash]',
    // CommonJS packages (commander, dns-packet, mailauth) call require() for Node's own modules.
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    alias: {
      'iconv-lite': standIn('charset'),
      'encoding-japanese': standIn('charset'),
      pino: standIn('imap'),
      socks: standIn('imap'),
    },
    plugins: [withoutBimi, withoutMimeTypes, withoutDefaultKey],
    inject: [SILENT_CONSOLE],
    legalComments: 'none', // THIRD-PARTY-NOTICES.txt holds them all
    logLevel: 'warning',
    metafile: true,
    write: false,
  });
  refuseUnbundled(metafile);
  const files = new Map(outputFiles.map(({ path, contents }) => [path, contents]));
  for (const [path, contents] of await transport(outdir)) files.set(path, contents);
  files.set(join(outdir, 'THIRD-PARTY-NOTICES.txt'), notices(metafile, root));
  replaceFolder(outdir, files);
  writeHelp(outdir);
  return metafile;
}

/** `ses-migrate/transport`, apart from the command: it runs in applications, who may want to read it. */
async function transport(outdir) {
  const { outputFiles } = await esbuild({
    absWorkingDir: root,
    entryPoints: { transport: 'src/transport/index.ts' },
    outdir,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'warning',
    write: false,
  });
  const types = join(outdir, 'transport.d.ts');
  return [
    ...outputFiles.map(({ path, contents }) => [path, contents]),
    [types, transportDeclarations(root)],
  ];
}

/** Run with the path of main.js: prints each page of help by its command, the general one under ''. */
const PRINT_HELP = `
  const { main } = await import(process.argv[1]);
  const page = async (...args) => {
    let text = '';
    const write = process.stdout.write;
    process.stdout.write = (piece) => Boolean((text += piece));
    await main(args);
    process.stdout.write = write;
    return text;
  };
  const pages = { '': await page('--help') };
  for (const [, command] of pages[''].matchAll(/^ {2}([a-z][a-z-]*)(?: \\[[^\\]]+\\])* {2}/gm))
    pages[command] = await page(command, '--help');
  console.log(JSON.stringify(pages));
`;

/** The pages of help as text, so that the bin answers `--help` without loading a parser. */
function writeHelp(outdir) {
  const main = pathToFileURL(join(outdir, 'main.js')).href;
  const args = ['--input-type=module', '-e', PRINT_HELP, main];
  const pages = execFileSync(process.execPath, args, { encoding: 'utf8' });
  writeFileSync(join(outdir, 'help.json'), pages.trimEnd());
}

/** esbuild leaves an import that it does not find, inside a try block, for run time without a word. */
function refuseUnbundled({ inputs }) {
  for (const [file, { imports }] of Object.entries(inputs)) {
    // An injected file is in the bundle, and yet listed as if it were not.
    const missing = imports.find(
      ({ path, external }) => external && !isBuiltin(path) && path !== SILENT_CONSOLE,
    );
    if (missing !== undefined) throw new Error(`${file} imports ${missing.path}: not found`);
  }
}

/** Writes first and deletes what is left over afterwards: a run of the old bundle is not pulled apart. */
function replaceFolder(folder, files) {
  for (const [path, contents] of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isDirectory() && !files.has(path) && entry.name !== 'help.json') rmSync(path);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { outputs } = await build();
  const files = Object.values(outputs);
  const kilobytes = Math.round(files.reduce((sum, { bytes }) => sum + bytes, 0) / 1000);
  console.log(`dist: ${files.length} files, ${kilobytes} kB`);
}
