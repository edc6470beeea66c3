/** Why an event of a proof did not arrive: each hop on the way is broken, and named. */

import { describe, expect, test } from 'vitest';
import { PortError } from '../../../src/ports/index.ts';
import { isAwsOwn, lostFindings } from '../../../src/steps/setup-events/lost-hop.ts';
import { fakePorts, type PortScripts } from '../../helpers/ports.ts';
import * as w from '../../helpers/world.ts';
import { BUS_SETTING, BUS_SOURCE, contextOf, FROM, TOPIC_SOURCE, wish } from './context.ts';

const SET = w.EVENT_SET.name;
const identity = (configurationSet: string | null) => [w.identity({ configurationSet })];
/** The address is not an identity of its own, so that the default set of the domain counts. */
const plain = { identity: identity(SET), addressIdentity: [null] };
const withDestination = (change: object) => ({
  configurationSet: [
    {
      ...w.EVENT_SET,
      destinations: w.EVENT_SET.destinations.map((each) => ({ ...each, ...change })),
    },
  ],
});
const address = (configurationSet: string | null) => [
  {
    ...{ address: FROM, usable: true, status: 'SUCCESS', tags: [], mailFrom: null, policies: [] },
    configurationSet,
  },
];

const handed = (['bounce', 'complaint'] as const).map((probe) => {
  return { probe, path: 'api', messageId: probe, at: 0 } as const;
});
const BOUNCE_SEEN = { event: 'Bounce', path: 'api', seconds: 1 } as const;

async function lost(scripts: PortScripts, change: Parameters<typeof wish>[0] = {}) {
  const { context } = contextOf(fakePorts(scripts));
  const source = change.setting === undefined ? TOPIC_SOURCE : BUS_SOURCE;
  return lostFindings(context, wish(change), { seen: [], handed, source });
}

describe('each cause has its code, and a way out', () => {
  test.each<[string, PortScripts, string, string]>([
    ['the identity is gone', { ses: { identity: [null] } }, 'events/no-default-set', w.DOMAIN],
    ['no default set', { ses: { identity: identity(null) } }, 'events/no-default-set', w.DOMAIN],
    ['another set', { ses: { identity: identity('other') } }, 'events/other-set', 'is other, not'],
    [
      'the address has another set',
      { ses: { identity: identity(SET), addressIdentity: address('own') } },
      'events/address-set',
      'the default configuration set own',
    ],
    [
      'the address has no set',
      { ses: { identity: identity(SET), addressIdentity: address(null) } },
      'events/address-set',
      'without a default configuration set',
    ],
    ['the set is gone', { ses: { ...plain, configurationSet: [null] } }, 'events/no-set', SET],
    [
      'the destination is gone',
      { ses: { ...plain, configurationSet: [{ ...w.EVENT_SET, destinations: [] }] } },
      'events/no-destination',
      w.EVENT_TOPIC,
    ],
    [
      'it publishes to another topic',
      { ses: { ...plain, ...withDestination({ target: { kind: 'sns', topicArn: 'arn:other' } }) } },
      'events/no-destination',
      w.EVENT_TOPIC,
    ],
    [
      'the destination is disabled',
      { ses: { ...plain, ...withDestination({ enabled: false }) } },
      'events/disabled',
      'disabled',
    ],
    [
      'a type is missing',
      { ses: { ...plain, ...withDestination({ types: ['BOUNCE'] }) } },
      'events/type-missing',
      'does not publish COMPLAINT',
    ],
    ['the topic is gone', { ses: plain, sns: { topic: [null] } }, 'events/no-topic', w.EVENT_TOPIC],
    [
      'the policy lets SES no longer in',
      { ses: plain, sns: { topic: [w.topic({ policy: '{"Statement":[]}' })] } },
      'events/topic-policy',
      'does not let SES publish',
    ],
    [
      'the policy is no document',
      { ses: plain, sns: { topic: [w.topic({ policy: '{' })] } },
      'events/topic-policy',
      'does not let SES publish',
    ],
    [
      "encrypted with AWS's own key",
      { ses: plain, sns: { topic: [w.topic({ kmsKey: 'alias/aws/sns' })] } },
      'events/aws-key',
      'SES cannot use',
    ],
    [
      'encrypted with a key of the customer',
      { ses: plain, sns: { topic: [w.topic({ kmsKey: 'mrk-1' })] } },
      'events/key-policy',
      'only if the policy of that key lets it in',
    ],
  ])('%s', async (_what, scripts, code, words) => {
    const [found, ...more] = await lost(scripts);
    expect([found?.code, more]).toEqual([code, []]);
    expect(found?.message).toContain(words);
    expect(found?.fix).not.toBe('');
  });

  test('the address is looked up without its display name', async () => {
    const fakes = fakePorts({ ses: { identity: identity(SET), addressIdentity: address('own') } });
    const { context } = contextOf(fakes);
    const seen = { seen: [], handed, source: TOPIC_SOURCE };
    const [found] = await lostFindings(context, wish({ from: `Acme <${FROM}>` }), seen);
    expect(fakes.arg('ses.addressIdentity', 0)).toBe(FROM);
    expect(found?.fix).toContain(`--email-identity ${FROM} --configuration-set-name ${SET}`);
  });
});

