import { parseRegion } from './aws/region.ts';
import { CHECKLIST_SCHEMA, type Checklist, type Choices } from './checklist.ts';
import { CHOICES } from './checklist-choices.ts';
import { hasMarkers } from './checklist-markers.ts';
import { readFacts } from './checklist-receipts.ts';
import { EXIT, Failure } from './model/errors.ts';
import type { Remedy } from './model/remedy.ts';
import { parseAccount } from './parse/aws-names.ts';
import { parseDomain } from './parse/domain.ts';

const SCHEMA_PREFIX = CHECKLIST_SCHEMA.slice(0, CHECKLIST_SCHEMA.lastIndexOf(':') + 1);
/** Far above what a checklist has; code that walks the file would run out of stack. */
const DEEPEST = 100;
/** Characters; a domain has 253 at most, an address 320. */
const LONGEST = 512;

type Json = Readonly<Record<string, unknown>>;

/**
 * The checklist in `text`. Every known field is checked and a wrong one is named by its path; fields that
 * are not known here stay where they are, so that the next write loses nothing.
 * Names (domain, Region, account, choices) pass the parsers of the flags, as they come from the outside, too.
 * Throws Failure `checklist/unreadable`, `checklist/conflict`, `checklist/bad-value` (exit 2) or `checklist/newer-version`; the file's
 * name is the caller's to add.
 */
export function parseChecklist(text: string): Checklist {
  const root = parseJson(text);
  if (!isOurs(root))
    throw unreadable('It was not written by ses-migrate: another $schema, or none.');
  const { version, choices, steps, answers = {} } = root;
  if (typeof version === 'number' && version > 2) throw newer(version);
  check(version === 1 || version === 2, 'version', 'is neither 1 nor 2');
  check(isText(root.lineage) && root.lineage !== '', 'lineage', 'is not a text');
  const names = {
    domain: nameIn(root, 'domain', parseDomain),
    region: nameIn(root, 'region', parseRegion),
    account: nameIn(root, 'account', parseAccount),
  };
  check(isObject(choices), 'choices', 'is not an object');
  const chosen = choicesIn(choices);
  check(isObject(answers), 'answers', 'is not an object');
  for (const [key, value] of Object.entries(answers)) {
    check(isText(value), `answers.${key}`, 'is not a text');
  }
  check(isObject(steps), 'steps', 'is not an object');
  const read = Object.entries(steps).map(([id, step]) => [id, stepIn(step, `steps.${id}`)]);
  const { serial: _serial, last, ...known } = root;
  // Version 1 kept the report itself here, version 2 names where it is.
  check(
    last === null || isText(last) || isObject(last),
    'last',
    'is not a text, an object or null',
  );
  return {
    ...known,
    ...names,
    $schema: CHECKLIST_SCHEMA,
    version: 2,
    last: isObject(last) ? last : null,
    choices: chosen,
    steps: Object.fromEntries(read),
  } as unknown as Checklist;
}

function nameIn(root: Json, name: string, parse: (text: string) => string): string | null {
  const value = root[name];
  check(value === null || isText(value), name, 'is neither a text nor null');
  return value === null ? null : parsed(value, name, parse);
}

/** The value as the flag's parser takes it; what it refuses is named by `path`. */
function parsed(text: string, path: string, parse: (text: string) => string): string {
  // What the parsers refuse they quote; a name of a million characters would be the message.
  if (text.length > LONGEST) throw badValue(`${path}: has more than ${LONGEST} characters.`);
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw badValue(`${path}: ${error.message}`, error);
  }
}

function parseJson(text: string): unknown {
  if (depthOf(text) > DEEPEST) throw badValue(`It is nested more than ${DEEPEST} levels deep.`);
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')); // RFC 8259, 8.1: a byte order mark may be ignored
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    if (hasMarkers(text)) throw conflict(error);
    const what = text.trim() === '' ? 'It is empty.' : 'It is cut short or not JSON.';
    throw unreadable(what, error);
  }
}

function isOurs(value: unknown): value is Json {
  return isObject(value) && isText(value.$schema) && value.$schema.startsWith(SCHEMA_PREFIX);
}

/** Levels of objects and lists; brackets within texts do not count. */
function depthOf(text: string): number {
  let [depth, deepest] = [0, 0];
  for (const [token] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}]/gs)) {
    if (token === '[' || token === '{') deepest = Math.max(deepest, ++depth);
    if (token === ']' || token === '}') depth -= 1;
  }
  return deepest;
}

/** A choice of a name that is not known here is a colleague's newer tool's, and stays as it is. */
function choicesIn(choices: Json): Json {
  const entries = Object.entries(choices).map(([name, value]) => {
    const path = `choices.${name}`;
    check(isText(value), path, 'is not a text');
    return [name, isChoice(name) ? choiceIn(CHOICES[name], value, path) : value];
  });
  return Object.fromEntries(entries);
}

function isChoice(name: string): name is keyof typeof CHOICES {
  return Object.hasOwn(CHOICES, name);
}

