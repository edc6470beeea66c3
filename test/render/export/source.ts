import type { ExportSource } from '../../../src/core/domain-setup/export-source.ts';
import { recordStates } from '../../../src/core/domain-setup/record-state.ts';
import type { ConfigurationSet } from '../../../src/core/ses/configuration-set.ts';
import type { World } from '../../../src/core/world.ts';
import * as w from '../../helpers/world.ts';

/** Nothing of ours is in DNS, and Route 53 has no zone of the domain. */
const NOWHERE = w.ok(
  w.observations(w.RECORDS, {
    dkim: null,
    'mail-from-mx': null,
    'mail-from-spf': null,
    dmarc: null,
  }),
);

/** What is exported of a world in which nothing is published yet, unless `world` says otherwise. */
export function source(
  world: Partial<World> = {},
  change: Partial<ExportSource> = {},
): ExportSource {
  return {
    domain: w.DOMAIN,
    region: w.REGION,
    zone: w.DOMAIN,
    nameServers: [w.NS.name],
    records: recordStates(w.world({ dns: NOWHERE, ...world })),
    identity: w.identity(),
    mailFrom: `mail.${w.DOMAIN}`,
    configurationSet: null,
    events: null,
    hosted: null,
    ...change,
  };
}

/** The same where Route 53 of this account has the zone, with these sets in it. */
export function hostedSource(sets: readonly ReturnType<typeof w.set>[]): ExportSource {
  const hosting = w.ok(w.hosting({ zones: w.ok([w.zone()]), recordSets: w.ok(sets) }));
  return source({ hosting }, { hosted: { zone: w.zone(), sets } });
}

export const SET: ConfigurationSet = {
  name: 'app-events',
  delivery: { tlsPolicy: 'REQUIRE', sendingPool: null, maxDeliverySeconds: 900 },
  reputationMetrics: true,
  sendingEnabled: true,
  suppressedReasons: ['BOUNCE', 'COMPLAINT'],
  tracking: { domain: 'click.acme.example', httpsPolicy: 'REQUIRE' },
  vdm: { engagementMetrics: 'ENABLED', optimizedSharedDelivery: null },
  destinations: [
    {
      name: 'to-sns',
      enabled: true,
      types: ['BOUNCE', 'COMPLAINT'],
      target: { kind: 'sns', topicArn: 'arn:aws:sns:eu-west-1:123456789012:ses-events' },
    },
    {
      name: 'to-bus',
      enabled: false,
      types: ['SEND'],
      target: {
        kind: 'event-bridge',
        busArn: 'arn:aws:events:eu-west-1:123456789012:event-bus/default',
      },
    },
    {
      name: 'to-watch',
      enabled: true,
      types: ['DELIVERY'],
      target: {
        kind: 'cloud-watch',
        dimensions: [{ name: 'ses:from-domain', source: 'MESSAGE_TAG', defaultValue: 'none' }],
      },
    },
    {
      name: 'to-stream',
      enabled: true,
      types: ['OPEN'],
      target: {
        kind: 'firehose',
        streamArn: 'arn:aws:firehose:eu-west-1:123456789012:deliverystream/mail',
        roleArn: 'arn:aws:iam::123456789012:role/mail',
      },
    },
    { name: 'to-nowhere', enabled: true, types: ['CLICK'], target: { kind: 'other' } },
  ],
};
