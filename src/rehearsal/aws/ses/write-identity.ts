import { parentRegion, signingHostedZone } from './dkim.ts';
import type { Watch } from './looks.ts';
import type { Json } from './operation.ts';
import {
  dkimIdentity,
  type Identity,
  type IdentityStore,
  isVerified,
  type MailFrom,
  replicated,
  verificationStatus,
} from './store.ts';

type JsonObject = { readonly [name: string]: Json };

/** Timestamps in JSON are epoch seconds and may have a fraction. */
export function epoch(ms: number | null): number | undefined {
  return ms === null ? undefined : ms / 1000;
}

/** GetEmailIdentity. */
export function writeIdentity(store: IdentityStore, identity: Identity): Json {
  return {
    IdentityType: identity.kind,
    FeedbackForwardingStatus: true,
    VerifiedForSendingStatus: isVerified(store, identity),
    DkimAttributes: writeDkim(store, identity),
    MailFromAttributes: writeMailFrom(identity.mailFrom),
    Policies: {},
    Tags: identity.tags.map((tag) => ({ ...tag })),
    ConfigurationSetName: identity.configurationSet ?? undefined,
    VerificationStatus: verificationStatus(store, identity),
    VerificationInfo: identity.kind === 'DOMAIN' ? writeInfo(identity.watch) : undefined,
  };
}

/** An address shows the DKIM settings of the domain that it is under. */
export function writeDkim(store: IdentityStore, identity: Identity): JsonObject {
  const owner = dkimIdentity(store, identity);
  if (!owner) return { SigningEnabled: false, Status: 'NOT_STARTED' };
  const now = replicated(store, owner);
  // A replica without its parent has no tokens.
  const dkim = typeof now === 'string' ? owner.dkim : now;
  const length = dkim.keyLength ?? undefined;
  return {
    SigningEnabled: owner.signingEnabled && identity.signingEnabled,
    Status: owner.watch.status,
    Tokens: dkim.tokens,
    SigningHostedZone: signingHostedZone(parentRegion(dkim) ?? store.region),
    SigningAttributesOrigin: dkim.origin,
    NextSigningKeyLength: length,
    CurrentSigningKeyLength: owner.previous?.keyLength ?? length,
    LastKeyGenerationTimestamp: length && epoch(dkim.generatedAt),
  };
}

/** Without a MAIL FROM domain AWS sends the behaviour alone. */
function writeMailFrom(mailFrom: MailFrom | null): Json {
  if (!mailFrom) return { BehaviorOnMxFailure: 'USE_DEFAULT_VALUE' };
  return {
    MailFromDomain: mailFrom.domain,
    MailFromDomainStatus: mailFrom.watch.status,
    BehaviorOnMxFailure: mailFrom.behavior,
  };
}

function writeInfo(watch: Watch): Json {
  return {
    LastCheckedTimestamp: epoch(watch.lastLook),
    LastSuccessTimestamp: epoch(watch.lastSuccess),
    ErrorType: watch.error ?? undefined,
    SOARecord: watch.soa === null ? undefined : writeSoa(watch.soa),
  };
}

function writeSoa(data: string): Json {
  const [primary, admin, serial] = data.split(/\s+/);
  return { PrimaryNameServer: primary, AdminEmail: admin, SerialNumber: Number(serial) };
}
