import { expect, test } from 'vitest';
import { ParsedAsText, parse } from '../../../src/cli/parse.ts';
import type { Context } from '../../../src/commands/command.ts';
import { COMMANDS } from '../../../src/commands/index.ts';
import { parseGiven } from '../../../src/flow/inputs.ts';
import type { Ports } from '../../../src/ports/index.ts';
import { STEPS } from '../../../src/steps/index.ts';
import { checklistFilesOf } from '../../helpers/checklist-files.ts';
import { fakePorts } from '../../helpers/ports.ts';
import { DELEGATION } from '../../helpers/world.ts';

/** As the program hands it to the command. */
function invocation(...argv: string[]) {
  const given = parse(argv, {}, COMMANDS);
  if (given instanceof ParsedAsText) throw new Error('parsed as text');
  return { ...given, answers: parseGiven(given.command.inputs, given.answers) };
}

test('how DNS is asked is what the flags say, the time limit too', () => {
  const flags = ['--resolver', '192.0.2.1', '--nameserver', '192.0.2.2:54', '--timeout', '700'];
  const { command, answers } = invocation('check-dns', ...flags);
  expect(command.dnsOptions?.(answers)).toEqual({
    resolvers: ['192.0.2.1'],
    nameservers: ['192.0.2.2:54'],
    doh: null,
    timeoutMs: 700,
  });
});

test('--concurrency limits how many domains of the file are checked at a time', async () => {
  let open = 0;
  let most = 0;
  const fakes = fakePorts({
    files: { readStdin: ['a.example\nb.example\nc.example\nd.example\n'] },
    dns: {
      resolvers: () => [],
      ask: (server) => ({
        kind: 'nxdomain',
        server,
        ms: 1,
        aa: true,
        rcode: 'NXDOMAIN',
        soa: null,
      }),
    },
  });
  const delegation = async () => {
    open += 1;
    most = Math.max(most, open);
    await new Promise((resolve) => setTimeout(resolve, 5));
    open -= 1;
    return DELEGATION;
  };
  const dns: Ports['dns'] = Object.assign(Object.create(fakes.ports.dns), { delegation });
  const ports = { ...fakes.ports, dns };
  const context: Context = {
    steps: STEPS,
    commands: COMMANDS,
    help: () => '',
    open: async () => ({ ports, stored: null, region: 'eu-west-1', domain: null }),
    prepareFleet: async () => undefined,
    checklistFiles: checklistFilesOf().files,
  };
  const tokens = ['t1', 't2', 't3'].flatMap((token) => ['--token', token]);
  const file = ['--domains-file', '-', '--concurrency', '2'];
  const options = invocation('check-dns', ...file, ...tokens);
  await options.command.run(context, options);
  expect(most).toBe(2);
});
