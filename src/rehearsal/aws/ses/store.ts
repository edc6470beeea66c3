import type { DnsData, WorldClock } from '../../contract.ts';
import { badRequest, notFound } from '../errors.ts';
import type { Dkim, KeyLength } from './dkim.ts';
import { findDkim, parentRegion } from './dkim.ts';
import { type LookError, look, lookFor, sameName, shownSoa, type Watch } from './looks.ts';

export interface MailFrom {
  readonly domain: string;
  behavior: 'USE_DEFAULT_VALUE' | 'REJECT_MESSAGE';
  readonly watch: Watch;
}

interface IdentityBase {
  readonly name: string;
  /** Domain of the identity: itself, or what follows the `@`. */
  readonly domain: string;
  readonly createdAt: number;
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
  mailFrom: MailFrom | null;
  configurationSet: string | null;
  signingEnabled: boolean;
}

export interface DomainIdentity extends IdentityBase {
  readonly kind: 'DOMAIN';
  dkim: Dkim;
  watch: Watch;
  /** Verified by a TXT record at _amazonses, as identities were before DKIM did it. */
  readonly verifiedByTxt: boolean;
  /** The key that continues signing while SES looks for the records of a new one. */
  previous: Dkim | null;
  lastSwitch: { readonly at: number; readonly to: KeyLength } | null;
}

export interface AddressIdentity extends IdentityBase {
  readonly kind: 'EMAIL_ADDRESS';
  clicked: boolean;
  /** What the link of the verification mail carries; each mail has its own. */
  readonly token: string;
}

export type Identity = DomainIdentity | AddressIdentity;

/** "The link expires 24 hours after the message was sent" (SES Developer Guide, creating identities). */
const linkLifeMs = 24 * 3_600_000;

export interface IdentityStore {
  readonly region: string;
  readonly now: () => number;
  readonly every: number;
  readonly dns: DnsData;
  all(): readonly Identity[];
  /** null when there is none; a found one is as SES knows it now. */
  find(name: string): Identity | null;
  /** As `find`, without the looks that are due. */
  peek(name: string): Identity | null;
  /** What SES of another Region of the account knows; null: no such Region. */
  in(region: string): IdentityStore | null;
  /** The most specific identity that covers an address: the address, its domain, a parent domain. */
  covering(address: string): Identity | null;
  add(identity: Identity): void;
  remove(name: string): void;
}

