#!/usr/bin/env node
/**
 * Plays the AWS CLI for scripts under test: `aws SERVICE OPERATION --flag value` as the same call of the SDK, by the
 * CLI's own naming rules. Prints what `--query Account --output text` would.
 */
import { createRequire } from 'node:module';

const require = createRequire(process.env.AWS_STAND_IN_FROM ?? import.meta.url);
const PACKAGES = { secretsmanager: 'secrets-manager', route53: 'route-53' };
const [service = '', operation = '', ...rest] = process.argv.slice(2);
/** Flags whose value is a list, also with one entry. */
const LISTS = new Set(['alarm-names']);
const pascal = (kebab) => kebab.replace(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase());

const input = {};
let region = process.env.AWS_DEFAULT_REGION;
for (let index = 0; index < rest.length; index += 1) {
  const flag = rest[index].replace(/^--/, '');
  if (flag.startsWith('no-')) {
    input[pascal(flag.slice('no-'.length))] = false;
    continue;
  }
  index += 1;
  const value = rest[index];
  if (flag === 'region') region = value;
  else if (flag !== 'query' && flag !== 'output')
    input[pascal(flag)] = LISTS.has(flag) ? [value] : parsed(value);
}
function parsed(text) {
  return /^[{[]/.test(text) ? JSON.parse(text) : text;
}

if (region === undefined) {
  process.stderr.write('You must specify a region.\n');
  process.exit(255);
}
const sdk = require(`@aws-sdk/client-${PACKAGES[service] ?? service}`);
const Client = Object.entries(sdk).find(
  ([name]) => /^[A-Z]\w*Client$/.test(name) && name !== '__Client',
)[1];
const Command = sdk[`${pascal(operation)}Command`];
try {
  const answer = await new Client({ region }).send(new Command(input));
  if (operation === 'get-caller-identity') process.stdout.write(`${answer.Account}\n`);
} catch (error) {
  process.stderr.write(`${error.name}: ${error.message}\n`);
  process.exitCode = 254;
}
