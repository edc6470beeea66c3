import { describe, expect, test } from 'vitest';
import { advance } from '../../src/flow/advance.ts';
import { openSession } from '../../src/flow/session.ts';
import { PortError, type SimulationRequest, type Verdict } from '../../src/ports/index.ts';
import { verifyDomain } from '../../src/steps/verify-domain/step.ts';
import { byService, fakePorts } from '../helpers/ports.ts';
import { ACCOUNT, CALLER, DOMAIN, ok, REGION, world } from '../helpers/world.ts';
import { planOf } from '../steps/apply.ts';

const NOTHING = world({ identity: ok(null), records: ok([]) });
const IDENTITY = `arn:aws:ses:${REGION}:${ACCOUNT}:identity/${DOMAIN}`;
const PUT = 'ses:PutEmailIdentityMailFromAttributes';

/** Verdicts on the wishes: `decision` on MAIL FROM, allowed on all else. */
function deciding(decision: Verdict['decision'], certain = true) {
  return (_caller: unknown, wishes: readonly SimulationRequest[]): readonly Verdict[] =>
    wishes.map((wish) =>
      wish.action === PUT
        ? { ...wish, decision, certain }
        : { ...wish, decision: 'allowed', certain: true },
    );
}

const DOES = { createIdentity: () => undefined, putMailFrom: () => undefined };

function begin(
  fakes: ReturnType<typeof fakePorts>,
  consent: { yes: boolean; dryRun: boolean; noPreflight?: boolean },
) {
  const session = openSession(fakes.ports, null, { domain: DOMAIN, region: REGION });
  const request = { step: verifyDomain, world: NOTHING, session, answers: {}, consent };
  return advance(fakes.ports, request, planOf(verifyDomain, fakes, { world: NOTHING }));
}

const YES = { yes: true, dryRun: false };
const STATEMENT = { Effect: 'Allow', Action: PUT, Resource: IDENTITY };

describe('nobody can be asked', () => {
  test('nothing is begun, and the statement is named', async () => {
    const fakes = fakePorts({ simulator: { simulate: deciding('implicitDeny') } });
    await expect(begin(fakes, YES)).rejects.toMatchObject({
      code: 'aws/will-be-refused',
      exitCode: 4,
      message: expect.stringContaining(`${PUT} on ${IDENTITY}`),
      fixes: expect.arrayContaining([expect.objectContaining({ statement: STATEMENT })]),
    });
    expect(fakes.stored()).toBeNull();
  });

  test('a Deny has no statement against it', async () => {
    const fakes = fakePorts({ simulator: { simulate: deciding('explicitDeny') } });
    await expect(begin(fakes, YES)).rejects.toMatchObject({
      code: 'aws/will-be-refused',
      fixes: expect.not.arrayContaining([
        expect.objectContaining({ statement: expect.anything() }),
      ]),
      fix: expect.stringContaining('Remove the action from that Deny'),
    });
  });

  test.each([
    ['all is allowed', deciding('allowed')],
    ['the simulator cannot be certain', deciding('implicitDeny', false)],
    [
      'the simulator may not be asked',
      [new PortError('no', { reason: 'denied', errorName: 'AccessDenied' })],
    ],
    ['IAM is busy', [new PortError('slow', { reason: 'throttled', errorName: 'Throttling' })]],
  ])('%s: it is done without a word', async (_what, simulate) => {
    const fakes = fakePorts({ ...byService({ simulate, ...DOES }) });
    expect((await begin(fakes, YES)).applied).toBe(true);
    expect(fakes.notes.join('\n')).not.toMatch(/refuse/);
  });

  test('--no-preflight does not ask the simulator', async () => {
    const fakes = fakePorts({ ...byService(DOES) });
    await begin(fakes, { ...YES, noPreflight: true });
    expect(fakes.argsOf('simulator.simulate')).toEqual([]);
  });
});

test('what is asked: each operation of the plan, on the resource of its own', async () => {
  const fakes = fakePorts({ ...byService({ simulate: deciding('allowed'), ...DOES }) });
  await begin(fakes, YES);
  expect(fakes.argsOf('simulator.simulate')).toEqual([
    [
      CALLER,
      [
        { action: 'ses:CreateEmailIdentity', resource: IDENTITY },
        { action: PUT, resource: IDENTITY },
      ],
    ],
  ]);
});

test('a dry run tells it and continues', async () => {
  const fakes = fakePorts({ simulator: { simulate: deciding('implicitDeny') } });
  const { applied, shown } = await begin(fakes, { yes: false, dryRun: true });
  expect(applied).toBe(false);
  expect(shown.willBeRefused).toEqual([
    expect.objectContaining({ code: 'aws/will-be-refused', statement: STATEMENT }),
  ]);
  expect(fakes.notes.join('\n')).toContain('Add this statement to a policy of user operator:');
});

describe('a person is there', () => {
  test('is reported and asked, also after --yes', async () => {
    const fakes = fakePorts({
      ...byService({ simulate: deciding('implicitDeny'), ...DOES }),
      prompt: { confirm: [true] },
    });
    expect((await begin(fakes, YES)).applied).toBe(true);
    expect(fakes.notes.join('\n')).toContain(`"Action": "${PUT}"`);
  });

  test('who says no has changed nothing', async () => {
    const fakes = fakePorts({
      simulator: { simulate: deciding('implicitDeny') },
      prompt: { confirm: [false] },
    });
    await expect(begin(fakes, YES)).rejects.toMatchObject({ exitCode: 130 });
  });
});