export function createIdentityStore(options: {
  readonly clock: WorldClock;
  readonly region: string;
  /** Milliseconds between SES's looks. */
  readonly sesLook: number;
  readonly dns: DnsData;
  readonly storeIn: (region: string) => IdentityStore | null;
}): IdentityStore {
  const identities = new Map<string, Identity>();
  const store: IdentityStore = {
    region: options.region,
    now: () => options.clock.now(),
    every: options.sesLook,
    dns: options.dns,
    all: () => [...identities.values()].map((identity) => refreshed(store, identity)),
    peek: (name) => identities.get(name.toLowerCase()) ?? null,
    in: options.storeIn,
    find(name) {
      const identity = store.peek(name);
      return identity ? refreshed(store, identity) : null;
    },
    covering(address) {
      const own = store.find(address);
      if (own) return own;
      const labels = domainOf(address).split('.');
      for (const index of labels.keys()) {
        const found = store.find(labels.slice(index).join('.'));
        if (found) return found;
      }
      return null;
    },
    add: (identity) => void identities.set(identity.name.toLowerCase(), identity),
    remove: (name) => void identities.delete(name.toLowerCase()),
  };
  return store;
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

/** Does the looks that are due. */
function refreshed(store: IdentityStore, identity: Identity): Identity {
  const now = store.now();
  if (identity.kind === 'DOMAIN') {
    look(identity.watch, now, store.every, () => {
      identity.watch.soa = shownSoa(store.dns, identity.name);
      const dkim = replicated(store, identity);
      return typeof dkim === 'string' ? dkim : findDkim(dkim, identity.name, store);
    });
    if (identity.watch.status !== 'PENDING') identity.previous = null;
  }
  const { mailFrom } = identity;
  if (mailFrom) {
    const host = `feedback-smtp.${store.region}.amazonses.com`;
    look(mailFrom.watch, now, store.every, () =>
      lookFor(store.dns, mailFrom.domain, 'MX', ({ values }) => {
        // "You must publish exactly one MX record" (SES Developer Guide, custom MAIL FROM domain).
        const [only = '', ...others] = values;
        return others.length === 0 && sameName(only.split(/\s+/)[1] ?? '', host);
      }),
    );
  }
  return identity;
}

/** The DKIM of an identity; that of a replica has the tokens and the key of its parent, or an error is why not. */
export function replicated(store: IdentityStore, identity: DomainIdentity): Dkim | LookError {
  const parent = parentRegion(identity.dkim);
  if (parent === null) return identity.dkim;
  const primary = store.in(parent)?.peek(identity.name);
  if (primary?.kind !== 'DOMAIN') return 'REPLICATION_PRIMARY_NOT_FOUND';
  if (primary.dkim.origin === 'EXTERNAL') return 'REPLICATION_PRIMARY_BYO_DKIM_NOT_SUPPORTED';
  if (parentRegion(primary.dkim) !== null) return 'REPLICATION_REPLICA_AS_PRIMARY_NOT_SUPPORTED';
  return { ...primary.dkim, origin: identity.dkim.origin };
}

export function verificationStatus(store: IdentityStore, identity: Identity): Watch['status'] {
  if (identity.kind === 'DOMAIN') return identity.verifiedByTxt ? 'SUCCESS' : identity.watch.status;
  if (identity.clicked) return 'SUCCESS';
  return store.now() - identity.createdAt < linkLifeMs ? 'PENDING' : 'FAILED';
}

/** A domain stays verified while a record is missing for a time, and while its key changes. */
export function isVerified(store: IdentityStore, identity: Identity): boolean {
  const status = verificationStatus(store, identity);
  if (status === 'SUCCESS' || status === 'TEMPORARY_FAILURE') return true;
  return identity.kind === 'DOMAIN' && identity.previous !== null;
}

/** The domain identity whose DKIM settings an identity has: itself, or the parent of an address. */
export function dkimIdentity(store: IdentityStore, identity: Identity): DomainIdentity | null {
  if (identity.kind === 'DOMAIN') return identity;
  const parent = store.covering(`@${identity.domain}`);
  return parent?.kind === 'DOMAIN' ? parent : null;
}

/** The key an identity signs with now; null when it does not sign. */
export function signingKey(store: IdentityStore, identity: Identity): DkimInUse | null {
  const owner = dkimIdentity(store, identity);
  // The setting of an address overrides that of its domain (SES Developer Guide, inherited DKIM properties).
  if (!owner?.signingEnabled || !identity.signingEnabled || !isVerified(store, owner)) return null;
  const dkim = owner.previous ?? replicated(store, owner);
  if (typeof dkim === 'string' || dkim.privateKey === null) return null;
  return { domain: owner.name, selector: dkim.selector, privateKey: dkim.privateKey };
}

export interface DkimInUse {
  readonly domain: string;
  readonly selector: string;
  readonly privateKey: string;
}

/** Throws NotFoundException in SES's words. */
export function requireIdentity(store: IdentityStore, name: string): Identity {
  const identity = store.find(name);
  if (!identity) throw notFound(`Email identity ${name} does not exist.`);
  return identity;
}

/** What a click on the link of SES's verification mail does. Throws when there is no such pending identity. */
export function verifyAddress(store: IdentityStore, address: string): void {
  const identity = store.find(address);
  if (identity?.kind !== 'EMAIL_ADDRESS')
    throw badRequest(`No verification mail was sent to ${address}.`);
  if (verificationStatus(store, identity) === 'FAILED') throw badRequest('The link has expired.');
  identity.clicked = true;
}

/** The address whose link was visited. Throws when the link is of no identity any more, or has expired. */
export function verifyToken(store: IdentityStore, token: string): string {
  const found = store.all().find((each) => each.kind === 'EMAIL_ADDRESS' && each.token === token);
  if (!found) throw badRequest('This link is not valid any more.');
  verifyAddress(store, found.name);
  return found.name;
}
