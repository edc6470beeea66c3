import { randomUUID } from 'node:crypto';
import { alreadyExists, badRequest, notFound } from '../errors.ts';
import { page } from '../page.ts';
import { list, map, number, required, struct, text } from '../shape.ts';
import {
  createEasyDkim,
  createOwnDkim,
  createReplica,
  type Dkim,
  type DkimSigningAttributes,
  dkimSigningAttributes,
} from './dkim.ts';
import { startWatch } from './looks.ts';
import { type Json, type SesOperation, sesOperation } from './operation.ts';
import {
  type AddressIdentity,
  type DomainIdentity,
  domainOf,
  type Identity,
  type IdentityStore,
  isVerified,
  requireIdentity,
  verificationStatus,
} from './store.ts';
import { writeDkim, writeIdentity } from './write-identity.ts';

export interface IdentityContext {
  readonly store: IdentityStore;
  /** `arn:aws:ses:<region>:<account>:` */
  readonly arn: string;
  hasConfigurationSet(name: string): boolean;
  /** The mail with the link. */
  sendVerification(identity: AddressIdentity): Promise<void>;
}

const tag = struct({
  Key: required(text({ min: 1, max: 128 })),
  Value: required(text({ max: 256 })),
});
const label = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;

function isDomain(name: string): boolean {
  const labels = name.split('.');
  return labels.length > 1 && name.length <= 253 && labels.every((part) => label.test(part));
}

export const path = '/v2/email/identities/{EmailIdentity}';
export const identityName = { EmailIdentity: required(text({ min: 1 })) };

export function identityArn(context: { readonly arn: string }, name: string): string {
  return `${context.arn}identity/${name}`;
}

export function identityOperations(context: IdentityContext): readonly SesOperation[] {
  const { store } = context;
  const resource = (input: { readonly EmailIdentity: string }) =>
    identityArn(context, input.EmailIdentity);
  return [
    createEmailIdentity(context),
    sesOperation({
      name: 'GetEmailIdentity',
      on: [`GET ${path}`],
      input: identityName,
      resource,
      run: (input) => writeIdentity(store, requireIdentity(store, input.EmailIdentity)),
    }),
    sesOperation({
      name: 'DeleteEmailIdentity',
      on: [`DELETE ${path}`],
      input: identityName,
      resource,
      run(input) {
        store.remove(requireIdentity(store, input.EmailIdentity).name);
        return {};
      },
    }),
    listEmailIdentities(store),
  ];
}

function createEmailIdentity(context: IdentityContext): SesOperation {
  const { store } = context;
  return sesOperation({
    name: 'CreateEmailIdentity',
    on: ['POST /v2/email/identities'],
    input: {
      EmailIdentity: required(text({ min: 1 })),
      Tags: list(tag),
      DkimSigningAttributes: struct(dkimSigningAttributes),
      ConfigurationSetName: text(),
    },
    resource: (input) => identityArn(context, input.EmailIdentity),
    async run(input) {
      const name = input.EmailIdentity.replace(/[^@]*$/, (domain) => domain.toLowerCase());
      const isAddress = /^[^\s@]+@/.test(name);
      if (!isDomain(isAddress ? domainOf(name) : name)) {
        throw badRequest(`Identity ${name} is invalid. Must be an email address or domain.`);
      }
      if (store.find(name)) throw alreadyExists(`Email identity ${name} already exist.`);
      if (input.ConfigurationSetName && !context.hasConfigurationSet(input.ConfigurationSetName)) {
        throw notFound(`Configuration set <${input.ConfigurationSetName}> does not exist.`);
      }
      if (isAddress && input.DkimSigningAttributes) {
        throw badRequest('The EmailIdentity value must be a valid domain.');
      }
      const base = {
        name,
        domain: domainOf(name),
        createdAt: store.now(),
        tags: input.Tags ?? [],
        mailFrom: null,
        configurationSet: input.ConfigurationSetName ?? null,
        signingEnabled: true,
      };
      const identity: Identity = isAddress
        ? ({
            ...base,
            kind: 'EMAIL_ADDRESS',
            clicked: false,
            token: randomUUID(),
          } satisfies AddressIdentity)
        : await newDomain(store, base, input.DkimSigningAttributes);
      store.add(identity);
      if (identity.kind === 'EMAIL_ADDRESS') await context.sendVerification(identity);
      return created(store, identity);
    },
  });
}

async function newDomain(
  store: IdentityStore,
  base: Omit<
    DomainIdentity,
    'kind' | 'dkim' | 'watch' | 'verifiedByTxt' | 'previous' | 'lastSwitch'
  >,
  attributes: DkimSigningAttributes | undefined,
): Promise<DomainIdentity> {
  return {
    ...base,
    kind: 'DOMAIN',
    dkim: await newDkim(store, attributes),
    watch: startWatch(store.now(), store.every),
    verifiedByTxt: false,
    previous: null,
    lastSwitch: null,
  };
}

/** One of Easy DKIM, BYODKIM and a replica, never two at once. */
async function newDkim(
  store: IdentityStore,
  attributes: DkimSigningAttributes | undefined,
): Promise<Dkim> {
  const origin = attributes?.DomainSigningAttributesOrigin;
  const own = attributes?.DomainSigningSelector ?? attributes?.DomainSigningPrivateKey;
  const length = attributes?.NextSigningKeyLength;
  if ([origin, own, length].filter((given) => given !== undefined).length > 1) {
    throw badRequest('Only one of Easy DKIM, BYODKIM and replication can be configured.');
  }
  if (origin === 'AWS_SES' || origin === 'EXTERNAL') {
    throw badRequest(`DomainSigningAttributesOrigin cannot be ${origin}.`);
  }
  if (origin !== undefined) return createReplica(origin, store.now());
  if (attributes && own !== undefined) return createOwnDkim(attributes, store.now());
  const world = { dns: store.dns, region: store.region, now: store.now() };
  return createEasyDkim(world, length ?? 'RSA_2048_BIT');
}

/** The answer to CreateEmailIdentity comes before SES begins to look. */
function created(store: IdentityStore, identity: Identity): Json {
  const dkim = writeDkim(store, identity);
  return {
    IdentityType: identity.kind,
    VerifiedForSendingStatus: false,
    DkimAttributes: identity.kind === 'DOMAIN' ? { ...dkim, Status: 'NOT_STARTED' } : dkim,
  };
}

function listEmailIdentities(store: IdentityStore): SesOperation {
  return sesOperation({
    name: 'ListEmailIdentities',
    on: ['POST /v2/email/list-identities', 'GET /v2/email/identities'],
    input: { Filter: map(), NextToken: text(), PageSize: number() },
    resource: () => '*',
    run(input) {
      const found = page(store.all(), input.PageSize ?? 100, input.NextToken);
      if (!found) throw badRequest('The specified request includes an invalid or expired token.');
      return {
        EmailIdentities: found.items.map((identity) => ({
          IdentityType: identity.kind,
          IdentityName: identity.name,
          SendingEnabled: isVerified(store, identity),
          VerificationStatus: verificationStatus(store, identity),
        })),
        NextToken: found.next,
      };
    },
  });
}
