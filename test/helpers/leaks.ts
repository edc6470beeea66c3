/**
 * Every program that a test starts is looked through when it has ended: its outputs, the files in its
 * folder, and the arguments of all that it started in turn. What is secret there is known in two ways: by
 * value (its environment, what was typed or piped in) and by form (keys that the rehearsal has made, SMTP
 * passwords derived from any key). A leak fails the test in which it happened.
 */

import { type Dirent, existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface Trail {
  /** After the name of the program. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folders whose files it may have written. */
  readonly folders: readonly string[];
  /** What it said, by the name of where. */
  readonly said: Readonly<Record<string, string>>;
  /** Typed or piped in. */
  readonly typed?: readonly string[];
}

/**
 * The rehearsal begins each key with such a word (src/rehearsal/aws/random.ts), as AWS never does; so do the
 * identities of test/helpers/identity-front.
 */
const REHEARSED = ['REHEARSEDsecret', 'FRONTsecret', 'SESSIONsecret', 'SESSIONtoken'];
/** 33 bytes in base 64, of which the first is 4 (SES Developer Guide, smtp-credentials). */
const SMTP_PASSWORD = /(?<![A-Za-z0-9+/])B[A-P][A-Za-z0-9+/]{42}(?![A-Za-z0-9+/=])/g;
const SECRET_NAME = /(SECRET|PASSWORD|TOKEN|SMTP_URL)(?!.*_FILE$)/;

/** Passwords that were handed over in this test file, so that they are known in other forms, too. */
const handedOver = new Set<string>();
/** Files that a person chose for a password, with their backups; the walkthrough suggests the first. */
const chosen = new Set<string>();
const SUGGESTED = 'ses-smtp.env';
const ELSEWHERE = ['--file', 'ssm', 'secrets-manager'];

/** `SMTP password in stderr`, each place with what it holds, and never the value. */
export function leaksIn(trail: Trail): string[] {
  choose(trail);
  const files = trail.folders.flatMap(filesIn);
  const places: readonly Place[] = [
    ...Object.entries(trail.said).map(([name, text]) => ({
      name,
      text: unmasked(text, trail),
      handsOver: name === 'stdout' && printsPassword(trail),
      environment: name === 'stdout' && printsEnvironment(trail),
    })),
    ...files.map((path) => ({
      name: path,
      text: readFileSync(path, 'latin1'),
      handsOver: isChosen(path),
      environment: false,
    })),
  ];
  for (const { text } of places.filter(({ handsOver }) => handsOver))
    for (const [password] of text.matchAll(SMTP_PASSWORD)) handedOver.add(password);
  return places.flatMap((place) =>
    secretsIn(place, trail).map((what) => `${what} in ${place.name}`),
  );
}

interface Place {
  readonly name: string;
  readonly text: string;
  /** Where a person wants the SMTP password. */
  readonly handsOver: boolean;
  /** Where a shell is told the environment of a rehearsal. */
  readonly environment: boolean;
}

function secretsIn({ text, handsOver, environment }: Place, trail: Trail): string[] {
  const found = valuesOf(trail)
    .filter(({ value }) => holds(text, value))
    .map(({ name }) => name);
  if (!environment && REHEARSED.some((word) => holds(text, word))) found.push('secret access key');
  const password =
    text.match(SMTP_PASSWORD) !== null || [...handedOver].some((each) => holds(text, each));
  if (!handsOver && password) found.push('SMTP password');
  return [...new Set(found)];
}

/** As it is, and as it may be encoded by someone who passes it on; base 64 at each of its three offsets. */
export function formsOf(secret: string): string[] {
  const base64 = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]).toString('base64');
    // The first and last characters hang on what is beside the secret.
    return text.replace(/=+$/, '').slice(offset === 0 ? 0 : offset + 1, -1);
  });
  const json = JSON.stringify(secret).slice(1, -1);
  const hex = Buffer.from(secret).toString('hex');
  return [secret, encodeURIComponent(secret), json, hex, ...base64];
}

function holds(text: string, secret: string): boolean {
  return formsOf(secret).some((form) => text.includes(form));
}

/** Words and short values (`test`) would be found everywhere. */
function isTelling(value: string): boolean {
  return value.length >= 6 && !/^[a-z]+$/i.test(value);
}

function valuesOf({ env, typed = [] }: Trail): { name: string; value: string }[] {
  const named = Object.entries(env)
    .filter(([name]) => SECRET_NAME.test(name))
    .flatMap(([name, value = '']) => {
      if (!/^smtps?:/.test(value) || !URL.canParse(value)) return [{ name, value }];
      const { password } = new URL(value);
      return [password, plain(password)].map((each) => ({ name, value: each }));
    });
  const entered = typed.map((value) => ({ name: 'what was typed', value: value.trim() }));
  return [...named, ...entered].filter(({ value }) => isTelling(value));
}

function plain(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_all, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** No file and no store is named, or `--file -`: then stdout is the place. */
function printsPassword({ args }: Trail): boolean {
  if (!args.includes('make-smtp-creds')) return false;
  return filesNamed(args).includes('-') || !args.some((each) => ELSEWHERE.includes(each));
}

/** The values of `--file`, which can be repeated. */
function filesNamed(args: readonly string[]): readonly string[] {
  return args.filter((_, at) => args[at - 1] === '--file');
}

/** `rehearse --serve` and `rehearse -- CMD` hand the keys of the rehearsal to someone. */
function printsEnvironment({ args }: Trail): boolean {
  return args.includes('rehearse') && (args.includes('--serve') || args.includes('--'));
}

/** GitHub must be reported what it shall hide. */
function unmasked(text: string, { env }: Trail): string {
  return env.GITHUB_ACTIONS === 'true' ? text.replace(/^::add-mask::.*$/gm, '') : text;
}

function choose({ args, folders }: Trail): void {
  for (const file of filesNamed(args).filter((each) => each !== '-'))
    for (const folder of folders) chosen.add(resolve(folder, file));
}

function isChosen(path: string): boolean {
  return [...chosen, join(path, '..', SUGGESTED)].some((each) => path.startsWith(each));
}

/** Copies of mail are no output: they are what a mailbox gave. Nor are programs. */
function filesIn(folder: string): string[] {
  if (!folder.startsWith(tmpdir()) || !existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry: Dirent) => entry.isFile() && !/\.(eml|pem|tgz)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('/node_modules/'));
}