function choiceIn(rule: (typeof CHOICES)[keyof Choices], value: string, path: string): string {
  if ('parse' in rule) return parsed(value, path, rule.parse);
  const allowed: readonly string[] = rule.values;
  if (allowed.includes(value)) return value;
  throw badValue(`${path}: ${JSON.stringify(value)} is none of ${allowed.join(', ')}.`);
}

function stepIn(step: unknown, path: string): Json {
  check(isObject(step), path, 'is not an object');
  const intent = step.intent === null ? null : entryIn(step.intent, 'intent', `${path}.intent`);
  const older = step.intents === undefined ? {} : { intents: intentsIn(step.intents, path) };
  check(Array.isArray(step.receipts), `${path}.receipts`, 'is not a list');
  const receipts = step.receipts.map((receipt: unknown, index) => {
    const at = `${path}.receipts[${index}]`;
    const read = entryIn(receipt, 'receipt', at);
    if (read.changes !== undefined) checkChanges(read.changes, `${at}.changes`);
    return read;
  });
  return { ...step, intent, ...older, receipts };
}

function intentsIn(intents: unknown, path: string): readonly Json[] {
  check(Array.isArray(intents), `${path}.intents`, 'is not a list');
  return intents.map((each: unknown, index) =>
    entryIn(each, 'intent', `${path}.intents[${index}]`),
  );
}

/** An intent or a receipt, with the facts that older files lack. One of an unknown kind stays as it is. */
function entryIn(entry: unknown, of: 'receipt' | 'intent', path: string): Json {
  check(isObject(entry), path, 'is not an object');
  check(entry.id === undefined || isText(entry.id), `${path}.id`, 'is not a text');
  check(isTime(entry.at), `${path}.at`, 'is not an ISO 8601 time');
  check(isText(entry.what), `${path}.what`, 'is not a text');
  check(isObject(entry.facts), `${path}.facts`, 'is not an object');
  if (of === 'intent' && entry.by !== undefined) checkWriter(entry.by, `${path}.by`);
  for (const [name, fact] of Object.entries(entry.facts))
    check(isFact(fact), `${path}.facts.${name}`, 'is not a text, number, true, false or null');
  const facts = readFacts(of, entry.what, entry.facts);
  if (facts === null) return entry;
  if (Array.isArray(facts)) {
    const [{ name, type } = { name: '', type: '' }] = facts;
    throw unreadable(`${path}.facts.${name} is not ${type}.`);
  }
  return { ...entry, facts };
}

function checkWriter(by: unknown, path: string): void {
  check(isObject(by), path, 'is not an object');
  for (const name of ['run', 'host']) check(isText(by[name]), `${path}.${name}`, 'is not a text');
  check(isCount(by.pid), `${path}.pid`, 'is not a whole number');
}

function checkChanges(changes: unknown, path: string): void {
  check(Array.isArray(changes), path, 'is not a list');
  for (const [index, change] of changes.entries()) {
    const at = `${path}[${index}]`;
    check(isObject(change), at, 'is not an object');
    check(['+', '~', '-', '='].includes(String(change.op)), `${at}.op`, 'is not + ~ - or =');
    check(isText(change.what), `${at}.what`, 'is not a text');
    for (const side of ['from', 'to'])
      check(
        change[side] === null || isText(change[side]),
        `${at}.${side}`,
        'is not a text or null',
      );
  }
}

function check(holds: boolean, path: string, problem: string): asserts holds {
  if (!holds) throw unreadable(`${path} ${problem}.`);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isTime(value: unknown): boolean {
  return isText(value) && /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value));
}

function isFact(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function unreadable(message: string, cause?: unknown): Failure {
  return new Failure('checklist/unreadable', message, { exitCode: EXIT.act, cause });
}

/** `file`: as the command takes it; empty for the usual one. */
export function mergeFix(file: string): Remedy {
  const command = ['ses-migrate checklist merge', ...(file === '' ? [] : [file])].join(' ');
  return {
    say: `Run \`${command}\`: it unites both sides in the file, and no receipt of either is lost.`,
    command,
  };
}

function conflict(cause: SyntaxError): Failure {
  return new Failure(
    'checklist/conflict',
    'It has conflict markers of a merge (<<<<<<< and >>>>>>>).',
    {
      exitCode: EXIT.act,
      fix: mergeFix(''),
      cause,
    },
  );
}

function badValue(message: string, cause?: Failure): Failure {
  return new Failure('checklist/bad-value', message, {
    exitCode: EXIT.usage,
    fix: cause?.fix ?? 'Correct the value in the file. Nothing was touched.',
    cause,
  });
}

function newer(version: number): Failure {
  return new Failure(
    'checklist/newer-version',
    `It has version ${version}; this ses-migrate knows versions 1 and 2.`,
    { exitCode: EXIT.act, fix: 'Use the newer ses-migrate that wrote it. Nothing was touched.' },
  );
}
