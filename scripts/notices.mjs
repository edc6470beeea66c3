import { readdirSync, readFileSync } from 'node:fs';

/** The folders of the packages that esbuild put into the bundle. */
function bundledFolders(metafile) {
  const folders = new Set();
  for (const output of Object.values(metafile.outputs)) {
    for (const input of Object.keys(output.inputs)) {
      const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
      if (folder !== undefined) folders.add(folder);
    }
  }
  return [...folders].sort();
}

function describe(folder) {
  const { name, version, license, author } = JSON.parse(
    readFileSync(`${folder}/package.json`, 'utf8'),
  );
  if (typeof license !== 'string') throw new Error(`${name}@${version} names no licence`);
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
  const text = files.map((file) => readFileSync(`${folder}/${file}`, 'utf8').trim()).join('\n\n');
  const holder = typeof author === 'string' ? author : (author?.name ?? 'not named');
  return {
    title: `${name} ${version} (${license})`,
    text: text || `The package brings no licence text. Licence: ${license}. Author: ${holder}.`,
  };
}

/** Name, version and licence text of every bundled package; packages with the same text share it. */
export function notices(metafile, root) {
  const titles = new Map();
  for (const folder of bundledFolders(metafile)) {
    const { title, text } = describe(`${root}${folder}`);
    titles.set(text, (titles.get(text) ?? new Set()).add(title));
  }
  const sections = [...titles].map(([text, names]) => `${[...names].join('\n')}\n\n${text}`);
  const rule = `\n\n${'-'.repeat(80)}\n\n`;
  return `${['ses-migrate contains code of these packages.', ...sections].join(rule)}\n`;
}
