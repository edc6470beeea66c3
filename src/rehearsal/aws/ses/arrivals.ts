/** How people may have left the identity of the domain before anybody rehearses: `--situation`. */

import { generateKeyPairSync } from 'node:crypto';
import type { ConfigurationSets } from './configuration-sets.ts';
import {
  createEasyDkim,
  createOwnDkim,
  createReplica,
  type Dkim,
  noDkim,
  signingHostedZone,
} from './dkim.ts';
import { startWatch, type Watch } from './looks.ts';
import type { DomainIdentity, IdentityStore, MailFrom } from './store.ts';

type Status = Watch['status'];

interface Arrival {
  /** `orphan` is a replica whose parent Region has no identity. */
  readonly dkim?: 'easy' | 'short' | 'own' | 'replica' | 'orphan' | 'none';
  readonly dkimStatus?: Status;
  readonly signing?: false;
  /** `[label, status, behaviour]`; null: not set. */
  readonly mailFrom?: readonly [string, Status, MailFrom['behavior']?] | null;
  /** The default configuration set `shop`. */
  readonly set?: 'sends' | 'paused' | 'deleted';
  /** Two e-mail address identities: one as the domain, one with settings of its own. */
  readonly addresses?: true;
  /** The identity is in another Region, and not here. */
  readonly elsewhere?: true;
}

const proven = ['mail', 'SUCCESS'] as const;

const ARRIVALS = {
  'easy-dkim-1024': { dkim: 'short' },
  byodkim: { dkim: 'own' },
  'byodkim-failed': { dkim: 'own', dkimStatus: 'FAILED' },
  deed: { dkim: 'replica' },
  'deed-failed': { dkim: 'replica', dkimStatus: 'FAILED' },
  'deed-orphaned': { dkim: 'orphan', dkimStatus: 'PENDING' },
  'dkim-pending': { dkimStatus: 'PENDING' },
  'dkim-failed': { dkimStatus: 'FAILED' },
  'dkim-failed-1024': { dkim: 'short', dkimStatus: 'FAILED' },
  'dkim-temporary-failure': { dkimStatus: 'TEMPORARY_FAILURE' },
  'dkim-not-started': { dkim: 'none', dkimStatus: 'NOT_STARTED', signing: false },
  'signing-off': { signing: false },
  'mail-from-none': { mailFrom: null },
  'mail-from-pending': { mailFrom: ['mail', 'PENDING'] },
  'mail-from-failed': { mailFrom: ['mail', 'FAILED'] },
  'mail-from-temporary-failure': { mailFrom: ['mail', 'TEMPORARY_FAILURE'] },
  'mail-from-other': { mailFrom: ['news', 'SUCCESS'] },
  'mail-from-rejects': { mailFrom: ['mail', 'FAILED', 'REJECT_MESSAGE'] },
  'configuration-set': { set: 'sends' },
  'configuration-set-paused': { set: 'paused' },
  'configuration-set-deleted': { set: 'deleted' },
  'address-identities': { addresses: true },
  'other-region': { elsewhere: true },
  'identity-complete': {},
} as const satisfies Readonly<Record<string, Arrival>>;

export type ArrivalName = keyof typeof ARRIVALS;

export const ARRIVAL_NAMES = Object.keys(ARRIVALS) as readonly ArrivalName[];

/** SES of one Region. */
export interface Place {
  readonly store: IdentityStore;
  readonly sets: ConfigurationSets;
}

/** Puts the identity there, its records too where SES has seen them. */
export async function arrive(
  name: ArrivalName,
  domain: string,
  places: { readonly home: Place; readonly other: Place },
): Promise<void> {
  const arrival: Arrival = ARRIVALS[name];
  const { home, other } = places;
  const place = arrival.elsewhere ? other : home;
  if (arrival.dkim === 'replica') {
    const parent = { dkim: 'easy', dkimStatus: arrival.dkimStatus, mailFrom: null } as const;
    await settle(other, domain, { ...parent, dkimStatus: arrival.dkimStatus ?? 'SUCCESS' });
  }
  if (arrival.set) addSet(place, arrival.set);
  await settle(place, domain, arrival, other.store);
  if (arrival.addresses) addAddresses(place, domain);
}