describe('nothing on the way is wrong', () => {
  test.each([
    [120_000, 'events/late'],
    [299_000, 'events/late'],
    [300_000, 'events/lost'],
    [600_000, 'events/lost'],
  ])('after %i ms it is %s', async (limit, code) => {
    const [found] = await lost({ ses: plain }, { limit });
    expect(found?.code).toBe(code);
    expect(found?.message).toContain('bounce over API, complaint over API');
    expect(found?.fix).toContain('ses-migrate setup-events --prove=5m');
  });

  test('only what did not arrive is named', async () => {
    const { context } = contextOf(fakePorts({ ses: plain }));
    const missing = { seen: [BOUNCE_SEEN], handed, source: TOPIC_SOURCE };
    const [found] = await lostFindings(context, wish(), missing);
    expect(found?.message).toContain('complaint over API');
    expect(found?.message).not.toContain('bounce over API');
  });

  test('EventBridge has no topic to ask for', async () => {
    const set = BUS_SETTING.set;
    const [found] = await lost(
      { ses: { ...plain, configurationSet: [set] }, sns: {} },
      { setting: BUS_SETTING },
    );
    expect(found?.code).toBe('events/late');
    const gone = { ...plain, configurationSet: [w.EVENT_SET] };
    expect((await lost({ ses: gone }, { setting: BUS_SETTING }))[0]?.code).toBe(
      'events/no-destination',
    );
  });
});

test.each(['identity', 'addressIdentity', 'configurationSet'] as const)(
  'where %s could not be read, the cause is not known, and no setting is called wrong',
  async (method) => {
    const denied = new PortError('access denied', { reason: 'denied', errorName: 'AccessDenied' });
    const order = ['identity', 'addressIdentity', 'configurationSet'] as const;
    const before = order
      .slice(0, order.indexOf(method))
      .filter((each) => each !== 'configurationSet');
    const known = Object.fromEntries(before.map((each) => [each, plain[each]]));
    const [found] = await lost({ ses: { ...known, [method]: [denied] } });
    expect(found?.code).toBe('events/lost');
    expect(found?.message).toContain('The cause is not known: access denied.');
  },
);

test('an error of ours is not taken for one of AWS', async () => {
  await expect(lost({ ses: { identity: [new TypeError('ours')] } })).rejects.toThrow('ours');
});

test.each([
  ['alias/aws/sns', true],
  [`arn:aws:kms:eu-west-1:${w.ACCOUNT}:alias/aws/sns`, true],
  ['alias/aws/sns-mine', false],
  ['alias/mine/aws/sns', false],
  ['1234abcd-12ab-34cd-56ef-1234567890ab', false],
])("%s: AWS's own key %s", (key, own) => {
  expect(isAwsOwn(key)).toBe(own);
});
