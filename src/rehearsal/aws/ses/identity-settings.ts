import { badRequest, notFound } from '../errors.ts';
import { flag, oneOf, required, struct, text } from '../shape.ts';
import {
  createEasyDkim,
  createOwnDkim,
  createReplica,
  type Dkim,
  type DkimSigningAttributes,
  dkimSigningAttributes,
  type KeyLength,
  signingOrigin,
} from './dkim.ts';
import { type IdentityContext, identityArn, identityName, path } from './identities.ts';
import { startWatch } from './looks.ts';
import { type SesOperation, sesOperation } from './operation.ts';
import { type DomainIdentity, type IdentityStore, isVerified, requireIdentity } from './store.ts';
import { writeDkim } from './write-identity.ts';

const day = 24 * 3_600_000;

export function identitySettings(context: IdentityContext): readonly SesOperation[] {
  return [mailFrom(context), dkimEnabled(context), dkimSigning(context), defaultSet(context)];
}

function mailFrom(context: IdentityContext): SesOperation {
  const { store } = context;
  return sesOperation({
    name: 'PutEmailIdentityMailFromAttributes',
    on: [`PUT ${path}/mail-from`],
    input: {
      ...identityName,
      MailFromDomain: text(),
      BehaviorOnMxFailure: oneOf(['USE_DEFAULT_VALUE', 'REJECT_MESSAGE']),
    },
    resource: (input) => identityArn(context, input.EmailIdentity),
    run(input) {
      const identity = store.find(input.EmailIdentity);
      if (!identity) throw badRequest(`Identity <${input.EmailIdentity}> does not exist.`);
      if (!input.MailFromDomain) {
        identity.mailFrom = null;
        return {};
      }
      const domain = input.MailFromDomain.toLowerCase();
      if (!domain.endsWith(`.${identity.domain}`)) {
        throw badRequest(
          `Provided MAIL-FROM domain <${domain}> is not subdomain of the domain of the identity <${identity.domain}>.`,
        );
      }
      const behavior = input.BehaviorOnMxFailure ?? 'USE_DEFAULT_VALUE';
      const current = identity.mailFrom;
      if (current?.domain === domain && current.watch.status !== 'FAILED') {
        current.behavior = behavior;
      } else {
        identity.mailFrom = { domain, behavior, watch: startWatch(store.now(), store.every) };
      }
      return {};
    },
  });
}

function dkimEnabled(context: IdentityContext): SesOperation {
  return sesOperation({
    name: 'PutEmailIdentityDkimAttributes',
    on: [`PUT ${path}/dkim`],
    input: { ...identityName, SigningEnabled: flag() },
    resource: (input) => identityArn(context, input.EmailIdentity),
    run(input) {
      const identity = context.store.find(input.EmailIdentity);
      if (!identity) {
        throw badRequest(`Domain <${input.EmailIdentity}> is not verified for DKIM signing.`);
      }
      identity.signingEnabled = input.SigningEnabled ?? false;
      return {};
    },
  });
}

function dkimSigning(context: IdentityContext): SesOperation {
  const { store } = context;
  return sesOperation({
    name: 'PutEmailIdentityDkimSigningAttributes',
    // SDKs before 2025-12 still call /v1.
    on: [`PUT ${path}/dkim/signing`, 'PUT /v1/email/identities/{EmailIdentity}/dkim/signing'],
    input: {
      ...identityName,
      SigningAttributesOrigin: required(text({ pattern: signingOrigin })),
      SigningAttributes: struct(dkimSigningAttributes),
    },
    resource: (input) => identityArn(context, input.EmailIdentity),
    async run(input) {
      const identity = requireIdentity(store, input.EmailIdentity);
      if (identity.kind !== 'DOMAIN') {
        throw badRequest('The EmailIdentity value must be a valid domain.');
      }
      const attributes = input.SigningAttributes;
      if (input.SigningAttributesOrigin === 'EXTERNAL') {
        if (!attributes) throw badRequest('SigningAttributes must be specified.');
        replaceDkim(store, identity, createOwnDkim(attributes, store.now()));
      } else if (input.SigningAttributesOrigin !== 'AWS_SES') {
        replaceDkim(store, identity, createReplica(input.SigningAttributesOrigin, store.now()));
      } else {
        await startEasyDkim(store, identity, attributes);
      }
      const { Tokens, SigningHostedZone } = writeDkim(store, identity);
      return { DkimStatus: identity.watch.status, DkimTokens: Tokens, SigningHostedZone };
    },
  });
}

/** Looking begins again; a verified domain continues signing with the key it had. */
function replaceDkim(store: IdentityStore, identity: DomainIdentity, dkim: Dkim): void {
  if (isVerified(store, identity)) identity.previous = identity.previous ?? identity.dkim;
  identity.dkim = dkim;
  identity.watch = startWatch(store.now(), store.every);
}

async function startEasyDkim(
  store: IdentityStore,
  identity: DomainIdentity,
  attributes: DkimSigningAttributes | undefined,
): Promise<void> {
  const from = identity.dkim.keyLength;
  const to = attributes?.NextSigningKeyLength ?? from ?? 'RSA_2048_BIT';
  if (from !== null) checkSwitch(store, identity, from, to);
  const world = { dns: store.dns, region: store.region, now: store.now() };
  const dkim = await createEasyDkim(world, to);
  replaceDkim(store, identity, dkim);
  if (from !== null && from !== to) identity.lastSwitch = { at: store.now(), to };
}

/** The two limits of the SES Developer Guide, "Changing the DKIM signing key length". */
function checkSwitch(
  store: IdentityStore,
  identity: DomainIdentity,
  from: KeyLength,
  to: KeyLength,
): void {
  if (from === to) {
    if (identity.watch.status !== 'SUCCESS') return;
    throw badRequest("You can't switch to the same key length as is already configured.");
  }
  const last = identity.lastSwitch;
  const firstDowngrade = to === 'RSA_1024_BIT' && last?.to !== 'RSA_1024_BIT';
  if (last && store.now() - last.at < day && !firstDowngrade) {
    throw badRequest(
      "You can't switch to a different key length more than once in a 24 hour period.",
    );
  }
}

function defaultSet(context: IdentityContext): SesOperation {
  return sesOperation({
    name: 'PutEmailIdentityConfigurationSetAttributes',
    on: [`PUT ${path}/configuration-set`],
    input: { ...identityName, ConfigurationSetName: text() },
    resource: (input) => identityArn(context, input.EmailIdentity),
    run(input, call) {
      const identity = requireIdentity(context.store, input.EmailIdentity);
      const name = input.ConfigurationSetName;
      if (name) {
        const arn = `${context.arn}configuration-set/${name}`;
        call.authorise('ses:PutEmailIdentityConfigurationSetAttributes', arn);
        if (!context.hasConfigurationSet(name)) {
          throw notFound(`Configuration set <${name}> does not exist.`);
        }
      }
      identity.configurationSet = name ?? null;
      return {};
    },
  });
}
