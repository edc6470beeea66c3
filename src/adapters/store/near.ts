import { readdir } from 'node:fs/promises';
import { basename, dirname, join, parse, relative, resolve } from 'node:path';
import { parseChecklist } from '../../core/checklist-parse.ts';
import { Failure } from '../../core/model/errors.ts';
import type { NearChecklist } from '../../ports/index.ts';
import { homeOf } from '../aws/credentials/shared-files.ts';
import { errnoOf } from '../errno.ts';
import { readText } from './read.ts';

/** Sub-folders that are looked into; a monorepo has some dozens. */
const MOST_FOLDERS = 200;

/**
 * Checklists of the same name in the folders above, up to the root of the repository or the home folder, nearest first, then in those
 * directly below. What cannot be read as a checklist is none.
 */
export async function checklistsNear(path: string): Promise<readonly NearChecklist[]> {
  const [folder, name] = [dirname(resolve(path)), basename(path)];
  const places = [...(await foldersAbove(folder)), ...(await foldersBelow(folder))];
  const found: NearChecklist[] = [];
  for (const place of places) {
    const near = await readNear(join(place, name));
    if (near !== null) found.push(near);
  }
  return found;
}

async function readNear(file: string): Promise<NearChecklist | null> {
  try {
    const { domain, region } = parseChecklist((await readText(file)).text);
    return { path: relative(process.cwd(), file), domain, region };
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

async function foldersAbove(folder: string): Promise<readonly string[]> {
  const above: string[] = [];
  const last = [parse(folder).root, homeOf(process.env)];
  for (let at = folder; !last.includes(at) && !(await namesIn(at)).includes('.git'); ) {
    at = dirname(at);
    if (at === parse(folder).root) break;
    above.push(at);
  }
  return above;
}

async function foldersBelow(folder: string): Promise<readonly string[]> {
  const names = (await namesIn(folder)).filter((name) => !/^(\.|node_modules$)/.test(name));
  return names.slice(0, MOST_FOLDERS).map((name) => join(folder, name));
}

/** Empty where the folder is not there or not ours to read: then nothing in it is of use to this run either. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return [];
  }
}