async function settle(
  { store }: Place,
  domain: string,
  arrival: Arrival,
  parent: IdentityStore = store,
): Promise<void> {
  const { dkimStatus = 'SUCCESS', mailFrom = proven } = arrival;
  const dkim = await dkimOf(arrival.dkim ?? 'easy', store, parent);
  const identity: DomainIdentity = {
    kind: 'DOMAIN',
    name: domain,
    domain,
    createdAt: store.now(),
    tags: [],
    signingEnabled: arrival.signing ?? true,
    configurationSet: arrival.set ? 'shop' : null,
    dkim,
    watch: {
      ...watchIn(dkimStatus, store),
      ...(arrival.dkim === 'orphan' ? { error: 'REPLICATION_PRIMARY_NOT_FOUND' } : {}),
    },
    verifiedByTxt: arrival.dkim === 'none',
    previous: null,
    lastSwitch: null,
    mailFrom:
      mailFrom === null
        ? null
        : {
            domain: `${mailFrom[0]}.${domain}`,
            behavior: mailFrom[2] ?? 'USE_DEFAULT_VALUE',
            watch: watchIn(mailFrom[1], store),
          },
  };
  store.add(identity);
  if (dkimStatus === 'SUCCESS') publishDkim(store, identity);
  if (identity.mailFrom?.watch.status === 'SUCCESS') publishMailFrom(store, identity.mailFrom);
  // The last look, if there was one, was at the zone as it is now.
  const { watch } = identity;
  if (watch.lastLook !== null) watch.soa = store.dns.held(domain, 'SOA')?.values[0] ?? null;
}

async function dkimOf(
  kind: NonNullable<Arrival['dkim']>,
  store: IdentityStore,
  parent: IdentityStore,
): Promise<Dkim> {
  const world = { dns: store.dns, region: store.region, now: store.now() };
  switch (kind) {
    case 'easy':
      return createEasyDkim(world, 'RSA_2048_BIT');
    case 'short':
      return createEasyDkim(world, 'RSA_1024_BIT');
    case 'own':
      return createOwnDkim(
        {
          DomainSigningSelector: 'team',
          DomainSigningPrivateKey: ownKey(),
          NextSigningKeyLength: undefined,
          DomainSigningAttributesOrigin: undefined,
        },
        world.now,
      );
    case 'replica':
    case 'orphan':
      return createReplica(
        `AWS_SES_${parent.region.toUpperCase().replaceAll('-', '_')}`,
        world.now,
      );
    case 'none':
      return noDkim(world.now);
  }
}

/** Base 64 of PKCS#1, as SES takes it. */
function ownKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  return privateKey.export({ type: 'pkcs1', format: 'der' }).toString('base64');
}

/** A watch that came to this status before now. */
function watchIn(status: Status, store: IdentityStore): Watch {
  const now = store.now();
  const seen = status === 'SUCCESS' || status === 'TEMPORARY_FAILURE';
  return {
    ...startWatch(now, store.every),
    status,
    lastLook: status === 'NOT_STARTED' ? null : now,
    lastSuccess: seen ? now : null,
    error: status === 'SUCCESS' || status === 'NOT_STARTED' ? null : 'HOST_NOT_FOUND',
  };
}

function publishDkim(store: IdentityStore, { name, dkim }: DomainIdentity): void {
  const { dns, region } = store;
  const ttl = 300;
  if (dkim.origin === 'EXTERNAL') {
    const values = [`p=${dkim.publicKey}`];
    dns.put({ name: `${dkim.selector}._domainkey.${name}`, type: 'TXT', ttl, values });
  }
  for (const token of dkim.origin === 'AWS_SES' ? dkim.tokens : []) {
    const values = [`${token}.${signingHostedZone(region)}`];
    dns.put({ name: `${token}._domainkey.${name}`, type: 'CNAME', ttl, values });
  }
}

function publishMailFrom({ dns, region }: IdentityStore, { domain: name }: MailFrom): void {
  const values = [`10 feedback-smtp.${region}.amazonses.com`];
  dns.put({ name, type: 'MX', ttl: 300, values });
  dns.put({ name, type: 'TXT', ttl: 300, values: ['v=spf1 include:amazonses.com ~all'] });
}

function addSet({ sets }: Place, state: NonNullable<Arrival['set']>): void {
  if (state === 'deleted') return;
  sets.all.set('shop', {
    name: 'shop',
    options: { SendingOptions: { SendingEnabled: state === 'sends' } },
    suppression: {},
    destinations: new Map(),
  });
}

function addAddresses({ store }: Place, domain: string): void {
  const parent = store.peek(domain);
  const base = { kind: 'EMAIL_ADDRESS', domain, createdAt: store.now(), tags: [] } as const;
  const own = { ...base, clicked: true, token: '', configurationSet: null };
  store.add({
    ...own,
    name: `hello@${domain}`,
    signingEnabled: true,
    mailFrom: parent?.mailFrom ?? null,
  });
  store.add({ ...own, name: `shop@${domain}`, signingEnabled: false, mailFrom: null });
}
