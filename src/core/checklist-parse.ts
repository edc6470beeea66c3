import { CHECKLIST_SCHEMA, type Checklist, type Choices } from './checklist.ts';
import { EXIT, Failure } from './model/errors.ts';

const SCHEMA_PREFIX = CHECKLIST_SCHEMA.slice(0, CHECKLIST_SCHEMA.lastIndexOf(':') + 1);
const ONE_OF: Partial<Record<keyof Choices, readonly string[]>> = {
  onMxFailure: ['default', 'reject'],
  dkimKeyLength: ['1024', '2048'],
  dns: ['auto', 'route53', 'cloudflare', 'manual'],
  dmarc: ['none', 'quarantine', 'reject'],
  senderScope: ['any', 'identity'],
  sendsBy: ['api', 'smtp', 'both'],
};

type Json = Readonly<Record<string, unknown>>;

/**
 * The checklist in `text`. Every known field is checked and a wrong one is named by its path; fields that
 * are not known here stay where they are, so that the next write loses nothing.
 * Throws Failure `checklist/unreadable` or `checklist/newer-version`; the file's name is the caller's to add.
 */
export function parseChecklist(text: string): Checklist {
  const root = parseJson(text);
  if (!isOurs(root))
    throw unreadable('It was not written by ses-migrate: another $schema, or none.');
  const { version, choices, steps } = root;
  if (typeof version === 'number' && version > 1) throw newer(version);
  check(version === 1, 'version', 'is not 1');
  check(isText(root.lineage) && root.lineage !== '', 'lineage', 'is not a text');
  check(isCount(root.serial), 'serial', 'is not a whole number');
  for (const name of ['domain', 'region', 'account'])
    check(root[name] === null || isText(root[name]), name, 'is neither a text nor null');
  check(isObject(choices), 'choices', 'is not an object');
  checkChoices(choices);
  check(isObject(steps), 'steps', 'is not an object');
  for (const [id, step] of Object.entries(steps)) checkStep(step, `steps.${id}`);
  check(root.last === null || isObject(root.last), 'last', 'is neither an object nor null');
  return root as unknown as Checklist;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')); // RFC 8259, 8.1: a byte order mark may be ignored
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const what = text.trim() === '' ? 'It is empty.' : 'It is cut short or not JSON.';
    throw unreadable(what, error);
  }
}

function isOurs(value: unknown): value is Json {
  return isObject(value) && isText(value.$schema) && value.$schema.startsWith(SCHEMA_PREFIX);
}

function checkChoices(choices: Json): void {
  for (const [name, value] of Object.entries(choices))
    check(isText(value), `choices.${name}`, 'is not a text');
  for (const [name, allowed] of Object.entries(ONE_OF)) {
    const value = choices[name];
    const known = value === undefined || allowed.includes(String(value));
    check(known, `choices.${name}`, `is none of ${allowed.join(', ')}`);
  }
}

function checkStep(step: unknown, path: string): void {
  check(isObject(step), path, 'is not an object');
  if (step.intent !== null) checkEntry(step.intent, `${path}.intent`);
  check(Array.isArray(step.receipts), `${path}.receipts`, 'is not a list');
  for (const [index, receipt] of step.receipts.entries()) {
    const at = `${path}.receipts[${index}]`;
    checkEntry(receipt, at);
    if (receipt.changes !== undefined) checkChanges(receipt.changes, `${at}.changes`);
  }
}

/** What an intent and a receipt have in common. */
function checkEntry(entry: unknown, path: string): asserts entry is Json {
  check(isObject(entry), path, 'is not an object');
  check(isTime(entry.at), `${path}.at`, 'is not an ISO 8601 time');
  check(isText(entry.what), `${path}.what`, 'is not a text');
  check(isObject(entry.facts), `${path}.facts`, 'is not an object');
  for (const [name, fact] of Object.entries(entry.facts))
    check(isFact(fact), `${path}.facts.${name}`, 'is not a text, number, true, false or null');
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

function newer(version: number): Failure {
  return new Failure(
    'checklist/newer-version',
    `It has version ${version}; this ses-migrate knows version 1.`,
    { exitCode: EXIT.act, fix: 'Use the newer ses-migrate that wrote it. Nothing was touched.' },
  );
}
