// Bundles src/cli/main.ts and everything it uses into dist/, so that the package installs no dependency.
// Splitting keeps each lazily imported library in files of its own: `--help` reads none of them.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build as esbuild } from 'esbuild';
import { notices } from './notices.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const standIn = (name) => `${root}scripts/stand-ins/${name}.mjs`;

/** BIMI looks up logos; we never ask for it, and it would bring its own HTTP client and XML parser. */
const withoutBimi = {
  name: 'without-bimi',
  setup(build) {
    build.onResolve({ filter: /^\.\/bimi(\/validate-svg)?$/ }, ({ importer }) =>
      /[\\/]mailauth[\\/]lib[\\/]/.test(importer) ? { path: standIn('bimi') } : undefined,
    );
  },
};

/** Builds into `outdir` and returns esbuild's metafile (which inputs went into which output). */
export async function build(outdir = `${root}dist`) {
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  const { metafile } = await esbuild({
    absWorkingDir: root,
    entryPoints: { main: 'src/cli/main.ts' },
    outdir,
    bundle: true,
    splitting: true,
    minify: true,
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
    },
    plugins: [withoutBimi],
    legalComments: 'none', // THIRD-PARTY-NOTICES.txt holds them all
    logLevel: 'warning',
    metafile: true,
  });
  writeFileSync(`${outdir}/THIRD-PARTY-NOTICES.txt`, notices(metafile, root));
  return metafile;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { outputs } = await build();
  const files = Object.values(outputs);
  const kilobytes = Math.round(files.reduce((sum, { bytes }) => sum + bytes, 0) / 1000);
  console.log(`dist: ${files.length} files, ${kilobytes} kB`);
}
